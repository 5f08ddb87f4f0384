import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { AsynchronousInvocations } from './asynchronousInvocations';
import { placeAmongTies } from './eventOrder';
import { queueMarkOf } from './marks';
import { insertOrdered } from './ordered';
import { RowBuilder } from './rowBuilder';
import { StreamClock } from './streamClock';
import type { QueueMark, Timeline, TimelineRow } from './timeline';

/**
 * A timeline that grows with its events. Cheap to ask often: a row is built anew when it has new events, its lists grow
 * in place.
 */
export class TimelineModel {
  private readonly clock = new StreamClock();
  private readonly rows = new Map<string, RowHistory>();
  private readonly queue: QueueMark[] = [];
  private readonly asynchronous = new AsynchronousInvocations();
  private first: LifecycleEvent | undefined;
  private startMs = 0;
  private endMs = 0;

  /** Takes more events, in the order in which they arrived; they may speak of earlier moments than those before. */
  add(events: Iterable<LifecycleEvent>): void {
    for (const event of events) this.take(this.clock.aligned(event));
  }

  /**
   * The timeline as it is now. Phases under way last until `nowMonotonicMs` (monotonic clock of the host that spoke
   * last), or until the latest event.
   */
  timeline(nowMonotonicMs?: number): Timeline {
    const nowMs = nowMonotonicMs === undefined ? -Infinity : this.clock.timeOf(nowMonotonicMs);
    const endMs = this.first === undefined ? 0 : Math.max(this.endMs, nowMs);
    const rows: TimelineRow[] = [];
    let { startMs } = this;
    for (const [environmentId, history] of this.rows) {
      const row = history.row(this.clock.endOf(environmentId, endMs));
      startMs = Math.min(startMs, row.startMs);
      rows.push(row);
    }
    const { first } = this;
    return {
      startMs,
      endMs,
      startEpochMs: first === undefined ? 0 : first.epochMs - (first.monotonicMs - startMs),
      rows,
      queue: this.queue,
      asynchronous: this.asynchronous.list(endMs),
    };
  }

  private take(event: LifecycleEvent): void {
    const { environmentId, monotonicMs } = event;
    if (this.first === undefined) {
      this.first = event;
      this.startMs = monotonicMs;
      this.endMs = monotonicMs;
    }
    this.startMs = Math.min(this.startMs, monotonicMs);
    this.endMs = Math.max(this.endMs, monotonicMs);
    this.asynchronous.add(event);
    if (environmentId === undefined) {
      const mark = queueMarkOf(event);
      if (mark !== undefined) insertOrdered(this.queue, mark, ({ atMs }) => atMs);
      return;
    }
    const known = this.rows.get(environmentId);
    if (known === undefined) this.rows.set(environmentId, new RowHistory(environmentId, event));
    else known.add(event);
  }
}

/** The events of one environment and the row they make. */
class RowHistory {
  private readonly events: LifecycleEvent[];
  private builder: RowBuilder;
  private lastMs: number;
  private isInOrder = true;
  private built: { readonly row: TimelineRow; readonly endMs: number } | undefined;

  constructor(
    private readonly environmentId: string,
    event: LifecycleEvent,
  ) {
    this.events = [event];
    this.lastMs = event.monotonicMs;
    this.builder = this.begun(event);
  }

  add(event: LifecycleEvent): void {
    this.events.push(event);
    this.built = undefined;
    if (event.monotonicMs < this.lastMs) this.isInOrder = false;
    this.lastMs = Math.max(this.lastMs, event.monotonicMs);
    if (this.isInOrder) this.builder.add(event);
  }

  row(endMs: number): TimelineRow {
    if (this.built !== undefined && (this.built.row.stopped || this.built.endMs === endMs)) return this.built.row;
    if (!this.isInOrder) this.rebuild();
    const row = this.builder.row(endMs);
    this.built = { row, endMs };
    return row;
  }

  /** Something came late: the row is built from the beginning, in the order of time. */
  private rebuild(): void {
    this.events.sort(
      (left, right) => left.monotonicMs - right.monotonicMs || placeAmongTies(left) - placeAmongTies(right),
    );
    this.isInOrder = true;
    const [first, ...others] = this.events;
    if (first === undefined) return;
    this.builder = this.begun(first);
    for (const event of others) this.builder.add(event);
  }

  private begun(event: LifecycleEvent): RowBuilder {
    const builder = new RowBuilder(this.environmentId, event);
    builder.add(event);
    return builder;
  }
}
