import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { formatDuration, formatMegabytes, percentile } from './format';
import { timelineRows } from './rows';
import { failures, invocationsOf, queueDetails, spansOf } from './textDetails';
import { failed } from './timeline';
import type { QueueMark, TimelineRow } from './timeline';

/** How long phases of one kind took, in milliseconds. Percentiles are nearest ranks: durations that really occurred. */
export interface DurationSummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** One function's invocations and environments in numbers. */
export interface FunctionSummary {
  readonly functionName: string;
  readonly environments: number;
  readonly invocations: number;
  readonly failed: number;
  /** Failed Init phases and invocations by error type, in words. */
  readonly failures: readonly string[];
  readonly init: DurationSummary;
  /** Invocations that waited for an Init phase; the wait is not part of their duration, except after a reset. */
  readonly cold: DurationSummary;
  readonly warm: DurationSummary;
  /** Milliseconds, over all environments. */
  readonly frozenMs: number;
  readonly memorySizeMB?: number;
  /** The most that any environment has used. */
  readonly maxMemoryUsedMB?: number;
  /** The fullest `/tmp` after an invocation. */
  readonly storage?: { readonly usedBytes: number; readonly limitBytes: number };
  /** What happened before an environment was chosen, in words. */
  readonly queue: readonly string[];
}

/** Sums up a stream of lifecycle events, one summary per function, in the order in which they were first seen. */
export function summarise(events: Iterable<LifecycleEvent>): FunctionSummary[] {
  const { rows, queue } = timelineRows(events);
  const names = [...new Set([...rows, ...queue].map(({ functionName }) => functionName))];
  return names.map((name) =>
    summariseFunction(
      name,
      rows.filter(({ functionName }) => functionName === name),
      queue.filter(({ functionName }) => functionName === name),
    ),
  );
}

/** The summaries as tables for a terminal. */
export function summaryText(summaries: readonly FunctionSummary[]): string {
  return summaries.map(functionText).join('\n\n');
}

function summariseFunction(
  functionName: string,
  rows: readonly TimelineRow[],
  queue: readonly QueueMark[],
): FunctionSummary {
  const spans = rows.flatMap((row) => row.spans);
  const inits = spansOf(spans, 'init');
  const invocations = invocationsOf(rows);
  const finished = invocations.filter(({ open }) => !open);
  const reports = invocations.flatMap(({ metrics }) => metrics ?? []);
  const fullest = invocations
    .flatMap(({ storage }) => storage ?? [])
    .sort((left, right) => right.usedBytes - left.usedBytes)[0];
  return {
    functionName,
    environments: rows.length,
    invocations: invocations.length,
    failed: invocations.filter(failed).length,
    failures: [...failures(inits, 'Init failed'), ...failures(invocations, 'failed')],
    init: summariseDurations(inits.filter(({ open }) => !open)),
    cold: summariseDurations(finished.filter(({ cold }) => cold)),
    warm: summariseDurations(finished.filter(({ cold }) => !cold)),
    frozenMs: spans.reduce((sum, { phase, durationMs }) => sum + (phase === 'frozen' ? durationMs : 0), 0),
    ...(reports.length === 0
      ? {}
      : {
          memorySizeMB: reports.reduce((largest, { memorySizeMB }) => Math.max(largest, memorySizeMB), 0),
          maxMemoryUsedMB: reports.reduce((largest, { maxMemoryUsedMB }) => Math.max(largest, maxMemoryUsedMB), 0),
        }),
    ...(fullest === undefined ? {} : { storage: fullest }),
    queue: queueDetails(queue),
  };
}

/** Sums up how long phases took. */
export function summariseDurations(spans: readonly { readonly durationMs: number }[]): DurationSummary {
  // Sorted once; sorting it again costs next to nothing.
  const durations = spans.map(({ durationMs }) => durationMs).sort((left, right) => left - right);
  return {
    count: durations.length,
    p50Ms: percentile(durations, 0.5),
    p90Ms: percentile(durations, 0.9),
    p99Ms: percentile(durations, 0.99),
    maxMs: percentile(durations, 1),
  };
}

const NAME_WIDTH = 13;
const COUNT_WIDTH = 7;
const DURATION_WIDTH = 11;

function functionText(summary: FunctionSummary): string {
  const { memorySizeMB, maxMemoryUsedMB, storage } = summary;
  const phases = [
    durationLine('Init', summary.init),
    durationLine('Cold Invoke', summary.cold),
    durationLine('Warm Invoke', summary.warm),
  ];
  return [
    summary.functionName,
    tableLine('', 'count', ['p50', 'p90', 'max']),
    ...phases.filter((line) => line !== ''),
    ...summary.failures.map((text) => wordLine('Failures', text)),
    ...(maxMemoryUsedMB === undefined || memorySizeMB === undefined
      ? []
      : [wordLine('Memory', `${maxMemoryUsedMB} MB of ${memorySizeMB} MB at most`)]),
    ...(storage === undefined
      ? []
      : [wordLine('/tmp', `${formatMegabytes(storage.usedBytes)} of ${formatMegabytes(storage.limitBytes)} at most`)]),
    ...(summary.frozenMs === 0 ? [] : [wordLine('Frozen', formatDuration(summary.frozenMs))]),
    ...(summary.queue.length === 0 ? [] : [wordLine('Queue', summary.queue.join(', '))]),
  ].join('\n');
}

function durationLine(name: string, { count, p50Ms, p90Ms, maxMs }: DurationSummary): string {
  return count === 0 ? '' : tableLine(name, String(count), [p50Ms, p90Ms, maxMs].map(formatDuration));
}

function tableLine(name: string, count: string, values: readonly string[]): string {
  const cells = values.map((value) => value.padStart(DURATION_WIDTH)).join('');
  return `  ${name.padEnd(NAME_WIDTH)}${count.padStart(COUNT_WIDTH)}${cells}`;
}

function wordLine(name: string, text: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}  ${text}`;
}
