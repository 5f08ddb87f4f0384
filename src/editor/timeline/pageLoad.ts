import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock } from '../../lambda/ports';

/** A page that has said nothing after this time has lost its script on the way. */
const SILENT_MS = 3_000;
const MOST_ATTEMPTS = 5;

/**
 * Loads a page, and again while it says nothing: while a window is restored, an editor may show a page without the script
 * that belongs to it. `onMessage` listens for anything the page says.
 */
export class PageLoad implements Disposable {
  private readonly subscription: Disposable;
  private timer: Disposable | undefined;
  private attempts = 0;

  constructor(
    private readonly clock: Clock,
    private readonly load: () => void,
    onMessage: (listener: () => void) => Disposable,
  ) {
    this.subscription = onMessage(() => this.dispose());
    this.attempt();
  }

  dispose(): void {
    this.subscription.dispose();
    this.timer?.dispose();
    this.timer = undefined;
  }

  private attempt(): void {
    this.attempts += 1;
    this.load();
    if (this.attempts < MOST_ATTEMPTS) this.timer = this.clock.after(SILENT_MS, () => this.attempt());
  }
}
