import type { AnalysedHandler } from '../analysedHandler';

/** The first Node.js runtime that refuses handlers with a callback and does not wait for the event loop. */
export const FIRST_WITHOUT_CALLBACKS = 24;

/** Major version of the Node.js that a template names; undefined where none does. */
export function nodeVersionOf({ runtime = '' }: AnalysedHandler): number | undefined {
  const [, version] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  return version === undefined ? undefined : Number(version);
}

/** Whether a template names a runtime that has no callbacks. */
export function isWithoutCallbacks(handler: AnalysedHandler): boolean {
  return (nodeVersionOf(handler) ?? 0) >= FIRST_WITHOUT_CALLBACKS;
}
