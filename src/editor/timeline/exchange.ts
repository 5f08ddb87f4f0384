import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { traceEvents } from '../../timeline/traceEvents';
import type { ExportFormat } from '../../timeline/viewMessages';
import { readStoredEvents, storedText } from './storedEvents';

export function importTimeline(text: string): { events: readonly LifecycleEvent[]; notices: readonly string[] } {
  return { events: readStoredEvents(text), notices: [] };
}

export function exportTimeline(events: readonly LifecycleEvent[], format: ExportFormat): string {
  return format === 'events' ? storedText(events) : JSON.stringify(traceEvents(events));
}
