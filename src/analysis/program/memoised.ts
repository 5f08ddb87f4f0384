import type { Expression } from '../facts/fileFacts';
import type { Guards, Lifetimes } from './guards';
import type { FunctionPlace, ProgramFile } from './program';
import { classKey, factsOf, lastName } from './program';
import type { Values } from './values';

/** Decorators that run a function once for each set of arguments. */
const CACHES: ReadonlySet<string> = new Set([
  'cache',
  'cached',
  'cached_property',
  'cachedmethod',
  'lru_cache',
  'memoize',
  'memoized',
  'once',
  'singleton',
  'ttl_cache',
]);

/** Knows the functions that decorators run only once for an environment. */
export class Memoised {
  constructor(
    private readonly values: Values,
    private readonly guards: Guards,
  ) {}

  /** Whether a decorator keeps what a function gives for later invocations. */
  has(place: FunctionPlace, lifetimes: Lifetimes): boolean {
    const facts = factsOf(place);
    const { file } = place;
    if (facts === undefined) return false;
    if (facts.decorators.some((decorator) => this.isOwnCache(file, decorator, lifetimes))) return true;
    if (!facts.decorators.some((decorator) => isCache(file, decorator))) return false;
    const isOfObject = facts.class !== undefined && !facts.isStatic;
    return !isOfObject || !lifetimes.perInvocation.has(classKey(file, facts.class));
  }

  /** A decorator of the program that calls what it decorates only while its result is missing. */
  private isOwnCache(file: ProgramFile, decorator: Expression, lifetimes: Lifetimes): boolean {
    return this.values.of(file, decorator).some((value) => {
      if (value.kind !== 'function') return false;
      const [decorated] = factsOf({ file: value.file, function: value.id })?.parameters ?? [];
      const calls = value.file.facts.calls.filter(
        ({ callee }) =>
          callee.kind === 'name' &&
          callee.binding !== undefined &&
          decorated?.bindings.includes(callee.binding) === true,
      );
      return calls.length > 0 && calls.every((call) => this.guards.isGuarded(value.file, call, lifetimes));
    });
  }
}

function isCache(file: ProgramFile, decorator: Expression): boolean {
  if (decorator.kind !== 'call') return CACHES.has(lastName(decorator));
  const call = file.facts.calls[decorator.call];
  if (call === undefined || !CACHES.has(lastName(call.callee))) return false;
  // `lru_cache(maxsize=0)` keeps nothing.
  return !call.arguments.some(
    ({ name, value }) => name === 'maxsize' && value.kind === 'literal' && value.text === '0',
  );
}
