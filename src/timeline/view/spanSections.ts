import type { ReportMetrics } from '../../lambda/lifecycleEvents';
import { formatDuration, formatMegabytes } from '../format';
import { invocationParts } from '../invocationParts';
import type { ImportSpan, InitPart, InitSpan, InvokeSpan, TimelineRow, TimelineSpan } from '../timeline';
import { entry, section } from './detailsSection';
import type { DetailsEntry, DetailsSection } from './detailsSection';
import { indexAt } from './selection';

/** The words for a phase. */
export function spanTitle(span: TimelineSpan): string {
  switch (span.phase) {
    case 'init':
      return span.initPhase === 'init' ? 'Init' : 'Init, repeated';
    case 'invoke':
      return `Invoke ${span.requestId}`;
    case 'frozen':
      return 'Frozen';
    case 'shutdown':
      return 'Shutdown';
  }
}

/** The Init phase that an invocation waited for; undefined when it is warm, or when nobody saw it. */
export function initBefore(row: TimelineRow, spanIndex: number): InitSpan | undefined {
  const span = row.spans[spanIndex];
  if (span?.phase !== 'invoke' || !span.cold) return undefined;
  for (let index = spanIndex - 1; index >= 0; index -= 1) {
    const before = row.spans[index];
    if (before?.phase === 'init') return before;
    if (before?.phase === 'invoke') break;
  }
  return undefined;
}

/** What is around an invocation: the Init phase before it, itself, pauses, and how long the environment was frozen after it. */
export function phasesSection(row: TimelineRow, spanIndex: number, span: InvokeSpan): DetailsSection[] {
  const init = initBefore(row, spanIndex);
  const before = row.spans[spanIndex - 1];
  const after = row.spans[spanIndex + 1];
  return section('phases', 'Phases', [
    ...entry('Frozen before', before?.phase === 'frozen' ? formatDuration(before.durationMs) : undefined),
    ...(init === undefined ? [] : durationEntry('Init', init)),
    ...durationEntry(span.cold ? 'Cold Invoke' : 'Warm Invoke', span),
    ...entry('Paused', pausedText(row, span)),
    ...entry(
      'Frozen after',
      after?.phase === 'frozen' ? `${formatDuration(after.durationMs)}${after.open ? '…' : ''}` : undefined,
    ),
  ]);
}

export function durationEntry(name: string, { durationMs, open }: TimelineSpan): DetailsEntry[] {
  return [{ name, value: `${formatDuration(durationMs)}${open ? '…' : ''}` }];
}

function pausedText({ pauses }: TimelineRow, { startMs, endMs }: TimelineSpan): string | undefined {
  let total = 0;
  for (const pause of pauses) {
    total += Math.max(0, Math.min(pause.endMs, endMs) - Math.max(pause.startMs, startMs));
  }
  return total === 0 ? undefined : formatDuration(total);
}

/** The numbers of the REPORT line. */
export function reportSection({ metrics, storage, producedBytes }: InvokeSpan): DetailsSection[] {
  return section('report', 'REPORT', [
    ...(metrics === undefined ? [] : metricsEntries(metrics)),
    ...entry('/tmp', storage === undefined ? undefined : storageText(storage)),
    ...entry('Response', producedBytes === undefined ? undefined : `${producedBytes} bytes`),
  ]);
}

function metricsEntries(metrics: ReportMetrics): DetailsEntry[] {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, pausedMs } = metrics;
  const share = memorySizeMB === 0 ? 0 : Math.min(1, maxMemoryUsedMB / memorySizeMB);
  return [
    ...entry('Duration', `${durationMs} ms`),
    ...entry('Billed Duration', `${billedDurationMs} ms`),
    ...entry('Memory Size', `${memorySizeMB} MB`),
    ...entry('Max Memory Used', `${maxMemoryUsedMB} MB`, { share }),
    ...entry('Init Duration', initDurationMs === undefined ? undefined : `${initDurationMs} ms`),
    ...entry('Paused', pausedMs === undefined ? undefined : formatDuration(pausedMs)),
  ];
}

function storageText({ usedBytes, limitBytes }: { usedBytes: number; limitBytes: number }): string {
  return `${formatMegabytes(usedBytes)} of ${formatMegabytes(limitBytes)}`;
}

const PART_NAMES = {
  responseLatency: 'Time to first byte',
  responseDuration: 'Response',
  runtimeOverhead: 'Runtime overhead',
  extensionOverhead: 'Extension overhead',
} as const;

export function invocationPartsSection(span: InvokeSpan): DetailsSection[] {
  const parts = invocationParts(span);
  const longest = Math.max(0, ...parts.map(({ durationMs }) => durationMs));
  return section(
    'spans',
    'Parts',
    parts.map(({ name, durationMs }) => ({
      name: PART_NAMES[name],
      value: formatDuration(durationMs),
      share: longest === 0 ? 0 : durationMs / longest,
    })),
  );
}

const INIT_NAMES: Readonly<Record<InitPart['kind'], string>> = {
  extension: 'Extension init',
  runtime: 'Runtime init',
  function: 'Function init',
};

/** What an Init phase is made of, and what it imported. */
export function initSections({ parts = [], imports = [] }: InitSpan): DetailsSection[] {
  const longest = Math.max(0, ...parts.map(({ startMs, endMs }) => endMs - startMs));
  const withoutFunction = !parts.some(({ kind }) => kind === 'function');
  return [
    ...section(
      'spans',
      'Parts',
      parts.map(({ kind, startMs, endMs }) => ({
        name: kind === 'runtime' && withoutFunction ? 'Runtime and function init' : INIT_NAMES[kind],
        value: formatDuration(endMs - startMs),
        share: longest === 0 ? 0 : (endMs - startMs) / longest,
      })),
    ),
    ...importsSection(imports),
  ];
}

function importsSection(imports: readonly ImportSpan[]): DetailsSection[] {
  let longest = 0;
  for (const { durationMs } of imports) longest = Math.max(longest, durationMs);
  return section(
    'imports',
    'Imports',
    imports.map(({ name, depth, durationMs }) => ({
      name,
      value: formatDuration(durationMs),
      depth,
      share: longest === 0 ? 0 : durationMs / longest,
    })),
  );
}

/** Log lines of a phase: those with its request id, or written while it ran. */
export function logsSection(row: TimelineRow, span: TimelineSpan): DetailsSection[] {
  const next = row.spans[indexAt(row, span.startMs) + 1];
  // Lines are read a little after they were written.
  const untilMs = next?.phase === 'frozen' ? next.endMs : (next?.startMs ?? Infinity);
  const entries = row.marks
    .filter(({ kind, atMs, requestId }) => {
      if (kind !== 'function' && kind !== 'extension') return false;
      if (span.phase === 'invoke' && requestId !== undefined)
        return requestId === span.requestId && atMs >= span.startMs;
      return requestId === undefined && atMs >= span.startMs && atMs < untilMs;
    })
    .map(({ atMs, text }) => ({ name: `+${formatDuration(atMs - span.startMs)}`, value: text }));
  return section('logs', 'Logs', entries);
}
