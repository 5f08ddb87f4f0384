import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { phaseValues } from './exchange/phases';
import { invocationParts } from './invocationParts';
import { timelineRows } from './rows';
import type { AsynchronousInvocation, InitSpan, Timeline, TimelineMark, TimelineRow, TimelineSpan } from './timeline';
import { evidenceEvents } from './traceEvidence';
import { asynchronousEvents, counter, instant, metadata, QUEUE_THREAD, sliceEvents } from './traceFormat';
import type { Slice, TraceEvent, TraceFile, TraceTrack } from './traceFormat';

/** Chrome trace events of a stream: one process per function, one thread per environment. */
export function traceEvents(events: Iterable<LifecycleEvent>): TraceFile {
  const timeline = timelineRows(events);
  const microseconds = (ms: number): number => Math.max(0, Math.round((ms - timeline.startMs) * 1_000));
  const names = [...new Set([...timeline.rows, ...timeline.queue].map(({ functionName }) => functionName))];
  return {
    traceEvents: names.flatMap((name, index) =>
      functionEvents(timeline, name, { pid: index + 1, tid: QUEUE_THREAD, microseconds }),
    ),
    displayTimeUnit: 'ms',
    otherData: { startedAt: new Date(timeline.startEpochMs).toISOString() },
  };
}

function functionEvents(timeline: Timeline, name: string, track: TraceTrack): TraceEvent[] {
  const rows = timeline.rows.filter(({ functionName }) => functionName === name);
  const queue = timeline.queue.filter(({ functionName }) => functionName === name);
  const asynchronous = timeline.asynchronous.filter(({ functionName }) => functionName === name);
  return [
    metadata('process_name', { name }, track),
    ...(queue.length === 0 ? [] : [metadata('thread_name', { name: 'queue' }, track)]),
    ...queue.map(({ kind, atMs, text, requestId }) => instant(kind, 'queue', atMs, { requestId, text }, track)),
    ...asynchronous.flatMap((invocation, index) => waitEvents(invocation, index, track)),
    ...queueLength(asynchronous, track),
    ...rows.flatMap((row, index) => rowEvents(row, { ...track, tid: index + 1 })),
  ];
}

function waitEvents({ requestId, stages }: AsynchronousInvocation, index: number, track: TraceTrack): TraceEvent[] {
  return stages.flatMap(({ kind, startMs, endMs, attempt, cause }, stage) => {
    if (kind === 'attempt') return [];
    const name = kind === 'queued' ? 'queued' : 'waiting for a retry';
    const slice = { name, cat: 'queue', startMs, endMs, args: { requestId, attempt, cause } };
    return asynchronousEvents(slice, `queue-${index}-${stage}`, track);
  });
}

/** How many asynchronous invocations wait, whenever that changes. */
function queueLength(asynchronous: readonly AsynchronousInvocation[], track: TraceTrack): TraceEvent[] {
  const changes = asynchronous.flatMap(({ stages }) =>
    stages.flatMap(({ kind, startMs, endMs, open }) => {
      if (kind === 'attempt') return [];
      return [{ atMs: startMs, by: 1 }, ...(open ? [] : [{ atMs: endMs, by: -1 }])];
    }),
  );
  return counterEvents('queue', 'waiting', changes, track);
}

/** A counter from what it changes by. */
function counterEvents(
  name: string,
  unit: string,
  changes: readonly { readonly atMs: number; readonly by: number }[],
  track: TraceTrack,
): TraceEvent[] {
  let count = 0;
  return changes
    .toSorted((left, right) => left.atMs - right.atMs)
    .map(({ atMs, by }) => {
      count += by;
      return counter(name, atMs, { [unit]: count }, track);
    });
}

function rowEvents(row: TimelineRow, track: TraceTrack): TraceEvent[] {
  const { environmentId, reason } = row;
  return [
    metadata('thread_name', { name: `environment ${environmentId}` }, track),
    metadata('thread_sort_index', { sort_index: track.tid }, track),
    ...(reason === undefined ? [] : [instant('environment.created', 'environment', row.startMs, { reason }, track)]),
    ...sliceEvents(row.spans.flatMap(spanSlices), track),
    ...row.spans.flatMap((span) => spanCounters(span, environmentId, track)),
    ...row.pauses.flatMap(({ startMs, endMs }, index) => {
      // A pause need not nest in the slices it falls into.
      const slice = { name: 'paused', cat: 'debugger', startMs, endMs, args: {} };
      return asynchronousEvents(slice, `${environmentId}-${index}`, track);
    }),
    ...row.marks.map((mark) => markEvent(mark, track)),
    ...row.incidents.map(({ kind, atMs, text, phase, requestId }) =>
      instant(kind, 'incident', atMs, { text, phase, requestId }, track),
    ),
    ...evidenceEvents(row, track),
    ...openConnections(row, track),
  ];
}

function openConnections({ connections, environmentId }: TimelineRow, track: TraceTrack): TraceEvent[] {
  const changes = connections
    .filter(({ error }) => error === undefined)
    .flatMap(({ openedMs, endedMs }) => [
      { atMs: openedMs, by: 1 },
      ...(endedMs === undefined ? [] : [{ atMs: endedMs, by: -1 }]),
    ]);
  return counterEvents(`connections ${environmentId}`, 'open', changes, track);
}

/** A phase and what it is made of. */
function spanSlices(span: TimelineSpan): Slice[] {
  const { startMs, endMs } = span;
  const phase = { name: nameOf(span), cat: 'phase', startMs, endMs, args: phaseValues(span) };
  if (span.phase === 'init') return [phase, ...initSlices(span)];
  if (span.phase !== 'invoke') return [phase];
  return [
    phase,
    ...invocationParts(span).map(({ name, durationMs, ...times }) => ({
      name,
      cat: 'span',
      startMs: times.startMs,
      endMs: times.endMs,
      args: { durationMs },
    })),
  ];
}

function initSlices({ parts = [], imports = [] }: InitSpan): Slice[] {
  return [
    ...parts.map(({ kind, startMs, endMs }) => ({ name: `${kind} init`, cat: 'initPart', startMs, endMs, args: {} })),
    ...imports.map(({ name, depth, startMs, endMs, durationMs }) => ({
      name: `import ${name}`,
      cat: 'import',
      startMs,
      endMs,
      args: { name, depth, durationMs },
    })),
  ];
}

function nameOf(span: TimelineSpan): string {
  switch (span.phase) {
    case 'init':
      return 'Init';
    case 'invoke':
      return span.cold ? 'Invoke (cold)' : 'Invoke (warm)';
    case 'frozen':
      return 'Frozen';
    case 'shutdown':
      return 'Shutdown';
  }
}

function spanCounters(span: TimelineSpan, environmentId: string, track: TraceTrack): TraceEvent[] {
  if (span.phase !== 'invoke') return [];
  const { metrics, storage, endMs } = span;
  return [
    ...(metrics === undefined
      ? []
      : [counter(`memory ${environmentId}`, endMs, { MB: metrics.maxMemoryUsedMB }, track)]),
    ...(storage === undefined ? [] : [counter(`/tmp ${environmentId}`, endMs, { bytes: storage.usedBytes }, track)]),
  ];
}

function markEvent(mark: TimelineMark, track: TraceTrack): TraceEvent {
  const { kind, atMs, text, requestId } = mark;
  const isLog = kind === 'function' || kind === 'extension';
  return instant(isLog ? `log (${kind})` : kind, isLog ? 'log' : 'environment', atMs, { text, requestId }, track);
}
