import type { CallFacts, Expression, ObjectEntry } from '../facts/fileFacts';
import { bindingOf } from './program';
import type { ProgramFile } from './program';
import type { Values } from './values';

/** What a call gives under a name. */
export type GivenOption =
  { readonly kind: 'given'; readonly value: Expression } | { readonly kind: 'missing' } | { readonly kind: 'unknown' };

const MISSING: GivenOption = { kind: 'missing' };
const UNKNOWN: GivenOption = { kind: 'unknown' };

/** How far names are followed. */
const DEEPEST = 3;

/** A keyword argument of Python, or the one at `position`. */
export function keywordOf({ arguments: given }: CallFacts, name: string, position?: number): GivenOption {
  const named = given.find((each) => each.name === name);
  if (named !== undefined) return { kind: 'given', value: named.value };
  if (given.some(({ isSpread }) => isSpread === true)) return UNKNOWN;
  const placed = position === undefined ? undefined : given.filter((each) => each.name === undefined)[position];
  return placed === undefined ? MISSING : { kind: 'given', value: placed.value };
}

/** The first of several members of the object that a call gives at a position. */
export function memberOf(
  file: ProgramFile,
  call: CallFacts,
  position: number,
  names: readonly string[],
  values: Values,
): GivenOption {
  if (call.arguments.some(({ isSpread }) => isSpread === true)) return UNKNOWN;
  // What is no object there is an address, and the options are behind it.
  const argument = call.arguments[isText(file, call.arguments[position]?.value) ? position + 1 : position]?.value;
  if (argument === undefined || argument.kind === 'function') return MISSING;
  const entries = entriesOf(file, argument, values);
  if (entries === undefined) return UNKNOWN;
  const found = entries.find(({ name }) => names.includes(name));
  if (found !== undefined) return { kind: 'given', value: found.value };
  return entries.some(({ name }) => name === '') ? UNKNOWN : MISSING;
}

/** Whether a value is a text as far as that is known: `const url = process.env.URL` */
function isText(file: ProgramFile, value: Expression | undefined, depth = 0): boolean {
  if (value === undefined || depth > DEEPEST) return false;
  if (value.kind === 'name') {
    const { kind, values = [] } = bindingOf(file, value) ?? {};
    return kind === 'variable' && values.length > 0 && values.every((each) => isText(file, each.value, depth + 1));
  }
  return value.kind === 'made' || (value.kind === 'literal' && value.text !== undefined) || isOfEnvironment(value);
}

/** `process.env.URL` */
function isOfEnvironment(value: Expression): boolean {
  if (value.kind !== 'member' || value.object.kind !== 'member' || value.object.name !== 'env') return false;
  const { object } = value.object;
  return object.kind === 'name' && object.binding === undefined && object.name === 'process';
}

/** What an object has; undefined when that is not known. */
function entriesOf(file: ProgramFile, expression: Expression, values: Values): readonly ObjectEntry[] | undefined {
  if (expression.kind === 'object') return expression.entries;
  const [only, ...others] = values.of(file, expression);
  return only?.kind === 'object' && others.length === 0 ? only.object.entries : undefined;
}
