import type {
  Disposable,
  EventRecords,
  LifecycleEvent,
  LifecycleEventType,
  LifecycleListener,
  LifecycleSource,
} from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import { LifecycleListeners } from './lifecycleListeners';

/** The ordered stream of lifecycle events of one environment (or of one function's queue). */
export class EventStream implements LifecycleSource {
  private readonly listeners: LifecycleListeners;

  constructor(
    private readonly origin: { readonly functionName: string; readonly environmentId?: string },
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.listeners = new LifecycleListeners(logger);
  }

  onEvent(listener: LifecycleListener): Disposable {
    return this.listeners.onEvent(listener);
  }

  /** `epochMs`: when it happened, where that is known better than "now". */
  emit<Type extends LifecycleEventType>(
    type: Type,
    record: EventRecords[Type],
    requestId?: string,
    epochMs: number = this.clock.now(),
  ): void {
    // The mapped union cannot be built generically; the pair (type, record) is checked by this method's signature.
    const event = {
      type,
      epochMs,
      monotonicMs: this.clock.monotonic(),
      ...this.origin,
      ...(requestId === undefined ? {} : { requestId }),
      record,
    } as unknown as LifecycleEvent;
    this.listeners.publish(event);
  }
}
