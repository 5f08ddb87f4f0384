import type { Expression } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import type { Values } from './values';

/** What a callee may be in a package (see `CatalogueEntry.paths`), or in the language itself: `Date.now`. */
export function calledPaths(file: ProgramFile, callee: Expression, values: Values): string[] {
  const own = ofLanguage(callee);
  if (own !== undefined) return [own];
  return values.of(file, callee).flatMap((value) => (value.kind === 'external' ? [value.path] : []));
}

function ofLanguage(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.binding === undefined ? expression.name : undefined;
  if (expression.kind !== 'member') return undefined;
  const object = ofLanguage(expression.object);
  return object === undefined ? undefined : `${object}.${expression.name}`;
}
