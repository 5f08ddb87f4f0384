import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { timelineRows } from './rows';
import type { InvokeSpan, Timeline, TimelineMark, TimelineRow, TimelineSpan } from './timeline';

/** A trace that Perfetto and the performance panel of browsers open. */
export interface TraceFile {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: { readonly startedAt: string };
}

/** An event of the Trace Event Format. Times are microseconds since the start of the stream. */
interface TraceEvent {
  readonly name: string;
  readonly cat?: string;
  /** X: complete, i: instant, b and e: begin and end of an asynchronous slice, C: counter, M: metadata. */
  readonly ph: 'X' | 'i' | 'b' | 'e' | 'C' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  /** Scope of an instant: t for its thread. */
  readonly s?: 't';
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The thread of a function's queue; environments count from 1. */
const QUEUE_THREAD = 0;

type Microseconds = (ms: number) => number;

/** Chrome trace events of a stream: one process per function, one thread per environment. */
export function traceEvents(events: Iterable<LifecycleEvent>): TraceFile {
  const timeline = timelineRows(events);
  const microseconds: Microseconds = (ms) => Math.round((ms - timeline.startMs) * 1_000);
  const names = [...new Set([...timeline.rows, ...timeline.queue].map(({ functionName }) => functionName))];
  return {
    traceEvents: names.flatMap((name, index) => functionEvents(timeline, name, index + 1, microseconds)),
    displayTimeUnit: 'ms',
    otherData: { startedAt: new Date(timeline.startEpochMs).toISOString() },
  };
}

function functionEvents(timeline: Timeline, name: string, pid: number, microseconds: Microseconds): TraceEvent[] {
  const rows = timeline.rows.filter(({ functionName }) => functionName === name);
  const queue = timeline.queue.filter(({ functionName }) => functionName === name);
  return [
    metadata('process_name', pid, QUEUE_THREAD, { name }),
    ...(queue.length === 0 ? [] : [metadata('thread_name', pid, QUEUE_THREAD, { name: 'queue' })]),
    ...queue.map(({ kind, atMs, text, requestId }) =>
      instant(kind, 'queue', pid, QUEUE_THREAD, microseconds(atMs), { requestId, text }),
    ),
    ...rows.flatMap((row, index) => rowEvents(row, pid, index + 1, microseconds)),
  ];
}

function rowEvents(row: TimelineRow, pid: number, tid: number, microseconds: Microseconds): TraceEvent[] {
  const { environmentId, reason } = row;
  return [
    metadata('thread_name', pid, tid, { name: `environment ${environmentId}` }),
    metadata('thread_sort_index', pid, tid, { sort_index: tid }),
    ...(reason === undefined
      ? []
      : [instant('environment.created', 'environment', pid, tid, microseconds(row.startMs), { reason })]),
    ...row.spans.flatMap((span) => spanEvents(span, pid, tid, microseconds)),
    ...row.spans.flatMap((span) => counters(span, environmentId, pid, microseconds)),
    ...row.pauses.flatMap(({ startMs, endMs }, index): TraceEvent[] => {
      // A pause need not nest in the slices it falls into, which complete events of one thread must.
      const slice = { name: 'paused', cat: 'debugger', pid, tid, id: `${environmentId}-${index}` };
      return [
        { ...slice, ph: 'b', ts: microseconds(startMs) },
        { ...slice, ph: 'e', ts: microseconds(endMs) },
      ];
    }),
    ...row.marks.map((mark) => markEvent(mark, pid, tid, microseconds)),
  ];
}

function spanEvents(span: TimelineSpan, pid: number, tid: number, microseconds: Microseconds): TraceEvent[] {
  const { name, args } = described(span);
  const slice = complete(name, 'phase', pid, tid, microseconds(span.startMs), microseconds(span.endMs), {
    ...args,
    ...(span.open ? { open: true } : {}),
  });
  return span.phase === 'invoke' ? [slice, ...parts(span, pid, tid, microseconds)] : [slice];
}

function described(span: TimelineSpan): { name: string; args: Record<string, unknown> } {
  switch (span.phase) {
    case 'init': {
      const { initPhase, initializationType, status, errorType, durationMs } = span;
      return { name: 'Init', args: { initializationType, phase: initPhase, status, errorType, durationMs } };
    }
    case 'invoke': {
      const { requestId, cold, status, errorType, metrics, producedBytes, storage } = span;
      const usedBytes = storage?.usedBytes;
      return {
        name: cold ? 'Invoke (cold)' : 'Invoke (warm)',
        args: { requestId, status, errorType, ...metrics, producedBytes, temporaryStorageBytes: usedBytes },
      };
    }
    case 'frozen':
      return { name: 'Frozen', args: { durationMs: span.durationMs } };
    case 'shutdown': {
      const { reason, cause, durationMs } = span;
      return { name: 'Shutdown', args: { reason, cause, durationMs } };
    }
  }
}

/**
 * The spans of an invocation's records, one after the other: their own start times have whole milliseconds, with which
 * they would not nest in the invocation.
 */
function parts(
  { startMs, endMs, spans = [] }: InvokeSpan,
  pid: number,
  tid: number,
  microseconds: Microseconds,
): TraceEvent[] {
  let fromMs = startMs;
  return spans.map(({ name, durationMs }) => {
    const untilMs = Math.min(endMs, fromMs + durationMs);
    const event = complete(name, 'span', pid, tid, microseconds(fromMs), microseconds(untilMs), { durationMs });
    fromMs = untilMs;
    return event;
  });
}

function counters(span: TimelineSpan, environmentId: string, pid: number, microseconds: Microseconds): TraceEvent[] {
  if (span.phase !== 'invoke') return [];
  const { metrics, storage, endMs } = span;
  const counter = (name: string, args: Record<string, number>): TraceEvent => ({
    name: `${name} ${environmentId}`,
    ph: 'C',
    pid,
    tid: QUEUE_THREAD,
    ts: microseconds(endMs),
    args,
  });
  return [
    ...(metrics === undefined ? [] : [counter('memory', { MB: metrics.maxMemoryUsedMB })]),
    ...(storage === undefined ? [] : [counter('/tmp', { bytes: storage.usedBytes })]),
  ];
}

function markEvent(mark: TimelineMark, pid: number, tid: number, microseconds: Microseconds): TraceEvent {
  const { kind, atMs, text, requestId } = mark;
  const isLog = kind === 'function' || kind === 'extension';
  return instant(isLog ? `log (${kind})` : kind, isLog ? 'log' : 'environment', pid, tid, microseconds(atMs), {
    text,
    requestId,
  });
}

function complete(
  name: string,
  cat: string,
  pid: number,
  tid: number,
  ts: number,
  end: number,
  args: Record<string, unknown>,
): TraceEvent {
  return { name, cat, ph: 'X', pid, tid, ts, dur: end - ts, args };
}

function instant(
  name: string,
  cat: string,
  pid: number,
  tid: number,
  ts: number,
  args: Record<string, unknown>,
): TraceEvent {
  return { name, cat, ph: 'i', s: 't', pid, tid, ts, args };
}

function metadata(name: string, pid: number, tid: number, args: Record<string, unknown>): TraceEvent {
  return { name, ph: 'M', pid, tid, args };
}
