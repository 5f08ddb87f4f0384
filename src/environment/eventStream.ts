import { toError } from '../lambda/errors';
import type {
  Disposable,
  EventRecords,
  LifecycleEvent,
  LifecycleEventType,
  LifecycleListener,
  LifecycleSource,
} from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';

/** The ordered stream of lifecycle events of one environment (or of one function's queue). */
export class EventStream implements LifecycleSource {
  private readonly listeners = new Set<LifecycleListener>();

  constructor(
    private readonly origin: { readonly functionName: string; readonly environmentId?: string },
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onEvent(listener: LifecycleListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
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
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (thrown) {
        // One broken consumer must not stop the environment or the other consumers.
        this.logger.error(`A listener failed on ${type}`, toError(thrown));
      }
    }
  }
}
