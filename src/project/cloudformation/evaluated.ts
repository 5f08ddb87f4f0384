import type { SourceLocation, SourceRange } from '../projectFunction';

/** What a node of a template comes to, with the place it was written at. */
export type Evaluated = Scalar | Nothing | List | Dictionary | Unresolved;

interface Value {
  readonly at: SourceLocation;
  /** Made by an intrinsic function: Globals then replace it instead of merging with it. */
  readonly computed: boolean;
}

interface Scalar extends Value {
  readonly kind: 'scalar';
  readonly text: string;
  /** The number or truth value that was written, without quotes; absent for texts and what intrinsic functions make. */
  readonly literal?: number | boolean;
}

/** `null`, or the `AWS::NoValue` that removes a property. */
interface Nothing extends Value {
  readonly kind: 'null' | 'noValue';
}

export interface List extends Value {
  readonly kind: 'list';
  readonly items: readonly Evaluated[];
}

export interface Dictionary extends Value {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, Entry>;
  /** Members that `AWS::NoValue` takes away, also from what is inherited. */
  readonly removed?: ReadonlySet<string>;
}

export interface Entry {
  /** From the key to the end of the value. */
  readonly at: SourceRange;
  readonly value: Evaluated;
}

/** A value that only a deployment could tell. */
export interface Unresolved extends Value {
  readonly kind: 'unresolved';
  /** Part of a sentence that says why and what to do, without a full stop. */
  readonly reason: string;
  /** Logical id of the resource of the same template that the value stands for, when it is one as a whole. */
  readonly resource?: string;
}

/** Reason of values that need themselves; whoever knows a way around a missing value must not take it for these. */
export const CIRCULAR = 'it refers to itself; break the circle';

export function scalar(at: SourceLocation, text: string, computed = true): Evaluated {
  return text.includes('{{resolve:')
    ? unresolved(at, 'it is a dynamic reference that CloudFormation looks up at deployment; set the value locally')
    : { kind: 'scalar', at, text, computed };
}

export function list(at: SourceLocation, items: readonly Evaluated[], computed = true): List {
  return { kind: 'list', at, computed, items: items.filter((item) => item.kind !== 'noValue') };
}

export function unresolved(at: SourceLocation, reason: string, resource?: string): Unresolved {
  return { kind: 'unresolved', at, computed: true, reason, ...(resource === undefined ? {} : { resource }) };
}

export function noValue(at: SourceLocation): Evaluated {
  return { kind: 'noValue', at, computed: true };
}

export function emptyDictionary(at: SourceLocation): Dictionary {
  return { kind: 'dictionary', at, computed: false, entries: new Map() };
}

export function member(value: Evaluated, name: string): Evaluated | undefined {
  return value.kind === 'dictionary' ? value.entries.get(name)?.value : undefined;
}
