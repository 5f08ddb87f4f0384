import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { ExportFormat } from '../viewMessages';

/** `csv` is the summary, `invocations` a CSV with one line for each invocation. */
export type TimelineFormat = ExportFormat | 'invocations';

export interface ExportedTimeline {
  readonly text: string;
  /** Of a file, without the dot. */
  readonly extension: string;
}

/** A stream of lifecycle events in another format. */
export function exportTimeline(events: readonly LifecycleEvent[], format: TimelineFormat): ExportedTimeline {
  return { text: `${format} ${events.length}`, extension: 'json' };
}
