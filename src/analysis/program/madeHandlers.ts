import type { CallFacts, Span } from '../facts/fileFacts';
import type { FunctionPlace, ProgramFile } from './program';
import type { Values } from './values';

/**
 * The functions of a handler that a function of the program makes: `export const handler = createHandler(services)`.
 * `within`: where the handler is declared.
 */
export function madeHandlers(file: ProgramFile, within: Span, values: Values): FunctionPlace[] {
  const [made] = file.facts.calls
    .map((call, id) => ({ call, id }))
    .filter(({ call }) => call.function === 0 && isIn(call, within))
    .sort((left, right) => lengthOf(right.call) - lengthOf(left.call));
  if (made === undefined) return [];
  return values
    .of(file, { kind: 'call', call: made.id })
    .flatMap((value) => (value.kind === 'function' ? [{ file: value.file, function: value.id }] : []));
}

function isIn({ span }: CallFacts, within: Span): boolean {
  return span.start >= within.start && span.end <= within.end;
}

function lengthOf({ span }: CallFacts): number {
  return span.end - span.start;
}
