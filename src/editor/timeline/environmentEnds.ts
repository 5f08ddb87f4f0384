import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

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
