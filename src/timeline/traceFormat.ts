/** A trace that Perfetto and the performance panel of browsers open. */
export interface TraceFile {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: { readonly startedAt: string };
}

/** An event of the Trace Event Format. Times are microseconds since the start of the stream. */
export interface TraceEvent {
  readonly name: string;
  /** DevTools reads the category of every event. */
  readonly cat: string;
  /** X: complete, i: instant, b and e: begin and end of an asynchronous slice, C: counter, M: metadata. */
  readonly ph: 'X' | 'i' | 'b' | 'e' | 'C' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Scope of an instant: t for its thread. */
  readonly s?: 't';
  /** Of an asynchronous slice: pairs its begin with its end. */
  readonly id?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Where events are shown: one process for each function, one thread for each environment. */
export interface TraceTrack {
  readonly pid: number;
  readonly tid: number;
  /** Whole microseconds since the start of the trace. */
  readonly microseconds: (ms: number) => number;
}

/** The thread of a function's queue; environments count from 1. */
export const QUEUE_THREAD = 0;

/** A stretch of time in a track; times are those of the timeline. */
export interface Slice {
  readonly name: string;
  readonly cat: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Slices of one track as complete events, outer ones first. Complete events of a thread must nest: a slice that reaches
 * over the end of the one it begins in becomes asynchronous, which is drawn in a track of its own.
 */
export function sliceEvents(slices: readonly Slice[], track: TraceTrack): TraceEvent[] {
  const { pid, tid, microseconds } = track;
  const timed = slices.map((slice, index) => {
    const ts = microseconds(slice.startMs);
    return { slice, index, ts, end: Math.max(ts, microseconds(slice.endMs)) };
  });
  timed.sort((left, right) => left.ts - right.ts || right.end - left.end || left.index - right.index);
  const ends: number[] = [];
  return timed.flatMap(({ slice, index, ts, end }): TraceEvent[] => {
    const { name, cat, args } = slice;
    while ((ends.at(-1) ?? Infinity) <= ts) ends.pop();
    if (end > (ends.at(-1) ?? Infinity)) return asynchronousEvents(slice, `${tid}-${cat}-${index}`, track);
    // A slice without length has nothing inside.
    if (end > ts) ends.push(end);
    return [{ name, cat, ph: 'X', pid, tid, ts, dur: end - ts, args }];
  });
}

/** A slice that need not nest. */
export function asynchronousEvents(slice: Slice, id: string, { pid, tid, microseconds }: TraceTrack): TraceEvent[] {
  const { name, cat, startMs, endMs, args } = slice;
  const ts = microseconds(startMs);
  return [
    { name, cat, ph: 'b', pid, tid, ts, id, args },
    { name, cat, ph: 'e', pid, tid, ts: Math.max(ts, microseconds(endMs)), id, args: {} },
  ];
}

export function instant(
  name: string,
  cat: string,
  atMs: number,
  args: Readonly<Record<string, unknown>>,
  { pid, tid, microseconds }: TraceTrack,
): TraceEvent {
  return { name, cat, ph: 'i', s: 't', pid, tid, ts: microseconds(atMs), args };
}

/** A value that is drawn as a curve; counters of one name in a process are one curve. */
export function counter(
  name: string,
  atMs: number,
  args: Readonly<Record<string, number>>,
  { pid, microseconds }: TraceTrack,
): TraceEvent {
  return { name, cat: 'counter', ph: 'C', pid, tid: QUEUE_THREAD, ts: microseconds(atMs), args };
}

export function metadata(
  name: string,
  args: Readonly<Record<string, unknown>>,
  { pid, tid }: Pick<TraceTrack, 'pid' | 'tid'>,
): TraceEvent {
  return { name, cat: '__metadata', ph: 'M', pid, tid, ts: 0, args };
}
