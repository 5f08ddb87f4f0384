import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** The events of one phase. */
export interface PhaseGroup {
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly events: readonly LifecycleEvent[];
}

/**
 * The events of one environment in the order of time. Of those of one moment, the ones between two phases come after the
 * end of the first and before the begin of the second.
 */
export function inOrder(groups: readonly PhaseGroup[], moments: readonly LifecycleEvent[]): LifecycleEvent[] {
  const waiting = moments.toSorted(byTime);
  const ordered: LifecycleEvent[] = [];
  let taken = 0;
  for (const { startMs, events } of groups.toSorted((left, right) => left.startMs - right.startMs)) {
    for (let next = waiting[taken]; next !== undefined && next.epochMs <= startMs; next = waiting[taken]) {
      ordered.push(next);
      taken += 1;
    }
    ordered.push(...events);
  }
  return [...ordered, ...waiting.slice(taken)].sort(byTime);
}

export function byTime(left: LifecycleEvent, right: LifecycleEvent): number {
  return left.epochMs - right.epochMs;
}
