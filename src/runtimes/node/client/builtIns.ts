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
  parse: JSON.parse,
  stringify: JSON.stringify,
  setImmediate,
  writeSync,
  exit: process.exit.bind(process),
} as const;
