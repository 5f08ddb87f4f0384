import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock } from '../lambda/ports';
import type { DeadlineFile } from './deadlineFile';

/**
 * The time limit of one invocation. It can be paused while a debugger holds the process, so that neither the timeout
 * nor the remaining time the function sees runs on.
 */
export class DeadlineClock implements Disposable {
  private timer: Disposable | undefined;
  private extensionMs = 0;
  private pausedAt: { readonly monotonicMs: number } | undefined;
  private readonly startMonotonicMs: number;
  private readonly startEpochMs: number;

  /** `onExpired` is called once when `timeoutMs` of unpaused time have passed. */
  constructor(
    private readonly clock: Clock,
    readonly timeoutMs: number,
    private readonly file: DeadlineFile | undefined,
    private readonly onExpired: () => void,
  ) {
    this.startMonotonicMs = clock.monotonic();
    this.startEpochMs = clock.now();
    file?.clear();
    this.arm();
  }

  /** The deadline as wall-clock milliseconds since the epoch, pauses included so far. */
  get epochMs(): number {
    return Math.round(this.startEpochMs + this.timeoutMs + this.extensionMs);
  }

  /** How long it has stood so far, in milliseconds. */
  get pausedMs(): number {
    const { pausedAt } = this;
    return this.extensionMs + (pausedAt === undefined ? 0 : this.clock.monotonic() - pausedAt.monotonicMs);
  }

  get paused(): boolean {
    return this.pausedAt !== undefined;
  }

  remainingMs(): number {
    const now = this.pausedAt?.monotonicMs ?? this.clock.monotonic();
    return Math.max(0, this.startMonotonicMs + this.timeoutMs + this.extensionMs - now);
  }

  /** Stops the clock; does nothing when it is stopped already. */
  pause(): void {
    if (this.pausedAt !== undefined) {
      return;
    }
    this.pausedAt = { monotonicMs: this.clock.monotonic() };
    this.timer?.dispose();
    this.file?.write(this.extensionMs, this.clock.now());
  }

  /** Lets the clock run on; returns how long it stood, in milliseconds. */
  resume(): number {
    if (this.pausedAt === undefined) {
      return 0;
    }
    const pausedMs = this.clock.monotonic() - this.pausedAt.monotonicMs;
    this.pausedAt = undefined;
    this.extensionMs += pausedMs;
    this.file?.write(this.extensionMs, undefined);
    this.arm();
    return pausedMs;
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  private arm(): void {
    this.timer = this.clock.after(this.remainingMs(), () => {
      // Timers of the event loop may fire a fraction of a millisecond early.
      if (this.remainingMs() > 0) {
        this.arm();
      } else {
        this.onExpired();
      }
    });
  }
}
