import { formatDuration } from '../format';
import { firstAfter } from '../ordered';
import type { TimelineRow } from '../timeline';
import { quietSince, quietStretches, usualWorkMs, waitingWord } from './activity';

/** A long stretch in which nothing happens in any row, drawn shorter than it was. */
interface CollapsedGap {
  readonly startMs: number;
  readonly endMs: number;
  /** `12 min 4 s frozen`, `3.2 s idle`. */
  readonly label: string;
}

/**
 * Where on the drawn axis a moment lies. Positions run from 0 to `length`; between collapsed gaps one unit is one
 * millisecond. Both functions grow strictly and are each other's inverse; outside of the scale they go on with slope 1.
 */
export interface TimeScale {
  readonly startMs: number;
  readonly endMs: number;
  readonly length: number;
  /** In the order of time. */
  readonly gaps: readonly CollapsedGap[];
  positionAt(ms: number): number;
  timeAt(position: number): number;
}

export interface TimeScaleOptions {
  /** What the scale reaches from and to. */
  readonly startMs: number;
  readonly endMs: number;
  /** Draw long gaps shorter. */
  readonly collapse: boolean;
}

/** Shorter waits are drawn as they were. */
const SHORTEST_GAP_MS = 500;
const NARROWEST_GAP_MS = 20;
const WIDEST_GAP_MS = 250;

/** The scale for the rows that are visible. */
export function timeScale(rows: readonly TimelineRow[], options: TimeScaleOptions): TimeScale {
  const { startMs, collapse } = options;
  // A scale without length could not be inverted.
  const endMs = Math.max(options.endMs, startMs + 1);
  if (!collapse || rows.length === 0) return new PiecewiseScale(startMs, endMs, [], 0);
  const gapLength = drawnGapLength(rows);
  const sinceMs = Math.min(quietSince(rows, startMs), endMs);
  // The wait at the end goes on; it stops growing where it would be collapsed, so that nothing jumps.
  const last = endMs - sinceMs > gapLength ? [{ startMs: sinceMs, endMs }] : [];
  const gaps = [...quietStretches(rows, startMs, sinceMs, SHORTEST_GAP_MS), ...last].map(
    (gap) => new Gap(gap.startMs, gap.endMs, rows),
  );
  return new PiecewiseScale(startMs, endMs, gaps, gapLength);
}

/** About as long as the usual work, in steps, so that it stays what it is while more of it comes. */
function drawnGapLength(rows: readonly TimelineRow[]): number {
  const usualMs = usualWorkMs(rows) ?? NARROWEST_GAP_MS;
  const step = [1, 2, 5, 10].map((factor) => factor * 10 ** Math.floor(Math.log10(Math.max(1, usualMs))));
  const rounded = step.find((length) => length >= usualMs) ?? WIDEST_GAP_MS;
  return Math.min(Math.max(rounded, NARROWEST_GAP_MS), WIDEST_GAP_MS);
}

class Gap implements CollapsedGap {
  private text: string | undefined;

  constructor(
    readonly startMs: number,
    readonly endMs: number,
    private readonly rows: readonly TimelineRow[],
  ) {}

  /** Found when it is asked for: few of many gaps are in view. */
  get label(): string {
    const { startMs, endMs } = this;
    this.text ??= `${formatDuration(endMs - startMs)} ${waitingWord(this.rows, (startMs + endMs) / 2)}`;
    return this.text;
  }
}

class PiecewiseScale implements TimeScale {
  readonly length: number;
  /** Where pieces begin and end, as moments and as positions. */
  private readonly times: number[] = [];
  private readonly positions: number[] = [];

  constructor(
    readonly startMs: number,
    readonly endMs: number,
    readonly gaps: readonly CollapsedGap[],
    gapLength: number,
  ) {
    let timeMs = startMs;
    let position = 0;
    const reach = (ms: number, length: number): void => {
      if (ms <= timeMs) return;
      timeMs = ms;
      position += length;
      this.times.push(timeMs);
      this.positions.push(position);
    };
    this.times.push(timeMs);
    this.positions.push(position);
    for (const gap of gaps) {
      reach(gap.startMs, gap.startMs - timeMs);
      reach(gap.endMs, gapLength);
    }
    reach(endMs, endMs - timeMs);
    this.length = position;
  }

  positionAt(ms: number): number {
    return convert(this.times, this.positions, ms);
  }

  timeAt(position: number): number {
    return convert(this.positions, this.times, position);
  }
}

function convert(from: readonly number[], to: readonly number[], value: number): number {
  const index = firstAfter(from, value, (each) => each);
  const [left, right] = [from[index - 1], from[index]];
  const [start, end] = [to[index - 1], to[index]];
  if (left === undefined || start === undefined) return (to[0] ?? 0) + value - (from[0] ?? 0);
  if (right === undefined || end === undefined) return start + value - left;
  return start + ((value - left) / (right - left)) * (end - start);
}
