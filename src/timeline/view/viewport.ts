import type { TimeScale } from './timeScale';

/** The time that is in view. Moments, not positions: it stays where it is when gaps appear or rows are filtered. */
export interface Viewport {
  readonly startMs: number;
  readonly endMs: number;
}

/** Between pixels of the drawing area and moments. */
export interface Projection {
  readonly width: number;
  xAt(ms: number): number;
  timeAt(x: number): number;
}

/** Units of the scale: a microsecond. */
const SHORTEST = 0.001;
/** Share of what is in view that stays free beside what was zoomed or moved to. */
const MARGIN = 0.05;

export function project(scale: TimeScale, viewport: Viewport, width: number): Projection {
  const { start, length } = positions(scale, viewport);
  const perPosition = width / Math.max(Number.MIN_VALUE, length);
  return {
    width,
    xAt: (ms) => (scale.positionAt(ms) - start) * perPosition,
    timeAt: (x) => scale.timeAt(start + x / perPosition),
  };
}

/** Everything. */
export function fit(scale: TimeScale): Viewport {
  return { startMs: scale.startMs, endMs: scale.endMs };
}

/** Keeps the viewport on the scale, and its length between a microsecond and everything. */
export function clamp(viewport: Viewport, scale: TimeScale): Viewport {
  const { start, length } = positions(scale, viewport);
  const isInside = viewport.startMs >= scale.startMs && viewport.endMs <= scale.endMs && length >= SHORTEST;
  return isInside ? viewport : between(scale, start, length);
}

/** `factor` below 1 shows less; what is at pixel `x` stays there. */
export function zoomAt(viewport: Viewport, scale: TimeScale, width: number, x: number, factor: number): Viewport {
  const { start, length } = positions(scale, viewport);
  const share = width === 0 ? 0 : x / width;
  const wanted = Math.min(Math.max(length * factor, SHORTEST), scale.length);
  return between(scale, start + share * (length - wanted), wanted);
}

/** Moves what is shown by some pixels; positive ones show what comes later. */
export function pan(viewport: Viewport, scale: TimeScale, width: number, pixels: number): Viewport {
  const { start, length } = positions(scale, viewport);
  return between(scale, start + (width === 0 ? 0 : (pixels / width) * length), length);
}

/** Shows a range with a little room on both sides. */
export function zoomTo(range: Viewport, scale: TimeScale): Viewport {
  const { start, length } = positions(scale, range);
  const room = Math.max(length, SHORTEST) * MARGIN;
  return between(scale, start - room, length + 2 * room);
}

/** Moves what is shown no further than needed so that a range is in it, or its beginning if it is longer. */
export function reveal(viewport: Viewport, scale: TimeScale, range: Viewport): Viewport {
  const { start, length } = positions(scale, viewport);
  const wanted = positions(scale, range);
  const room = length * MARGIN;
  if (wanted.start >= start && wanted.start + wanted.length <= start + length) return viewport;
  const isLater = wanted.start > start && wanted.length + 2 * room <= length;
  return between(scale, isLater ? wanted.start + wanted.length + room - length : wanted.start - room, length);
}

/** The same length of drawing, ending at `nowMs`. */
export function followNow(viewport: Viewport, scale: TimeScale, nowMs: number): Viewport {
  const { length } = positions(scale, viewport);
  return between(scale, scale.positionAt(nowMs) - length, length);
}

/** Whether `nowMs` is in view. */
export function showsNow(viewport: Viewport, nowMs: number): boolean {
  return nowMs >= viewport.startMs && nowMs <= viewport.endMs;
}

function positions(scale: TimeScale, { startMs, endMs }: Viewport): { start: number; length: number } {
  const start = scale.positionAt(startMs);
  return { start, length: scale.positionAt(endMs) - start };
}

function between(scale: TimeScale, start: number, length: number): Viewport {
  const shown = Math.min(Math.max(length, SHORTEST), scale.length);
  const from = Math.min(Math.max(start, 0), scale.length - shown);
  return { startMs: scale.timeAt(from), endMs: scale.timeAt(from + shown) };
}
