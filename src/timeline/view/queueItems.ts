import { formatDuration } from '../format';
import type { AsynchronousStage, QueueMark } from '../timeline';
import type { DrawItem } from './drawItems';
import { LANE_SIZES } from './lanes';
import type { PlacedLane, QueueLane } from './lanes';
import { markItems } from './markClusters';
import { rectangles } from './rectangles';
import type { Appearance, Band, Frame } from './rectangles';
import type { Selection } from './selection';

interface Drawn extends AsynchronousStage {
  readonly requestId: string;
}

const WORDS = { queued: 'queued', attempt: 'attempt', retryWait: 'waits' } as const;

/** What is visible of a function's queue. */
export function queueItems(lane: QueueLane, { top }: PlacedLane, frame: Frame): DrawItem[] {
  const { functionName, key } = lane;
  const select = (requestId: string): Selection => ({ kind: 'queue', functionName, requestId });
  const appearance: Appearance<Drawn> = {
    kind: 'queue',
    pattern: ({ kind }) => kind,
    failed: ({ failed }) => failed,
    open: ({ open }) => open,
    selection: ({ requestId }) => select(requestId),
    labels: ({ kind, attempt, startMs, endMs }) => {
      const duration = formatDuration(endMs - startMs);
      return [`${WORDS[kind]} ${kind === 'attempt' ? attempt : duration}`, duration];
    },
  };
  const lines = stagesOfLines(lane, frame).flatMap((stages, line): DrawItem[] =>
    rectangles(stages, band(key, top + line * LANE_SIZES.queueLine + 1, LANE_SIZES.queueLine - 2), frame, appearance),
  );
  const markTop = top + lane.lineCount * LANE_SIZES.queueLine + 2;
  const marks = markItems<QueueMark>([lane.marks], band(key, markTop, LANE_SIZES.markHeight), frame, ({ requestId }) =>
    select(requestId),
  );
  return [...lines, ...marks];
}

function band(laneKey: string, y: number, height: number): Band {
  return { laneKey, y, height };
}

/** The visible stages of each line, without overlaps: on a line that several invocations share, the later ones win. */
function stagesOfLines({ invocations, lines, lineCount }: QueueLane, { startMs, endMs }: Frame): Drawn[][] {
  const result = Array.from({ length: lineCount }, (): Drawn[] => []);
  for (const [index, invocation] of invocations.entries()) {
    if (invocation.endMs < startMs || invocation.startMs > endMs) continue;
    const line = result[lines[index] ?? 0];
    for (const stage of invocation.stages) line?.push({ ...stage, requestId: invocation.requestId });
  }
  return result.map(withoutOverlaps);
}

function withoutOverlaps(stages: readonly Drawn[]): Drawn[] {
  const sorted = [...stages].sort((left, right) => left.startMs - right.startMs);
  return sorted.map((stage, index) => ({
    ...stage,
    endMs: Math.min(stage.endMs, Math.max(stage.startMs, sorted[index + 1]?.startMs ?? Infinity)),
  }));
}
