import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** What was read of a text. */
export interface ImportedTimeline {
  /** What the text was recognised as, in words: `log lines with times`. */
  readonly style: string;
  /** In the order of time; empty when nothing was recognised. */
  readonly events: readonly LifecycleEvent[];
  /** What was left out or guessed, and why. One sentence each, with advice where there is any. */
  readonly notices: readonly string[];
}
