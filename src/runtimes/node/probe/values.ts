import { types } from 'node:util';
import { uncurried } from './builtIns';

/** Reads values without running anything of the user's: no getters, no proxies, no methods of their classes. */

type Entry = readonly [key: unknown, value: unknown];

export type Shape =
  | { readonly kind: 'primitive'; readonly type: string }
  /** Elements are read in order. */
  | { readonly kind: 'list'; readonly type: string; readonly size: number; entries(): Iterable<Entry> }
  | { readonly kind: 'map'; readonly type: string; readonly size: number; entries(): Iterable<Entry> }
  | { readonly kind: 'object'; readonly type: string; readonly size: number; entries(): Iterable<Entry> }
  /** Nothing is known but what it is. */
  | { readonly kind: 'opaque'; readonly type: string; readonly size?: number };

const mapSize = uncurried(Map.prototype, 'size') as (self: unknown) => number;
const setSize = uncurried(Set.prototype, 'size') as (self: unknown) => number;
const typedLength = uncurried(Object.getPrototypeOf(Uint8Array.prototype) as object, 'length') as (
  self: unknown,
) => number;
const mapEntries = uncurried(Map.prototype, 'entries');
const setEntries = uncurried(Set.prototype, 'entries');
const mapNext = uncurried(Object.getPrototypeOf(mapEntries(new Map())) as object, 'next');
const setNext = uncurried(Object.getPrototypeOf(setEntries(new Set())) as object, 'next');

/** What a value is. `isOwnClass` tells whether a class is the user's: only then its instances are looked into. */
export function shapeOf(value: unknown, isOwnClass: (constructor: object) => boolean): Shape {
  if (value === null) return { kind: 'primitive', type: 'null' };
  if (typeof value === 'function') return { kind: 'opaque', type: 'function' };
  if (typeof value !== 'object') return { kind: 'primitive', type: typeof value };
  if (types.isProxy(value)) return { kind: 'opaque', type: 'Proxy' };
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return { kind: 'list', type: 'Array', size: list.length, entries: () => elements(list) };
  }
  const constructor = constructorOf(value);
  const type = constructor === undefined ? 'Object' : nameOf(constructor);
  const builtIn = builtInShape(value, type);
  if (builtIn !== undefined) return builtIn;
  if (isPlain(value) || (constructor !== undefined && isOwnClass(constructor))) {
    const keys = Object.keys(value);
    return { kind: 'object', type, size: keys.length, entries: () => properties(value, keys) };
  }
  return { kind: 'opaque', type };
}

/** Of what the language brings, whatever class it was derived to. */
function builtInShape(value: object, type: string): Shape | undefined {
  if (types.isMap(value)) {
    return { kind: 'map', type, size: mapSize(value), entries: () => collected(mapEntries(value), mapNext) };
  }
  if (types.isSet(value)) {
    return { kind: 'list', type, size: setSize(value), entries: () => collected(setEntries(value), setNext) };
  }
  if (types.isTypedArray(value)) return { kind: 'opaque', type, size: typedLength(value) };
  const opaque = types.isDate(value) || types.isRegExp(value) || types.isPromise(value) || types.isExternal(value);
  return opaque ? { kind: 'opaque', type } : undefined;
}

/** The function that made an object, as its prototypes tell without being asked. */
function constructorOf(value: object): object | undefined {
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && !types.isProxy(prototype)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof constructor === 'function') return constructor;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return undefined;
}

function nameOf(constructor: object): string {
  const name: unknown = types.isProxy(constructor)
    ? undefined
    : Object.getOwnPropertyDescriptor(constructor, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name.slice(0, 60) : 'Object';
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype || constructorOf(value) === Object;
}

function* elements(list: readonly unknown[]): Iterable<Entry> {
  for (let index = 0; index < list.length; index += 1) {
    yield [index, Object.getOwnPropertyDescriptor(list, index)?.value];
  }
}

function* properties(value: object, keys: readonly string[]): Iterable<Entry> {
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    // What a getter would answer is not asked.
    if (property !== undefined && 'value' in property) yield [key, property.value];
  }
}

/** Of a map or set, without the methods that user code may have replaced. */
function* collected(iterator: unknown, next: (self: unknown) => unknown): Iterable<Entry> {
  for (;;) {
    const { done, value } = next(iterator) as IteratorResult<Entry, unknown>;
    if (done === true) return;
    yield value;
  }
}
