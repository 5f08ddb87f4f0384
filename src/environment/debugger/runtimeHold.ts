import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock } from '../../lambda/ports';

/** Debuggers ask several things in a row; between them it is not worth freezing the processes. */
const QUIET_MS = 50;

/** Keeps a frozen environment thawed while a debugger waits for an answer of its runtime. */
export class RuntimeHold implements Disposable {
  private waiting = 0;
  private held: Disposable | undefined;
  private quiet: Disposable | undefined;

  /** `hold` thaws the environment until its result is disposed of. */
  constructor(
    private readonly clock: Clock,
    private readonly hold: () => Disposable,
  ) {}

  /** The runtime owes one more answer. */
  begin(): void {
    this.waiting += 1;
    this.quiet?.dispose();
    this.held ??= this.hold();
  }

  /** `answers` of them came, or will not come any more. */
  end(answers = 1): void {
    if (answers === 0) {
      return;
    }
    this.waiting = Math.max(0, this.waiting - answers);
    if (this.waiting === 0) {
      this.quiet?.dispose();
      this.quiet = this.clock.after(QUIET_MS, () => {
        this.release();
      });
    }
  }

  dispose(): void {
    this.quiet?.dispose();
    this.release();
  }

  private release(): void {
    this.held?.dispose();
    this.held = undefined;
  }
}
