import type { Disposable } from '../../../src/lambda/lifecycleEvents';
import type { Clock } from '../../../src/lambda/ports';

interface Timer {
  readonly dueMs: number;
  readonly milliseconds: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private nowMs = 0;
  private readonly timers = new Set<Timer>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly startEpochMs = Date.UTC(2026, 10, 21, 20, 47, 3)) {}

  now(): number {
    return this.startEpochMs + this.nowMs;
  }

  monotonic(): number {
    return this.nowMs;
  }

  after(milliseconds: number, callback: () => void): Disposable {
    const timer: Timer = { dueMs: this.nowMs + milliseconds, milliseconds, callback };
    this.timers.add(timer);
    for (const watcher of this.watchers) {
      watcher();
    }
    return { dispose: () => void this.timers.delete(timer) };
  }

  /** The delays of the timers that are waiting, in the order they were set. */
  get waiting(): number[] {
    return [...this.timers].map((timer) => timer.milliseconds);
  }

  /** Lets time pass; timers that become due are called in order. */
  advance(milliseconds: number): void {
    const endMs = this.nowMs + milliseconds;
    for (;;) {
      const [next] = [...this.timers].filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) {
        break;
      }
      this.timers.delete(next);
      this.nowMs = next.dueMs;
      next.callback();
    }
    this.nowMs = endMs;
  }

  /** Resolves when a timer with this delay is waiting. */
  async timer(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.waiting.includes(milliseconds)) {
          this.watchers.delete(check);
          resolve();
        }
      };
      this.watchers.add(check);
      check();
    });
  }
}
