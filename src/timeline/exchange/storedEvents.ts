import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { parsedJson } from './json';
import { isLifecycleEvent } from './recordShapes';

/** Events as lines of JSON: everything there is, without loss. */
export function storedText(events: readonly LifecycleEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Reads lines of events; `malformed` counts those that are none. */
export function readStoredEvents(text: string): { readonly events: LifecycleEvent[]; readonly malformed: number } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const events = lines.flatMap((line): LifecycleEvent[] => {
    const value = parsedJson(line);
    return isLifecycleEvent(value) ? [value] : [];
  });
  return { events, malformed: lines.length - events.length };
}
