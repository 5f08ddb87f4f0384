import { firstAfter } from '../ordered';
import type { PatternName, Rectangle, RectangleKind } from './drawItems';
import type { Selection } from './selection';
import type { Projection } from './viewport';

/** What is drawn into. */
export interface Frame {
  readonly projection: Projection;
  readonly width: number;
  /** Moments at the left and right border. */
  readonly startMs: number;
  readonly endMs: number;
  readonly textWidth: (text: string) => number;
}

/** A horizontal stripe of a lane. */
export interface Band {
  readonly laneKey: string;
  readonly y: number;
  readonly height: number;
}

interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** How stretches of some kind look. */
export interface Appearance<Item extends Stretch> {
  readonly kind: RectangleKind;
  pattern(item: Item): PatternName;
  failed(item: Item): boolean;
  open(item: Item): boolean;
  selection(item: Item): Selection;
  /** The first that fits is shown. */
  labels(item: Item): readonly string[];
}

/** Of stretches that share a pixel, the most notable one is seen. */
const NOTABLE: readonly PatternName[] = [
  'cold',
  'init',
  'functionInit',
  'warm',
  'attempt',
  'paused',
  'shutdown',
  'queued',
  'retryWait',
  'frozen',
];
const RANKS = new Map(NOTABLE.map((name, index) => [name, NOTABLE.length - index]));
/** Pixels beside a label. */
export const LABEL_PADDING = 8;
const NARROWEST_LABEL = 20;

type Draft = { -readonly [Key in keyof Rectangle]: Rectangle[Key] };

/**
 * The visible ones of `items`, which are ordered and do not overlap. What is shorter than a pixel gets one, together
 * with all that ends in it. Moves to the right by less than a pixel keep rectangles from overlapping.
 */
export function rectangles<Item extends Stretch>(
  items: readonly Item[],
  band: Band,
  frame: Frame,
  appearance: Appearance<Item>,
): Rectangle[] {
  const { projection, width, startMs, endMs } = frame;
  const drawn: Draft[] = [];
  let cursor = 0;
  let index = Math.max(0, firstAfter(items, startMs, (item) => item.startMs) - 1);
  // An earlier one may be as long as the moment it begins at is away.
  if ((items[index]?.endMs ?? Infinity) < startMs) index += 1;
  while (index < items.length) {
    const item = items[index];
    if (item === undefined || item.startMs > endMs) break;
    const x = Math.max(cursor, projection.xAt(item.startMs), 0);
    const right = Math.min(projection.xAt(item.endMs), width);
    index += 1;
    if (right - x >= 1) {
      drawn.push(whole(item, x, right, band, frame, appearance));
      cursor = right;
      continue;
    }
    const group = { first: item, shown: item, count: 1, failed: appearance.failed(item), endMs: item.endMs };
    const untilMs = projection.timeAt(x + 1);
    for (let next = items[index]; next !== undefined && next.endMs <= untilMs; next = items[index]) {
      absorb(group, next, appearance);
      index += 1;
    }
    const left = roomAt(drawn.at(-1), x, width);
    drawn.push(merged(group, left, Math.min(1, width - left), band, appearance));
    cursor = left + 1;
  }
  return drawn;
}

/** Where a pixel is free: at `x`, or at the right border, for which the one before gives way. */
function roomAt(previous: Draft | undefined, x: number, width: number): number {
  const left = Math.max(0, Math.min(x, width - 1));
  if (previous === undefined || previous.x + previous.width <= left) return left;
  // Two that are small share the pixel.
  previous.width = Math.max(previous.width / 2, left - previous.x);
  return previous.x + previous.width;
}

interface Group<Item> {
  readonly first: Item;
  shown: Item;
  count: number;
  failed: boolean;
  endMs: number;
}

function absorb<Item extends Stretch>(group: Group<Item>, item: Item, appearance: Appearance<Item>): void {
  group.count += 1;
  group.endMs = item.endMs;
  const failed = appearance.failed(item);
  const isNotable = rankOf(item, appearance) > rankOf(group.shown, appearance);
  // What failed is what one looks for.
  if ((failed && !group.failed) || (failed === group.failed && isNotable)) group.shown = item;
  group.failed ||= failed;
}

function rankOf<Item extends Stretch>(item: Item, appearance: Appearance<Item>): number {
  return RANKS.get(appearance.pattern(item)) ?? 0;
}

function merged<Item extends Stretch>(
  group: Group<Item>,
  x: number,
  width: number,
  { laneKey, y, height }: Band,
  appearance: Appearance<Item>,
): Draft {
  return {
    shape: 'rectangle',
    kind: appearance.kind,
    pattern: appearance.pattern(group.shown),
    laneKey,
    x,
    y,
    width,
    height,
    label: undefined,
    count: group.count,
    failed: group.failed,
    open: appearance.open(group.shown),
    cutLeft: false,
    cutRight: false,
    startMs: group.first.startMs,
    endMs: group.endMs,
    selection: appearance.selection(group.shown),
  };
}

function whole<Item extends Stretch>(
  item: Item,
  x: number,
  right: number,
  { laneKey, y, height }: Band,
  frame: Frame,
  appearance: Appearance<Item>,
): Draft {
  const label = fittingLabel(item, right - x, frame, appearance);
  return {
    shape: 'rectangle',
    kind: appearance.kind,
    pattern: appearance.pattern(item),
    laneKey,
    x,
    y,
    width: right - x,
    height,
    label,
    count: 1,
    failed: appearance.failed(item),
    open: appearance.open(item),
    cutLeft: item.startMs < frame.startMs,
    cutRight: item.endMs > frame.endMs,
    startMs: item.startMs,
    endMs: item.endMs,
    selection: appearance.selection(item),
  };
}

function fittingLabel<Item extends Stretch>(
  item: Item,
  width: number,
  { textWidth }: Frame,
  appearance: Appearance<Item>,
): string | undefined {
  if (width < NARROWEST_LABEL) return undefined;
  return appearance.labels(item).find((label) => textWidth(label) + LABEL_PADDING <= width);
}
