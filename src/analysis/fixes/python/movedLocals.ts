import type { PlainNode } from '../../../syntax/plainTree';
import { parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { lineBreakOf } from '../textLayout';
import { canBeOfModule } from './clientNames';
import type { StatementPlace } from './codeBlocks';
import { atMargin, linesOf, textOf } from './codeBlocks';
import { importInsertion, isImport, topLevel } from './moduleScope';
import type { Needs } from './movable';
import { importedName } from './movable';

/** Statements of a function that go to the module together with what needs them. */
export interface MovedLocals {
  /** To be removed from the function. */
  readonly places: readonly StatementPlace[];
  /** As the module has them, imports left out. */
  readonly statements: string;
  /** Edits that import what the function imported. */
  readonly imports: readonly TextEdit[];
}

/** Undefined when the module cannot have them. */
export function movedLocals(source: FixSource, { locals }: Needs): MovedLocals | undefined {
  const lineBreak = lineBreakOf(source.text);
  let statements = '';
  let imports = '';
  for (const place of locals) {
    const lines = linesOf(source, place);
    if (lines === undefined || !namesOf(source, place.statement).every((name) => isFree(source, place, name)))
      return undefined;
    const written = atMargin(source, lines).trimEnd() + lineBreak;
    if (!isImport(place.statement)) statements += written;
    else if (!isImported(source, place)) imports += written;
  }
  return { places: locals, statements, imports: imports === '' ? [] : [importInsertion(source, imports)] };
}

/** The names that a statement gives to its function. */
export function namesOf(source: FixSource, statement: PlainNode): string[] {
  if (isImport(statement)) {
    return statement.children.filter(({ field }) => field === 'name').map((part) => importedName(source, part));
  }
  const [assignment] = parts(statement);
  const [target] = parts(assignment);
  return target === undefined ? [] : [textOf(source, target)];
}

function isFree(source: FixSource, place: StatementPlace, name: string): boolean {
  if (isImport(place.statement) && isImported(source, place)) return true;
  return canBeOfModule(source.file.facts, name);
}

function isImported(source: FixSource, { statement }: StatementPlace): boolean {
  const written = textOf(source, statement);
  return topLevel(source).some((each) => isImport(each) && textOf(source, each) === written);
}
