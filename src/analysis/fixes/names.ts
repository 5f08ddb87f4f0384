import type { Expression, FileFacts, Reference, Span } from '../facts/fileFacts';
import { isWithin } from './syntaxPath';

/** Whether a file uses a name anywhere, for whatever. */
function isNameTaken({ bindings, references, exports }: FileFacts, name: string): boolean {
  return (
    bindings.some((binding) => binding.name === name) ||
    references.some((reference) => reference.name.name === name) ||
    Object.hasOwn(exports, name)
  );
}

/** The first of some names that a file does not use, with a number behind the last one if all are taken. */
export function freeName(facts: FileFacts, [first, ...others]: readonly [string, ...string[]]): string {
  const free = [first, ...others].find((name) => !isNameTaken(facts, name));
  if (free !== undefined) return free;
  const base = others.at(-1) ?? first;
  for (let number = 2; ; number++) {
    if (!isNameTaken(facts, `${base}${number}`)) return `${base}${number}`;
  }
}

/** The places within a stretch where names are written. */
export function referencesIn({ references }: FileFacts, span: Span): Reference[] {
  return references.filter(({ start }) => span.start <= start && start < span.end);
}

/** A function and those around it; the module is the last one. */
export function functionsAround({ functions }: FileFacts, innermost: number): number[] {
  const around: number[] = [];
  for (let id: number | undefined = innermost; id !== undefined; id = functions[id]?.parent) around.push(id);
  return around;
}

/** The innermost function that has an offset. */
export function functionAt({ functions }: FileFacts, offset: number): number {
  let found = 0;
  for (const [id, { span, kind }] of functions.entries()) {
    const inner = functions[found]?.span;
    const isInside = kind !== 'module' && span.start <= offset && offset < span.end;
    if (isInside && (found === 0 || (inner !== undefined && isWithin(span, inner)))) found = id;
  }
  return found;
}

/** The name that an expression begins with: `client` of `client.events.on`. */
export function rootOf(expression: Expression): Extract<Expression, { kind: 'name' }> | undefined {
  if (expression.kind === 'name') return expression;
  if (expression.kind === 'member' || expression.kind === 'item') return rootOf(expression.object);
  return undefined;
}
