import { formatDuration, formatMegabytes } from '../format';
import { extensionOverheadMs, firstByteMs } from '../invocationParts';
import type { InvokeSpan, Timeline } from '../timeline';
import type { FoundSpan } from './selection';
import { initBefore } from './spanSections';

export interface Comparison {
  readonly left: string;
  readonly right: string;
  readonly lines: readonly ComparisonLine[];
}

export interface ComparisonLine {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  /** Right less left, with its sign: `+12 ms`, `-3`; empty when one of them is unknown or text. */
  readonly difference: string;
  /** Less is better; `same` when the difference is nothing. */
  readonly verdict?: 'better' | 'worse' | 'same';
}

type Format = (value: number) => string;
const count: Format = (value) => String(value);
const megabytes: Format = (value) => `${value} MB`;

/** Two invocations side by side; undefined when one of them is none. */
export function compareInvocations(timeline: Timeline, left: FoundSpan, right: FoundSpan): Comparison | undefined {
  const [before, after] = [left.span, right.span];
  if (before.phase !== 'invoke' || after.phase !== 'invoke') return undefined;
  const number = (name: string, value: (span: InvokeSpan) => number | undefined, format: Format): ComparisonLine[] =>
    numberLine(name, value(before), value(after), format);
  return {
    left: title(timeline, left, before),
    right: title(timeline, right, after),
    lines: [
      textLine('Start', before.cold ? 'cold' : 'warm', after.cold ? 'cold' : 'warm'),
      textLine('Status', before.errorType ?? before.status ?? 'running', after.errorType ?? after.status ?? 'running'),
      ...number('Duration', ({ durationMs }) => durationMs, formatDuration),
      ...numberLine('Init', initMs(left), initMs(right), formatDuration),
      ...number('Billed', ({ metrics }) => metrics?.billedDurationMs, formatDuration),
      ...number('Time to first byte', firstByteMs, formatDuration),
      ...number('Extension overhead', extensionOverheadMs, formatDuration),
      ...number('Memory', ({ metrics }) => metrics?.maxMemoryUsedMB, megabytes),
      ...number('/tmp', ({ storage }) => storage?.usedBytes, formatMegabytes),
      ...number('Connections opened', ({ evidence }) => evidence?.opened.length, count),
      ...number('Time connecting', connectingMs, formatDuration),
      ...number('Connections open at the end', ({ evidence }) => evidence?.openAtEnd, count),
      ...number('Files changed', ({ evidence }) => evidence?.files.length, count),
      ...number('Variables changed', ({ evidence }) => evidence?.state.length, count),
      ...number('Work left behind', ({ evidence }) => evidence?.leftovers.length, count),
    ],
  };
}

/** The comparison as text for the clipboard. */
export function comparisonText({ left, right, lines }: Comparison): string {
  const table = [
    ['', left, right, 'Difference'],
    ...lines.map((line) => [line.name, line.left, line.right, line.difference]),
  ];
  return table.map((cells) => cells.join('\t').trimEnd()).join('\n');
}

function title({ startMs }: Timeline, { row }: FoundSpan, span: InvokeSpan): string {
  return `${row.functionName} ${span.cold ? 'cold' : 'warm'} at ${formatDuration(span.startMs - startMs)}`;
}

/** A warm invocation has waited for none. */
function initMs({ row, index, span }: FoundSpan): number | undefined {
  if (span.phase !== 'invoke') return undefined;
  return span.cold ? (initBefore(row, index)?.durationMs ?? span.metrics?.initDurationMs) : 0;
}

function connectingMs({ evidence }: InvokeSpan): number | undefined {
  return evidence?.opened.reduce((sum, { connectMs = 0 }) => sum + connectMs, 0);
}

function textLine(name: string, left: string, right: string): ComparisonLine {
  return { name, left, right, difference: '', ...(left === right ? { verdict: 'same' } : {}) };
}

/** No line when nothing is known of either. */
function numberLine(
  name: string,
  left: number | undefined,
  right: number | undefined,
  format: Format,
): ComparisonLine[] {
  if (left === undefined && right === undefined) return [];
  const texts = { left: left === undefined ? '' : format(left), right: right === undefined ? '' : format(right) };
  if (left === undefined || right === undefined) return [{ name, ...texts, difference: '' }];
  const difference = right - left;
  // What reads alike is alike.
  if (texts.left === texts.right) return [{ name, ...texts, difference: '', verdict: 'same' }];
  const sign = difference < 0 ? '-' : '+';
  const verdict = difference < 0 ? 'better' : 'worse';
  return [{ name, ...texts, difference: `${sign}${format(Math.abs(difference))}`, verdict }];
}
