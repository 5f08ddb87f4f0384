import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

/** Built-ins the probe needs while user code runs, taken before any user code is imported. */
export const builtIns = {
  /** Source text of a function. */
  functionText: uncurried(Function.prototype, 'toString') as (self: unknown) => string,
  dateText: uncurried(Date.prototype, 'toISOString') as (self: unknown) => string,
  /** Monotonic, in milliseconds. */
  now: performance.now.bind(performance),
  /** Wall clock, in milliseconds since the epoch. */
  epochMs: Date.now.bind(Date),
  stringify: JSON.stringify.bind(JSON),
  setImmediate,
  ErrorConstructor: Error,
  require: createRequire(__filename),
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} as const;

type Method = (this: unknown) => unknown;

/** A method as a function of its object, as it is now: user code may replace it later. */
export function uncurried(prototype: object, name: string): (self: unknown) => unknown {
  const { get, value } = Object.getOwnPropertyDescriptor(prototype, name) as { get?: Method; value?: Method };
  const call = get ?? value ?? (() => undefined);
  return (self) => Reflect.apply(call, self, []);
}
