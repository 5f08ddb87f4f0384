import type { Disposable, LifecycleEvent, LifecycleListener } from '../../lambda/lifecycleEvents';

/** What a timeline shows. */
export interface TimelineContent {
  readonly title: string;
  /** More may happen. */
  readonly live: boolean;
  /** Older events that are not there any more. */
  readonly dropped: number;
  readonly events: readonly LifecycleEvent[];
}

/** Where a timeline comes from: the history of the window, a kept run, an imported file. */
export interface TimelineSource {
  /** Rejects with a UserError when it cannot be read. */
  content(): Promise<TimelineContent>;
  /** Everything that happens from now on. */
  onEvent(listener: LifecycleListener): Disposable;
  /** The content is another one. */
  onReplace(listener: () => void): Disposable;
}
