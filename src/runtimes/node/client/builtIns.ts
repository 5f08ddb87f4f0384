import { writeSync } from 'node:fs';

/**
 * Built-ins the client needs while user code runs, taken before any user code is imported: fake timers, a patched JSON or
 * a replaced `process.exit` must not break the client.
 */
export const builtIns = {
  DateConstructor: Date,
  PromiseConstructor: Promise,
  /** To await where only a stack trace is to be left behind. */
  resolved: Promise.resolve(),
  // Bound, so that stack traces name them as usual.
  parse: JSON.parse.bind(JSON),
  stringify: JSON.stringify.bind(JSON),
  setImmediate,
  writeSync,
  exit: process.exit.bind(process),
} as const;
