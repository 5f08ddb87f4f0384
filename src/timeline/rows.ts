import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import { RowBuilder } from './rowBuilder';
import type { QueueMark, Timeline } from './timeline';

/** The timeline of a stream of lifecycle events, one row per environment. Streams may begin or end anywhere. */
export function timelineRows(events: Iterable<LifecycleEvent>): Timeline {
  const builder = new TimelineBuilder();
  for (const event of events) builder.add(event);
  return builder.timeline();
}

/** Builds a timeline while its events arrive. */
class TimelineBuilder {
  private readonly rows = new Map<string, RowBuilder>();
  private readonly queue: QueueMark[] = [];
  private first: LifecycleEvent | undefined;
  private endMs = 0;

  add(event: LifecycleEvent): void {
    this.first ??= event;
    this.endMs = this.first === event ? event.monotonicMs : Math.max(this.endMs, event.monotonicMs);
    if (event.environmentId === undefined) {
      const mark = queueMark(event);
      if (mark !== undefined) this.queue.push(mark);
      return;
    }
    let row = this.rows.get(event.environmentId);
    if (row === undefined) {
      row = new RowBuilder(event.environmentId, event);
      this.rows.set(event.environmentId, row);
    }
    row.add(event);
  }

  /** The timeline as it is now; phases under way last until the latest event. */
  timeline(): Timeline {
    const firstMs = this.first?.monotonicMs ?? 0;
    const rows = [...this.rows.values()].map((row) => row.row(this.endMs));
    const startMs = rows.reduce((earliest, row) => Math.min(earliest, row.startMs), firstMs);
    return {
      startMs,
      endMs: this.endMs,
      startEpochMs: (this.first?.epochMs ?? 0) - (firstMs - startMs),
      rows,
      queue: [...this.queue],
    };
  }
}

function queueMark(event: LifecycleEvent): QueueMark | undefined {
  const mark = dispatch(QUEUE_MARKS, event);
  if (mark === undefined) return undefined;
  const { functionName, monotonicMs, requestId = '' } = event;
  return { ...mark, atMs: monotonicMs, functionName, requestId };
}

const QUEUE_MARKS: EventHandlers<Pick<QueueMark, 'kind' | 'text'>> = {
  'invocation.throttled': ({ type, record }) => ({ kind: type, text: record.reason }),
  'asynchronous.queued': ({ type }) => ({ kind: type, text: '' }),
  'asynchronous.retry': ({ type, record }) => ({ kind: type, text: record.cause }),
  'asynchronous.destination': ({ type, record }) => ({ kind: type, text: `${record.kind} ${record.target}` }),
  'asynchronous.dropped': ({ type, record }) => ({ kind: type, text: record.condition }),
};
