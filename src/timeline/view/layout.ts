import type { DrawItem, GapItem, TickItem } from './drawItems';
import { environmentItems } from './environmentItems';
import { placedAt } from './lanes';
import type { PlacedLane } from './lanes';
import { queueItems } from './queueItems';
import type { Frame } from './rectangles';
import { ticksOf } from './ticks';
import type { TimeScale } from './timeScale';
import { project } from './viewport';
import type { Projection, Viewport } from './viewport';

export interface LayoutOptions {
  readonly lanes: readonly PlacedLane[];
  readonly scale: TimeScale;
  readonly viewport: Viewport;
  /** Pixels of the drawing area. */
  readonly width: number;
  readonly height: number;
  /** Pixels of lanes above the drawing area. */
  readonly scrollTop: number;
  /** Pixels a text takes. */
  readonly textWidth: (text: string) => number;
  /** Wall clock at time 0 of the timeline (`startEpochMs - startMs`), when ticks are to say it; elapsed time otherwise. */
  readonly wallClock?: { readonly zeroEpochMs: number; readonly offsetMinutes: number };
}

/** Everything that is visible, in the order in which it is drawn. */
export interface Layout {
  readonly lanes: readonly PlacedLane[];
  /** Lane after lane, in each of them rectangles before marks. */
  readonly items: readonly DrawItem[];
  readonly gaps: readonly GapItem[];
  readonly ticks: readonly TickItem[];
}

const GAP_LABEL_PADDING = 6;
const MINUTE_MS = 60_000;
/** Pixels around a small thing at which it is meant, too. */
const TOLERANCE = 2;

/** The visible part of the timeline as things to draw. Takes no longer when what is not visible grows. */
export function layoutTimeline(options: LayoutOptions): Layout {
  const { scale, viewport, width, height, scrollTop, textWidth, wallClock } = options;
  const lanes = options.lanes.filter((lane) => lane.top < scrollTop + height && lane.top + lane.height > scrollTop);
  if (width <= 0) return { lanes, items: [], gaps: [], ticks: [] };
  const projection = project(scale, viewport, width);
  const { startMs, endMs } = viewport;
  const frame: Frame = { projection, width, startMs, endMs, textWidth };
  const zeroMs =
    wallClock === undefined ? scale.startMs : -(wallClock.zeroEpochMs + wallClock.offsetMinutes * MINUTE_MS);
  return {
    lanes,
    items: lanes.flatMap((placed) => laneItems(placed, frame)),
    gaps: gapItems(scale, viewport, projection, textWidth),
    ticks: ticksOf(projection, scale, { zeroMs, wallClock: wallClock !== undefined, textWidth }),
  };
}

/** What is at a point of the drawing area, topmost first; small things also when the point is beside them. */
export function itemAt(layout: Layout, x: number, y: number, scrollTop: number): DrawItem | undefined {
  const at = y + scrollTop;
  return (
    layout.items.findLast((item) => contains(item, x, at, 0)) ??
    layout.items.findLast((item) => item.kind !== 'phase' && contains(item, x, at, TOLERANCE)) ??
    layout.items.findLast((item) => contains(item, x, at, TOLERANCE))
  );
}

/** The lane at a height of the drawing area. */
export function laneAt(lanes: readonly PlacedLane[], y: number, scrollTop: number): PlacedLane | undefined {
  return placedAt(lanes, y + scrollTop);
}

function laneItems(placed: PlacedLane, frame: Frame): DrawItem[] {
  const { lane } = placed;
  if (lane.kind === 'environment') return environmentItems(lane, placed, frame);
  return lane.kind === 'queue' ? queueItems(lane, placed, frame) : [];
}

function gapItems(
  { gaps }: TimeScale,
  { startMs, endMs }: Viewport,
  projection: Projection,
  textWidth: (text: string) => number,
): GapItem[] {
  return gaps
    .filter((gap) => gap.endMs > startMs && gap.startMs < endMs)
    .map((gap) => {
      const x = Math.max(0, projection.xAt(gap.startMs));
      const gapWidth = Math.min(projection.width, projection.xAt(gap.endMs)) - x;
      return {
        x,
        width: gapWidth,
        label: gap.label,
        labelFits: textWidth(gap.label) + GAP_LABEL_PADDING <= gapWidth,
        startMs: gap.startMs,
        endMs: gap.endMs,
      };
    });
}

function contains(item: DrawItem, x: number, y: number, tolerance: number): boolean {
  const left = item.shape === 'mark' ? item.x - item.width / 2 : item.x;
  const isInside = x >= left - tolerance && x < left + item.width + tolerance;
  return isInside && y >= item.y - tolerance && y < item.y + item.height + tolerance;
}
