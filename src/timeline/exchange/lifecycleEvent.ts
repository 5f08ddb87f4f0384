import type { EventRecords, LifecycleEvent, LifecycleEventType } from '../../lambda/lifecycleEvents';

export interface EventOrigin {
  readonly functionName: string;
  readonly environmentId?: string;
  readonly requestId?: string;
}

/** An event of another host. Its wall clock is the only one that is known, so it is its monotonic clock, too. */
export function lifecycleEvent<Type extends LifecycleEventType>(
  type: Type,
  record: EventRecords[Type],
  epochMs: number,
  origin: EventOrigin,
): LifecycleEvent {
  // The mapped union cannot be built generically; the pair (type, record) is checked by this function's signature.
  return { type, epochMs, monotonicMs: epochMs, ...origin, record } as unknown as LifecycleEvent;
}
