import type { Disposable } from './lifecycleEvents';

/** Where the core writes what only its maintainers need; the six levels of VS Code's log channel. */
export interface Logger {
  trace(message: string, ...details: readonly unknown[]): void;
  debug(message: string, ...details: readonly unknown[]): void;
  info(message: string, ...details: readonly unknown[]): void;
  warn(message: string, ...details: readonly unknown[]): void;
  error(message: string, ...details: readonly unknown[]): void;
  /** The same logger with a prefix, e.g. an environment id. */
  child(prefix: string): Logger;
}

/** Time, so that everything that waits can be told what time it is. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** Calls back once after `milliseconds` unless disposed before. */
  after(milliseconds: number, callback: () => void): Disposable;
}

const noop = (): void => undefined;

/** A logger that keeps nothing. */
export const silentLogger: Logger = {
  trace: noop,
  debug: noop,
  info: noop,
  warn: noop,
  error: noop,
  child: () => silentLogger,
};

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
};
