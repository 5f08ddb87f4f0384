import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

/** Built-ins the probe needs while user code runs, taken before any user code is imported. */
export const builtIns = {
  /** Monotonic, in milliseconds. */
  now: performance.now.bind(performance),
  /** Wall clock, in milliseconds since the epoch. */
  epochMs: Date.now.bind(Date),
  stringify: JSON.stringify.bind(JSON),
  setImmediate,
  ErrorConstructor: Error,
  require: createRequire(__filename),
} as const;
