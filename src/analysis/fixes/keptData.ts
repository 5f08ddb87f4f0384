import type { CallFacts, Expression } from '../facts/fileFacts';
import { lastName } from '../program/program';
import type { FixSource } from './fix';

/** Methods that change what they are called on. */
const CHANGING: ReadonlySet<string> = new Set(
  (
    'add append clear delete extend fill insert pop popitem push remove reverse set setdefault shift sort splice ' +
    'unshift update'
  ).split(' '),
);

/** Functions and methods whose results have parts of what they are given, or are called on. */
const PASSING: ReadonlySet<string> = new Set(
  (
    'assign concat copy dict entries enumerate filter find get items list map next reversed slice sorted tuple values ' +
    'zip'
  ).split(' '),
);

/**
 * Whether code may change data that a name stands for, by another name for a part of it or in a function that is given
 * it: what is kept for all invocations would not stay as it is then.
 */
export function mayBeChanged(source: FixSource, binding: number): boolean {
  const { facts } = source.file;
  const names = namesOf(source, binding);
  const isOwn = (expression: Expression): boolean => has(source, expression, names);
  const isWritten = facts.assignments.some(({ target, operator }) =>
    target.kind === 'member' || target.kind === 'item'
      ? isOwn(target.object)
      : isOwn(target) && !/^:?=$/.test(operator),
  );
  return (
    isWritten ||
    facts.calls.some(
      (call) =>
        (call.callee.kind === 'member' && CHANGING.has(call.callee.name) && isOwn(call.callee.object)) ||
        (call.arguments.some(({ value }) => isOwn(value)) && isOfProject(source, call)),
    ) ||
    facts.functions.some(
      ({ returns }, id) => !isHandler(source, id) && returns.some((value) => names.has(wholeOf(value)?.binding ?? -1)),
    )
  );
}

/** The names of data and of its parts. */
function namesOf(source: FixSource, binding: number): ReadonlySet<number> {
  const names = new Set([binding]);
  for (let known = 0; known < names.size;) {
    known = names.size;
    for (const [id, { values }] of source.file.facts.bindings.entries()) {
      if (values.some(({ value }) => has(source, value, names))) names.add(id);
    }
  }
  return names;
}

/** Whether a value may be a part of what has one of the names, or have such parts. */
function has(source: FixSource, value: Expression, names: ReadonlySet<number>): boolean {
  const isOwn = (expression: Expression): boolean => has(source, expression, names);
  if (value.kind === 'name') return names.has(value.binding ?? -1);
  if (value.kind === 'member' || value.kind === 'item') return isOwn(value.object);
  if (value.kind === 'either' || value.kind === 'list') return value.parts.some(isOwn);
  if (value.kind === 'object') return value.entries.some((entry) => isOwn(entry.value));
  const call = value.kind === 'call' ? source.file.facts.calls[value.call] : undefined;
  if (call === undefined || !PASSING.has(lastName(call.callee))) return false;
  return call.arguments.some((given) => isOwn(given.value)) || (call.callee.kind === 'member' && isOwn(call.callee));
}

/** The name that is all of what a function returns. */
function wholeOf(value: Expression): Extract<Expression, { kind: 'name' }> | undefined {
  if (value.kind === 'name') return value;
  const [only, ...others] = value.kind === 'made' ? value.parts : [];
  return only === undefined || others.length > 0 ? undefined : wholeOf(only);
}

/** Whether a call leads to a function of the project, which may do anything. */
function isOfProject({ file, analysis }: FixSource, { callee }: CallFacts): boolean {
  return analysis.values.of(file, callee).some(({ kind }) => kind === 'function');
}

/** Whether Lambda has what a function returns. */
function isHandler({ file, analysis }: FixSource, id: number): boolean {
  return analysis.roots.some(({ place, kind }) => kind === 'handler' && place.file === file && place.function === id);
}
