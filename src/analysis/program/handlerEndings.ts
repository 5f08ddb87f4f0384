import type { Assignment } from '../facts/fileFacts';
import { isWithoutCallbacks } from './nodeRuntime';
import type { ProgramFile } from './program';
import { factsOf } from './program';
import type { Promises } from './promises';
import type { Root } from './reach';

const WAITS = 'callbackWaitsForEmptyEventLoop';

/** Knows what ends the invocations of Node.js handlers (analysis-rules §1.3). */
export class HandlerEndings {
  constructor(private readonly promises: Promises) {}

  /** Whether a handler gives a promise, whose end is the end of the invocation. */
  givesPromise({ kind, place }: Root): boolean {
    const facts = factsOf(place);
    if (kind === 'route' || facts === undefined) return false;
    return facts.isAsync || this.promises.isGivenByFunction(place);
  }

  /** Whether the invocation goes on until nothing is left to do: up to Node.js 22, for handlers without a promise. */
  waitsForEventLoop(root: Root): boolean {
    if (root.place.file.language !== 'javascript' || root.kind === 'route') return false;
    if (isWithoutCallbacks(root.handler) || this.givesPromise(root)) return false;
    return settingsOfWait(root.place.file).length === 0;
  }
}

/** Where a file sets `context.callbackWaitsForEmptyEventLoop`. */
export function settingsOfWait({ facts }: ProgramFile): Assignment[] {
  return facts.assignments.filter(({ target }) => target.kind === 'member' && target.name === WAITS);
}
