import type { PlainNode } from '../../../syntax/plainTree';
import type { Binding } from '../../facts/fileFacts';
import type { FixSource } from '../fix';
import { functionAt } from '../names';
import { isWithin, nodesIn, pathTo } from '../syntaxPath';
import { namesOf, textOf, topLevelOf } from './topLevel';

/** Whether a variable of a function always has the value that its declaration gives, and nobody asks for it before. */
export function isConstant({ file: { facts } }: FixSource, statement: PlainNode, binding: number): boolean {
  const references = facts.references.filter(({ name }) => name.binding === binding);
  if (references.some(({ isWritten, start }) => isWritten || start < statement.start)) return false;
  return (facts.bindings[binding]?.values.length ?? 0) <= 1;
}

/** Whether the name of a function's variable can be one of the module: nobody else has it, or has something else in it. */
export function isNameClear(source: FixSource, statement: PlainNode, binding: number): boolean {
  const { facts } = source.file;
  const name = facts.bindings[binding]?.name ?? '';
  const isOther = facts.bindings.some(
    (other, id) => id !== binding && other.name === name && !isAlike(source, statement, other),
  );
  const isAsked = facts.references.some((each) => each.name.name === name && each.name.binding === undefined);
  return !isOther && !isAsked && !isReserved(name);
}

/** Another function has the same variable. */
function isAlike(source: FixSource, statement: PlainNode, other: Binding): boolean {
  const { root, text, file } = source;
  const owner = file.facts.functions[other.function];
  if (other.function === 0 || owner === undefined || other.kind !== 'variable') return false;
  const own = file.facts.functions[functionAt(file.facts, statement.start)];
  if (own === undefined || isWithin(owner.span, own.span) || isWithin(own.span, owner.span)) return false;
  const declared = pathTo(root, owner.span).at(-1);
  if (declared === undefined) return false;
  const same = [...nodesIn(declared)].filter(
    (node) => node.type === statement.type && namesOf(node, text).includes(other.name),
  );
  return same.length > 0 && same.every((node) => written(source, node) === written(source, statement));
}

/** Whether the names that a declaration gives to its function can be names of the module. */
export function canBeOfModule(source: FixSource, statement: PlainNode, names: readonly string[]): boolean {
  const { facts } = source.file;
  const owner = functionAt(facts, statement.start);
  return names.every((name) => {
    const own = facts.bindings.flatMap((each, id) => (each.name === name && each.function === owner ? [id] : []));
    const [only] = own;
    return (
      only !== undefined &&
      own.length === 1 &&
      isConstant(source, statement, only) &&
      isNameClear(source, statement, only)
    );
  });
}

/** What a module has already under the names of CommonJS. */
function isReserved(name: string): boolean {
  return /^(?:exports|module|require|__dirname|__filename)$/.test(name);
}

/** Whether the module declares a name already exactly as a statement of a function does. */
export function isDeclaredAlike(source: FixSource, statement: PlainNode, name: string): boolean {
  return topLevelOf(source).some(
    ({ node, names }) =>
      names.length === 1 &&
      names[0] === name &&
      node.end <= statement.start &&
      written(source, node) === written(source, statement),
  );
}

/** A statement, however its lines are broken. */
function written({ text }: FixSource, statement: PlainNode): string {
  return textOf(statement, text).replaceAll(/\s+/g, ' ').replace(/;$/, '');
}
