import type { Expression } from '../facts/fileFacts';
import type { Lifetimes } from './guards';
import type { FunctionPlace, ProgramFile } from './program';
import { classKey, factsOf, lastName } from './program';

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

/** Whether a decorator keeps what a function gives for later invocations. */
export function isMemoised(place: FunctionPlace, { perInvocation }: Lifetimes): boolean {
  const facts = factsOf(place);
  if (facts?.decorators.some((decorator) => isCache(place.file, decorator)) !== true) return false;
  const isOfObject = facts.class !== undefined && !facts.isStatic;
  return !isOfObject || !perInvocation.has(classKey(place.file, facts.class));
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
