import type { FixMaker } from '../fix';
import { statementAt } from './codeBlocks';
import { isImport } from './moduleScope';
import { movedLocals } from './movedLocals';
import { removedStatements } from './removedStatements';

/** Moves an import to the others at the top. */
export const importInModule: FixMaker = ({ span }, source) => {
  const place = statementAt(source, span);
  if (place === undefined || !isImport(place.statement)) return [];
  // What happens when an attempt fails would happen earlier.
  if (place.around.some(({ type }) => type === 'try_statement' || type === 'with_statement')) return [];
  const moved = movedLocals(source, { locals: [place], below: 0, isConstant: true });
  const removed = moved === undefined ? undefined : removedStatements(source, moved.places);
  if (moved === undefined || removed === undefined) return [];
  return [{ title: 'Import it at the top', edits: [...moved.imports, ...removed], isSafe: false }];
};
