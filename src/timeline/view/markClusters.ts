import { firstAfter } from '../ordered';
import type { MarkItem, MarkKind } from './drawItems';
import type { Band, Frame } from './rectangles';
import type { Selection } from './selection';

/** Something that happened at a moment. */
export interface Moment {
  readonly kind: MarkKind;
  readonly atMs: number;
  readonly text: string;
}

/** Of moments that are drawn as one, the most notable one gives the sign. */
const NOTABLE: readonly MarkKind[] = [
  'outOfMemory',
  'crash',
  'timeout',
  'invocation.throttled',
  'asynchronous.dropped',
  'error',
  'reset',
  'asynchronous.retry',
  'logsDropped',
  'notice',
  'evidence',
  'asynchronous.destination',
  'asynchronous.queued',
  'function',
  'extension',
];
const RANKS = new Map(NOTABLE.map((kind, index) => [kind, NOTABLE.length - index]));
/** Pixels of a sign; closer ones are drawn as one. */
const SIGN_WIDTH = 8;
const MOST_TEXTS = 5;

interface Cluster<Item extends Moment> {
  x: number;
  shown: Item;
  count: number;
  startMs: number;
  endMs: number;
  texts: string[];
}

/** The visible ones of some ordered lists of moments; those that are too close to each other are one sign. */
export function markItems<Item extends Moment>(
  lists: readonly (readonly Item[])[],
  band: Band,
  frame: Frame,
  selection: (item: Item) => Selection,
): MarkItem[] {
  const clusters = lists
    .flatMap((items) => clustersOf(items, frame))
    .sort((left, right) => left.startMs - right.startMs || rank(right.shown) - rank(left.shown));
  const joined: Cluster<Item>[] = [];
  for (const cluster of clusters) {
    const last = joined.at(-1);
    if (last !== undefined && cluster.x < last.x + SIGN_WIDTH) join(last, cluster);
    else joined.push(cluster);
  }
  const half = Math.min(SIGN_WIDTH, frame.width) / 2;
  return joined.map(({ x, shown, count, startMs, endMs, texts }) => ({
    shape: 'mark',
    kind: shown.kind,
    laneKey: band.laneKey,
    x: Math.min(Math.max(x, half), frame.width - half),
    y: band.y,
    width: 2 * half,
    height: band.height,
    count,
    startMs,
    endMs,
    texts,
    selection: selection(shown),
  }));
}

function clustersOf<Item extends Moment>(items: readonly Item[], frame: Frame): Cluster<Item>[] {
  const { projection, startMs, endMs } = frame;
  const clusters: Cluster<Item>[] = [];
  let index = firstAfter(items, startMs, ({ atMs }) => atMs);
  while (index > 0 && items[index - 1]?.atMs === startMs) index -= 1;
  while (index < items.length) {
    const item = items[index];
    if (item === undefined || item.atMs > endMs) break;
    const x = projection.xAt(item.atMs);
    const cluster = { x, shown: item, count: 1, startMs: item.atMs, endMs: item.atMs, texts: [item.text] };
    const untilMs = Math.min(endMs, projection.timeAt(x + SIGN_WIDTH));
    index += 1;
    for (let next = items[index]; next !== undefined && next.atMs <= untilMs; next = items[index]) {
      cluster.count += 1;
      cluster.endMs = next.atMs;
      if (rank(next) > rank(cluster.shown)) cluster.shown = next;
      if (cluster.texts.length < MOST_TEXTS && !cluster.texts.includes(next.text)) cluster.texts.push(next.text);
      index += 1;
    }
    clusters.push(cluster);
  }
  return clusters;
}

function join<Item extends Moment>(into: Cluster<Item>, other: Cluster<Item>): void {
  const isNotable = rank(other.shown) > rank(into.shown);
  if (isNotable) into.shown = other.shown;
  into.count += other.count;
  into.endMs = Math.max(into.endMs, other.endMs);
  const texts = isNotable ? [...other.texts, ...into.texts] : [...into.texts, ...other.texts];
  into.texts = [...new Set(texts)].slice(0, MOST_TEXTS);
}

function rank({ kind }: Moment): number {
  return RANKS.get(kind) ?? 0;
}
