import { counted, formatDuration } from './format';
import { segmentsOf } from './segments';
import type { Segment, SegmentKind } from './segments';
import { textAxis } from './textAxis';
import type { TextAxis } from './textAxis';
import { busiestColumn, DENSITIES, drawBar, FAILED, labelWidth, PATTERNS } from './textBars';
import type { Bar, TimelinePaint } from './textBars';
import { failures, invocationsOf, queueDetails, rowDetails, temperatureCounts } from './textDetails';
import type { Timeline, TimelineRow } from './timeline';

export interface TextOptions {
  /** Characters of a line. */
  readonly width: number;
  /** Colours; everything is readable without. */
  readonly paint?: TimelinePaint;
  /** Environments drawn for one function; the others are summed up. */
  readonly maximumRows?: number;
}

const DEFAULT_MAXIMUM_ROWS = 20;
const LABEL_WIDTH = 10;
const NARROWEST_BAR = 20;
const INDENT = ' '.repeat(LABEL_WIDTH);

interface DrawnRow {
  readonly row: TimelineRow;
  readonly segments: readonly Segment[];
}

/**
 * Draws the lifecycle for a terminal: for each function one row per environment with what happened in it, under a time
 * axis on which idle time is compressed, and a legend of the letters that were used.
 */
export function timelineText(timeline: Timeline, options: TextOptions): string {
  const paint = options.paint ?? ((_style, text) => text);
  const maximumRows = options.maximumRows ?? DEFAULT_MAXIMUM_ROWS;
  const functionNames = [...new Set([...timeline.rows, ...timeline.queue].map(({ functionName }) => functionName))];
  if (functionNames.length === 0) return 'Nothing happened yet.';

  const groups = functionNames.map((name) => {
    const rows = timeline.rows.filter(({ functionName }) => functionName === name);
    const drawn = rows.slice(0, maximumRows).map((row): DrawnRow => ({ row, segments: segmentsOf(row) }));
    return { name, drawn, hidden: rows.slice(maximumRows), rows };
  });
  const all = groups.flatMap(({ drawn }) => drawn.map(({ segments }) => segments));
  const axis = textAxis(all, Math.max(NARROWEST_BAR, options.width - LABEL_WIDTH), labelWidth);
  const busiest = busiestColumn(all, axis);

  const lines = all.length === 0 ? [] : [paint('dim', `${INDENT}${tickLine(axis)}`)];
  const bars: Bar[] = [];
  for (const { name, drawn, hidden, rows } of groups) {
    lines.push(...heading(name, overview(rows), options.width, paint));
    for (const { row, segments } of drawn) {
      const bar = drawBar(segments, axis, busiest, paint);
      bars.push(bar);
      lines.push(`${shortId(row.environmentId).padEnd(LABEL_WIDTH)}${bar.text}`);
      lines.push(...wrapped(rowDetails(row), options.width).map((line) => paint('dim', line)));
    }
    if (hidden.length > 0)
      lines.push(...wrapped([`and ${counted(hidden.length, 'more environment')}`, ...sums(hidden)], options.width));
    const queue = queueDetails(timeline.queue.filter(({ functionName }) => functionName === name));
    if (queue.length > 0) lines.push(...wrapped([`Queue: ${queue.join(', ')}`], options.width));
  }
  const entries = legend(bars, axis, busiest);
  if (entries.length > 0) lines.push(...wrapped(entries, options.width, '  ').map((line) => paint('dim', line)));
  return lines.join('\n');
}

function heading(name: string, parts: readonly string[], width: number, paint: TimelinePaint): string[] {
  const [first = '', ...others] = wrapped(parts, width, ', ', `${name}  `);
  return [`${paint('bold', name)}${first.slice(name.length)}`, ...others];
}

function overview(rows: readonly TimelineRow[]): string[] {
  if (rows.length === 0) return ['no environment'];
  const first = rows.reduce((earliest, { startMs }) => Math.min(earliest, startMs), Infinity);
  const last = rows.reduce((latest, { endMs }) => Math.max(latest, endMs), first);
  return [counted(rows.length, 'environment'), ...sums(rows), formatDuration(last - first)];
}

function sums(rows: readonly TimelineRow[]): string[] {
  const invocations = invocationsOf(rows);
  if (invocations.length === 0) return ['no invocation'];
  return [
    `${counted(invocations.length, 'invocation')} (${temperatureCounts(invocations)})`,
    ...failures(invocations, 'failed'),
  ];
}

/** Elapsed time over the columns that have room for it. */
function tickLine(axis: TextAxis): string {
  let line = '';
  let previous = '';
  for (const column of axis.ticks) {
    const label = formatDuration(axis.timeAt(column) - axis.timeAt(0));
    const isFree = column === 0 || column >= line.length + 2;
    if (!isFree || label === previous || column + label.length > axis.columns) continue;
    line = `${line.padEnd(column)}${label}`;
    previous = label;
  }
  return line;
}

function legend(bars: readonly Bar[], axis: TextAxis, busiest: number): string[] {
  const used = (kind: SegmentKind): boolean => bars.some(({ kinds }) => kinds.has(kind));
  const dense = !axis.exact && busiest > 1;
  const entries = (Object.keys(PATTERNS) as SegmentKind[]).filter(used).map((kind) => {
    const { letter, meaning } = PATTERNS[kind];
    return kind === 'warm' && dense
      ? `${DENSITIES.join('')} warm Invoke, ${DENSITIES[3]} = ${busiest} in one column`
      : `${letter} ${meaning}`;
  });
  return bars.some((bar) => bar.failed) ? [...entries, `${FAILED.letter} ${FAILED.meaning}`] : entries;
}

/** Parts of a sentence in lines of `width`, indented like the bars unless the first line begins otherwise. */
function wrapped(parts: readonly string[], width: number, separator = ', ', beginning = INDENT): string[] {
  const lines: string[] = [];
  let line = beginning;
  let isEmpty = true;
  for (const part of parts) {
    const longer = isEmpty ? `${line}${part}` : `${line}${separator}${part}`;
    if (!isEmpty && longer.length > width) {
      lines.push(`${line}${separator}`.trimEnd());
      line = `${INDENT}${part}`;
    } else {
      line = longer;
    }
    isEmpty = false;
  }
  return isEmpty ? [] : [...lines, line];
}

function shortId(environmentId: string): string {
  return environmentId.slice(0, LABEL_WIDTH - 2);
}
