import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock } from '../../lambda/ports';

/** Calls back once after `milliseconds` of time in which the environment was not frozen. */
export class AnswerLimit implements Disposable {
  private timer: Disposable | undefined;
  private startedMs = 0;

  constructor(
    private readonly clock: Clock,
    private remainingMs: number,
    private readonly callback: () => void,
  ) {
    this.resume();
  }

  pause(): void {
    if (this.timer !== undefined) {
      this.remainingMs -= this.clock.monotonic() - this.startedMs;
      this.dispose();
    }
  }

  resume(): void {
    if (this.timer === undefined) {
      this.startedMs = this.clock.monotonic();
      this.timer = this.clock.after(Math.max(0, this.remainingMs), this.callback);
    }
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }
}
