import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { traceEvents } from '../traceEvents';
import type { ExportFormat } from '../viewMessages';
import { otlpTraces } from './otlp/otlpTraces';
import { storedText } from './storedEvents';
import { invocationsCsv, summaryCsv } from './tables';

/** `csv` is the summary, `invocations` a CSV with one line for each invocation. */
export type TimelineFormat = ExportFormat | 'invocations';

interface ExportedTimeline {
  readonly text: string;
  /** Of a file, without the dot. */
  readonly extension: 'json' | 'jsonl' | 'csv';
}

/**
 * A stream of lifecycle events in another format: `trace` is Chrome trace-event JSON, `otlp` the JSON encoding of OTLP,
 * `csv` and `invocations` are tables, and `events` are the events themselves, line by line and without loss.
 */
export function exportTimeline(events: readonly LifecycleEvent[], format: TimelineFormat): ExportedTimeline {
  switch (format) {
    case 'trace':
      return { text: JSON.stringify(traceEvents(events)), extension: 'json' };
    case 'otlp':
      return { text: JSON.stringify(otlpTraces(events)), extension: 'json' };
    case 'csv':
      return { text: summaryCsv(events), extension: 'csv' };
    case 'invocations':
      return { text: invocationsCsv(events), extension: 'csv' };
    case 'events':
      return { text: storedText(events), extension: 'jsonl' };
  }
}
