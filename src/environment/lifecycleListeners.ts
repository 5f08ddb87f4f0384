import { toError } from '../lambda/errors';
import type { Disposable, LifecycleEvent, LifecycleListener, LifecycleSource } from '../lambda/lifecycleEvents';
import type { Logger } from '../lambda/ports';

/** Whoever listens to a stream of lifecycle events. */
export class LifecycleListeners implements LifecycleSource {
  private readonly listeners = new Set<LifecycleListener>();

  constructor(private readonly logger: Logger) {}

  onEvent(listener: LifecycleListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Tells everybody. One broken listener must stop neither the source nor the others. */
  publish(event: LifecycleEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (thrown) {
        this.logger.error(`A listener failed on ${event.type}`, toError(thrown));
      }
    }
  }
}
