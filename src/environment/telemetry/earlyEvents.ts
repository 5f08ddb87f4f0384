import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import type { TelemetryCategory } from './subscription';

const MAXIMUM_EVENTS = 10_000;
const MAXIMUM_BYTES = 1_048_576;
/** What a platform event takes; it is small and its exact size does not matter. */
const PLATFORM_EVENT_BYTES = 512;

/** How much of a stream was lost. */
export interface Loss {
  readonly records: number;
  readonly bytes: number;
}

const NO_LOSS: Loss = { records: 0, bytes: 0 };

/**
 * The events of an Init phase, kept for extensions that subscribe late (lambda-contract §4.2). Memory is bounded: the
 * first events are kept, because `platform.initStart` has to arrive; what no longer fits is counted.
 */
export class EarlyEvents {
  private readonly kept: { readonly event: LifecycleEvent; readonly category: TelemetryCategory }[] = [];
  private bytes = 0;
  private readonly lost = new Map<TelemetryCategory, Loss>();

  keep(event: LifecycleEvent, category: TelemetryCategory): void {
    const size = approximateBytes(event);
    if (this.kept.length >= MAXIMUM_EVENTS || this.bytes + size > MAXIMUM_BYTES) {
      const { records, bytes } = this.lost.get(category) ?? NO_LOSS;
      this.lost.set(category, { records: records + 1, bytes: bytes + size });
      return;
    }
    this.kept.push({ event, category });
    this.bytes += size;
  }

  /** The kept events of the given categories, in order. */
  *of(categories: ReadonlySet<TelemetryCategory>): Generator<LifecycleEvent> {
    for (const { event, category } of this.kept) {
      if (categories.has(category)) {
        yield event;
      }
    }
  }

  lossOf(categories: ReadonlySet<TelemetryCategory>): Loss {
    let { records, bytes } = NO_LOSS;
    for (const [category, loss] of this.lost) {
      if (categories.has(category)) {
        records += loss.records;
        bytes += loss.bytes;
      }
    }
    return { records, bytes };
  }

  clear(): void {
    this.kept.length = 0;
    this.lost.clear();
    this.bytes = 0;
  }
}

function approximateBytes(event: LifecycleEvent): number {
  if (event.type !== 'function' && event.type !== 'extension') {
    return PLATFORM_EVENT_BYTES;
  }
  return typeof event.record === 'string' ? event.record.length : JSON.stringify(event.record).length;
}
