import { failed } from '../timeline';
import type { TimelineRow, TimelineSpan } from '../timeline';
import type { Lane } from './lanes';
import type { TimeScale } from './timeScale';
import { project } from './viewport';
import type { Projection } from './viewport';

/** One column of the minimap. */
interface MinimapBucket {
  /** Shares of the column's time, summed over all environments. */
  readonly init: number;
  readonly cold: number;
  readonly warm: number;
  /** Invocations that begin in it. */
  readonly invocations: number;
  readonly failed: boolean;
}

export interface Minimap {
  readonly buckets: readonly MinimapBucket[];
  /** The largest sum of shares in one bucket; at least 1. */
  readonly busiest: number;
}

type Bucket = { -readonly [Key in keyof MinimapBucket]: MinimapBucket[Key] };

/** How busy the lanes were over the whole scale, in `columns` equal parts of it. */
export function minimap(lanes: readonly Lane[], scale: TimeScale, columns: number): Minimap {
  const buckets = Array.from({ length: columns }, (): Bucket => ({
    init: 0,
    cold: 0,
    warm: 0,
    invocations: 0,
    failed: false,
  }));
  if (columns > 0) {
    const projection = project(scale, scale, columns);
    for (const lane of lanes) if (lane.kind === 'environment') addRow(buckets, lane.row, projection);
  }
  const busiest = buckets.reduce((most, { init, cold, warm }) => Math.max(most, init + cold + warm), 1);
  return { buckets, busiest };
}

function addRow(buckets: readonly Bucket[], { spans }: TimelineRow, projection: Projection): void {
  // Where a column begins and ends is found once for all the spans in it.
  let column = -1;
  let fromMs = -Infinity;
  let toMs = -Infinity;
  for (const span of spans) {
    if (span.phase !== 'init' && span.phase !== 'invoke') continue;
    if (span.startMs >= toMs) {
      column = Math.min(buckets.length - 1, Math.max(0, Math.floor(projection.xAt(span.startMs))));
      fromMs = projection.timeAt(column);
      toMs = projection.timeAt(column + 1);
    }
    const bucket = buckets[column];
    if (bucket === undefined) continue;
    if (span.phase === 'invoke') bucket.invocations += 1;
    if (failed(span)) bucket.failed = true;
    if (span.endMs <= toMs) bucket[kindOf(span)] += (span.endMs - span.startMs) / (toMs - fromMs);
    else spread(buckets, span, column, projection);
  }
}

/** A span that reaches over several columns. */
function spread(buckets: readonly Bucket[], span: TimelineSpan, first: number, projection: Projection): void {
  const start = projection.xAt(span.startMs);
  const end = projection.xAt(span.endMs);
  for (let column = first; column < end; column += 1) {
    const bucket = buckets[column];
    if (bucket === undefined) break;
    bucket[kindOf(span)] += Math.max(0, Math.min(column + 1, end) - Math.max(column, start));
  }
}

function kindOf(span: TimelineSpan): 'init' | 'cold' | 'warm' {
  if (span.phase === 'init') return 'init';
  return span.phase === 'invoke' && span.cold ? 'cold' : 'warm';
}
