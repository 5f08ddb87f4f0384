import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** Events as lines of JSON. Their monotonic clocks are those of the processes they come from; wall clocks join them. */
export function storedText(events: readonly LifecycleEvent[]): string {
  return events.map(storedLine).join('');
}

export function storedLine(event: LifecycleEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** Reads events. Lines that are torn or unknown are passed over: an editor may end while it writes. */
export function readStoredEvents(text: string): LifecycleEvent[] {
  return text.split('\n').flatMap((line) => readLine(line) ?? []);
}

/** The events with an end for each environment that has none: it ended with the editor that ran it. */
export function withEnds(events: readonly LifecycleEvent[], cause: string): LifecycleEvent[] {
  const last = new Map<string, LifecycleEvent>();
  for (const event of events) {
    if (event.environmentId === undefined) continue;
    if (event.type === 'environment.stopped') last.delete(event.environmentId);
    else last.set(event.environmentId, event);
  }
  const ends = [...last].map(([environmentId, { functionName, epochMs, monotonicMs }]): LifecycleEvent => ({
    type: 'environment.stopped',
    epochMs,
    monotonicMs,
    functionName,
    environmentId,
    record: { reason: 'SPINDOWN', cause, durationMs: 0 },
  }));
  return [...events, ...ends];
}

function readLine(line: string): LifecycleEvent | undefined {
  if (line.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value has what every event has; records are as the writer knew them. */
function isEvent(value: unknown): value is LifecycleEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { type, epochMs, monotonicMs, functionName, record } = value as Readonly<Record<string, unknown>>;
  return (
    typeof type === 'string' &&
    typeof functionName === 'string' &&
    Number.isFinite(epochMs) &&
    Number.isFinite(monotonicMs) &&
    (typeof record === 'object' ? record !== null : typeof record === 'string')
  );
}
