import type { EventRecords, LifecycleEventOf, LifecycleEventType } from '../../../src/lambda/lifecycleEvents';

export const REQUEST_ID = '8f5b1c2e-7d54-4a0e-9c39-2f0f6a1d9b11';
const EPOCH_MS = Date.UTC(2026, 10, 21, 20, 47, 3, 64);

/** A lifecycle event of the function `orders` at a fixed time. */
export function lifecycleEvent<Type extends LifecycleEventType>(
  type: Type,
  record: EventRecords[Type],
  epochMs = EPOCH_MS,
): LifecycleEventOf<Type> {
  const envelope = { type, record, epochMs, monotonicMs: 0, functionName: 'orders', environmentId: 'environment-1' };
  // The mapped union cannot be built generically; type and record belong together by this function's signature.
  return envelope as unknown as LifecycleEventOf<Type>;
}
