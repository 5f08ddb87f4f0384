import { isWaiting } from './segments';
import type { Segment } from './segments';

/** Which column of a text shows which moment. Time runs unevenly: waiting is drawn shorter than work. */
export interface TextAxis {
  readonly columns: number;
  /** Every segment of every row has columns of its own. */
  readonly exact: boolean;
  /** Column of a moment; fractions lie inside of the column. */
  columnAt(ms: number): number;
  timeAt(column: number): number;
  /** Columns that a label may stand at, in order. */
  readonly ticks: readonly number[];
}

/** How many columns a segment needs to show its letter and its duration. */
export type LabelWidth = (segment: Segment) => number;

/** Columns. Wherever two columns begin, one of them is whole. */
const LONGEST_WAIT = 2;
const TICK_DISTANCE = 16;

/**
 * The axis for some rows. When there are enough columns every segment gets at least one, room for its duration comes
 * next, and what is left goes to work in proportion. Otherwise columns are equal stretches of time, in which nothing
 * that all environments wait for takes more than two: one of them shows nothing but the wait.
 */
export function textAxis(rows: readonly (readonly Segment[])[], columns: number, labelWidth: LabelWidth): TextAxis {
  const times = boundaries(rows);
  const intervals = times.length - 1;
  if (intervals > columns || intervals < 1) return compressedAxis(rows, columns);
  const widths = Array.from({ length: intervals }, () => 1);
  let left = columns - intervals;
  left -= widenForLabels(rows, times, widths, left, labelWidth);
  widenForWork(rows, times, widths, left);
  const positions = [0];
  for (const width of widths) positions.push((positions.at(-1) ?? 0) + width);
  return axis(times, positions, columns, true, positions.slice(0, -1));
}

function boundaries(rows: readonly (readonly Segment[])[]): number[] {
  const all = rows.flatMap((row) => row.flatMap(({ startMs, endMs }) => [startMs, endMs]));
  return [...new Set(all)].sort((left, right) => left - right);
}

/** Gives the columns that labels need, phases of work first; returns how many were given. */
function widenForLabels(
  rows: readonly (readonly Segment[])[],
  times: readonly number[],
  widths: number[],
  available: number,
  labelWidth: LabelWidth,
): number {
  const segments = rows.flat().sort((left, right) => Number(isWaiting(left.kind)) - Number(isWaiting(right.kind)));
  let given = 0;
  for (const segment of segments) {
    const from = lowerBound(times, segment.startMs);
    const to = lowerBound(times, segment.endMs);
    const width = widths.slice(from, to).reduce((sum, each) => sum + each, 0);
    const missing = labelWidth(segment) - width;
    if (missing <= 0 || missing > available - given) continue;
    widths[to - 1] = (widths[to - 1] ?? 0) + missing;
    given += missing;
  }
  return given;
}

/** Hands out the remaining columns to intervals in which something works, in proportion to their length. */
function widenForWork(
  rows: readonly (readonly Segment[])[],
  times: readonly number[],
  widths: number[],
  available: number,
): void {
  const works = widths.map(() => false);
  for (const { kind, startMs, endMs } of rows.flat()) {
    if (!isWaiting(kind)) works.fill(true, lowerBound(times, startMs), lowerBound(times, endMs));
  }
  const lengths = works.map((working, index) => (working ? (times[index + 1] ?? 0) - (times[index] ?? 0) : 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let reached = 0;
  let given = 0;
  for (const [index, length] of lengths.entries()) {
    reached += length;
    const due = total === 0 ? 0 : Math.round((available * reached) / total);
    widths[index] = (widths[index] ?? 0) + due - given;
    given = due;
  }
}

function compressedAxis(rows: readonly (readonly Segment[])[], columns: number): TextAxis {
  const times = [...new Set(workIntervals(rows).flat())];
  // Work and waiting take turns, beginning with work.
  const lengths = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const work = lengths.filter((_, index) => index % 2 === 0).reduce((sum, length) => sum + length, 0);
  const waits = lengths.filter((_, index) => index % 2 === 1);
  const longest = longestWait(work, waits, columns);
  const drawn = lengths.map((length, index) => (index % 2 === 0 ? length : Math.min(length, longest)));
  const total = drawn.reduce((sum, length) => sum + length, 0);
  const positions = [0];
  for (const length of drawn) positions.push((positions.at(-1) ?? 0) + (total === 0 ? 0 : (length * columns) / total));
  const ticks = Array.from({ length: Math.ceil(columns / TICK_DISTANCE) }, (_, index) => index * TICK_DISTANCE);
  return axis(times, positions, columns, false, ticks);
}

/** Times in which at least one environment works, joined where they overlap. */
function workIntervals(rows: readonly (readonly Segment[])[]): [startMs: number, endMs: number][] {
  const working = rows
    .flat()
    .filter(({ kind }) => !isWaiting(kind))
    .sort((left, right) => left.startMs - right.startMs);
  const joined: [number, number][] = [];
  for (const { startMs, endMs } of working) {
    const last = joined.at(-1);
    if (last !== undefined && startMs <= last[1]) last[1] = Math.max(last[1], endMs);
    else joined.push([startMs, endMs]);
  }
  return joined;
}

/** The length at which a wait takes `LONGEST_WAIT` columns when all longer ones are drawn as long as it is. */
function longestWait(work: number, waits: readonly number[], columns: number): number {
  let low = 0;
  let high = waits.reduce((longest, wait) => Math.max(longest, wait), 0);
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    const total = waits.reduce((sum, wait) => sum + Math.min(wait, middle), work);
    if (middle < (total * LONGEST_WAIT) / columns) low = middle;
    else high = middle;
  }
  return high;
}

function axis(
  times: readonly number[],
  positions: readonly number[],
  columns: number,
  exact: boolean,
  ticks: readonly number[],
): TextAxis {
  return {
    columns,
    exact,
    ticks,
    columnAt: (ms) => interpolate(times, positions, ms),
    timeAt: (column) => interpolate(positions, times, column),
  };
}

function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  const index = Math.min(Math.max(lowerBound(from, value), 1), from.length - 1);
  const [left = 0, right = 0] = [from[index - 1], from[index]];
  const [start = 0, end = 0] = [to[index - 1], to[index]];
  const share = right === left ? 0 : (value - left) / (right - left);
  return start + Math.min(Math.max(share, 0), 1) * (end - start);
}

/** Index of the first of the ascending `values` that is not below `value`. */
function lowerBound(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
