import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { extensionOverheadMs, firstByteMs } from '../invocationParts';
import { timelineRows } from '../rows';
import { summarise } from '../summary';
import type { InitSpan, InvokeSpan, TimelineRow } from '../timeline';
import { csvText } from './csv';

type Cell = string | number | boolean | undefined;

/** The numbers of each function as CSV, one line each. Times are milliseconds. */
export function summaryCsv(events: Iterable<LifecycleEvent>): string {
  const lines = summarise(events).map((summary): Cell[] => {
    const { init, cold, warm, storage, invocations } = summary;
    return [
      summary.functionName,
      summary.environments,
      invocations,
      cold.count,
      invocations === 0 ? undefined : rounded(cold.count / invocations),
      summary.failed,
      ...[init, cold, warm].flatMap(({ count, p50Ms, p90Ms, p99Ms, maxMs }) =>
        count === 0 ? [undefined, undefined, undefined, undefined] : [p50Ms, p90Ms, p99Ms, maxMs].map(rounded),
      ),
      rounded(summary.frozenMs),
      summary.memorySizeMB,
      summary.maxMemoryUsedMB,
      storage?.usedBytes,
    ];
  });
  return csvText([SUMMARY_COLUMNS, ...lines]);
}

const SUMMARY_COLUMNS = [
  'function',
  'environments',
  'invocations',
  'coldStarts',
  'coldStartRate',
  'failed',
  ...['init', 'cold', 'warm'].flatMap((phase) => [`${phase}P50Ms`, `${phase}P90Ms`, `${phase}P99Ms`, `${phase}MaxMs`]),
  'frozenMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'temporaryStorageBytes',
];

/** Every invocation as a line of CSV, in the order of time. Times are milliseconds. */
export function invocationsCsv(events: Iterable<LifecycleEvent>): string {
  const { rows, startMs, startEpochMs } = timelineRows(events);
  const lines = rows
    .flatMap((row) => linesOf(row, startEpochMs - startMs))
    .sort((left, right) => left.startEpochMs - right.startEpochMs);
  return csvText([INVOCATION_COLUMNS, ...lines.map(({ cells }) => cells)]);
}

const INVOCATION_COLUMNS = [
  'start',
  'function',
  'environment',
  'requestId',
  'startType',
  'status',
  'errorType',
  'initDurationMs',
  'durationMs',
  'billedDurationMs',
  'firstByteMs',
  'extensionOverheadMs',
  'producedBytes',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'temporaryStorageBytes',
  'connectionsOpened',
  'connectionsOpenAtEnd',
];

function linesOf(row: TimelineRow, offsetMs: number): { readonly startEpochMs: number; readonly cells: Cell[] }[] {
  let init: InitSpan | undefined;
  return row.spans.flatMap((span) => {
    if (span.phase === 'init') init = span;
    if (span.phase !== 'invoke') return [];
    const startEpochMs = span.startMs + offsetMs;
    const cells = [new Date(startEpochMs).toISOString(), row.functionName, row.environmentId, ...cellsOf(span, init)];
    init = undefined;
    return [{ startEpochMs, cells }];
  });
}

function cellsOf(span: InvokeSpan, init: InitSpan | undefined): Cell[] {
  const { requestId, cold, status, errorType, metrics, storage, evidence } = span;
  return [
    requestId,
    cold ? 'cold' : 'warm',
    status,
    errorType,
    optional(metrics?.initDurationMs ?? (cold ? init?.durationMs : undefined)),
    rounded(span.durationMs),
    optional(metrics?.billedDurationMs),
    optional(firstByteMs(span)),
    optional(extensionOverheadMs(span)),
    span.producedBytes,
    metrics?.memorySizeMB,
    metrics?.maxMemoryUsedMB,
    storage?.usedBytes,
    evidence?.opened.length,
    evidence?.openAtEnd,
  ];
}

function optional(value: number | undefined): number | undefined {
  return value === undefined ? undefined : rounded(value);
}

/** Microseconds are enough. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
