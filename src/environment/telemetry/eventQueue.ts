import type { Loss } from './earlyEvents';
import type { Buffering } from './subscription';

/** Complete batches that may wait, the open one included: what bounds the memory of a subscriber that falls behind. */
const MAXIMUM_BATCHES = 4;

interface Batch {
  readonly events: string[];
  bytes: number;
}

/** What became of an appended event. */
export type Appended = 'buffered' | 'batchComplete' | 'dropped';

/**
 * The events waiting for one subscriber, in order, in batches of at most `maxItems` events and about `maxBytes` bytes.
 * Once an event had no room, all later ones are dropped too until a batch has gone: a subscriber misses one stretch of
 * events, never single ones out of the middle.
 */
export class EventQueue {
  private readonly complete: Batch[] = [];
  private open: Batch | undefined;
  private items = 0;
  private bytes = 0;
  private dropping = false;
  private loss = { records: 0, bytes: 0 };

  constructor(private readonly buffering: Buffering) {}

  append(event: string): Appended {
    const bytes = Buffer.byteLength(event);
    if (this.dropping || this.isFull(bytes)) {
      this.dropping = true;
      this.addLoss({ records: 1, bytes });
      return 'dropped';
    }
    this.open ??= { events: [], bytes: 0 };
    this.open.events.push(event);
    this.open.bytes += bytes;
    this.items += 1;
    this.bytes += bytes;
    if (this.open.events.length < this.buffering.maxItems && this.open.bytes < this.buffering.maxBytes) {
      return 'buffered';
    }
    this.completeBatch();
    return 'batchComplete';
  }

  /** The open batch waits no longer for more events. */
  completeBatch(): void {
    if (this.open !== undefined) {
      this.complete.push(this.open);
      this.open = undefined;
    }
  }

  /** The batch to be sent next. */
  get next(): readonly string[] | undefined {
    return this.complete[0]?.events;
  }

  get isEmpty(): boolean {
    return this.items === 0;
  }

  /** The next batch has arrived. */
  removeNext(): void {
    const batch = this.complete.shift();
    if (batch !== undefined) {
      this.items -= batch.events.length;
      this.bytes -= batch.bytes;
      this.dropping = false;
    }
  }

  /** The next batch is given up. */
  dropNext(): void {
    const batch = this.complete[0];
    if (batch !== undefined) {
      this.addLoss({ records: batch.events.length, bytes: batch.bytes });
      this.removeNext();
    }
  }

  /** Counts events that were lost on their way here. */
  addLoss({ records, bytes }: Loss): void {
    this.loss.records += records;
    this.loss.bytes += bytes;
  }

  /** What was lost since the last call; undefined when nothing was. */
  takeLoss(): Loss | undefined {
    const { loss } = this;
    this.loss = { records: 0, bytes: 0 };
    return loss.records === 0 ? undefined : loss;
  }

  /** An event larger than all room there is may still pass when nothing else waits. */
  private isFull(bytes: number): boolean {
    const { maxItems, maxBytes } = this.buffering;
    return (
      this.items > 0 && (this.items >= MAXIMUM_BATCHES * maxItems || this.bytes + bytes > MAXIMUM_BATCHES * maxBytes)
    );
  }
}
