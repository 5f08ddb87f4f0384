import { firstAfter } from '../ordered';
import type { AsynchronousInvocation, QueueMark, Timeline, TimelineRow } from '../timeline';

/** A line of the drawing. */
export type Lane = FunctionLane | QueueLane | EnvironmentLane;

/** The heading of a function. */
export interface FunctionLane {
  readonly kind: 'function';
  /** Unique among the lanes, and the same for as long as the lane is there. */
  readonly key: string;
  readonly functionName: string;
  /** Environments of it that are shown beneath, or would be if it were not collapsed. */
  readonly environments: number;
  /** Stopped environments that are left out. */
  readonly hidden: number;
  readonly collapsed: boolean;
}

/** What waits before an environment is chosen. */
export interface QueueLane {
  readonly kind: 'queue';
  readonly key: string;
  readonly functionName: string;
  /** In the order in which they were queued. */
  readonly invocations: readonly AsynchronousInvocation[];
  readonly marks: readonly QueueMark[];
  /** For each invocation the line it is drawn on, so that no two overlap. */
  readonly lines: readonly number[];
  readonly lineCount: number;
}

export interface EnvironmentLane {
  readonly kind: 'environment';
  readonly key: string;
  readonly row: TimelineRow;
  readonly pinned: boolean;
  /** Imports of Init are drawn beneath, one line for each depth. */
  readonly expanded: boolean;
}

export interface LaneOptions {
  /** Functions that are shown; every one when absent. */
  readonly functions?: ReadonlySet<string>;
  /** Environments that come first, before all functions. */
  readonly pinned?: ReadonlySet<string>;
  /** Environments whose imports are drawn. */
  readonly expanded?: ReadonlySet<string>;
  /** Functions of which only the heading is shown. */
  readonly collapsed?: ReadonlySet<string>;
  /** Leave out environments that are gone, unless they are pinned. */
  readonly hideStopped?: boolean;
}

/** Overlapping asynchronous invocations beyond this many share the last line. */
const MOST_LINES = 4;

/** Names of all functions, in the order in which they were first seen. */
export function functionNames(timeline: Timeline): string[] {
  const names = new Set(timeline.rows.map(({ functionName }) => functionName));
  for (const { functionName } of timeline.queue) names.add(functionName);
  for (const { functionName } of timeline.asynchronous) names.add(functionName);
  return [...names];
}

/** The lanes from top to bottom: pinned environments, then for each function its heading, its queue, its environments. */
export function lanesOf(timeline: Timeline, options: LaneOptions = {}): Lane[] {
  const { functions, pinned = NONE, expanded = NONE, collapsed = NONE, hideStopped = false } = options;
  const environment = (row: TimelineRow): EnvironmentLane => ({
    kind: 'environment',
    key: `environment ${row.environmentId}`,
    row,
    pinned: pinned.has(row.environmentId),
    expanded: expanded.has(row.environmentId),
  });
  const shown = timeline.rows.filter(({ functionName }) => functions?.has(functionName) ?? true);
  const lanes: Lane[] = shown.filter(({ environmentId }) => pinned.has(environmentId)).map(environment);
  const queues = queueLanes(timeline);
  for (const functionName of functionNames(timeline)) {
    if (functions?.has(functionName) === false) continue;
    const rows = shown.filter((row) => row.functionName === functionName && !pinned.has(row.environmentId));
    const kept = hideStopped ? rows.filter(({ stopped }) => !stopped) : rows;
    const isCollapsed = collapsed.has(functionName);
    lanes.push({
      kind: 'function',
      key: `function ${functionName}`,
      functionName,
      environments: kept.length,
      hidden: rows.length - kept.length,
      collapsed: isCollapsed,
    });
    if (isCollapsed) continue;
    const queue = queues.get(functionName);
    if (queue !== undefined) lanes.push(queue);
    lanes.push(...kept.map(environment));
  }
  return lanes;
}

const NONE: ReadonlySet<string> = new Set();

function queueLanes({ queue, asynchronous }: Timeline): Map<string, QueueLane> {
  const parts = new Map<string, { invocations: AsynchronousInvocation[]; marks: QueueMark[] }>();
  const part = (functionName: string): { invocations: AsynchronousInvocation[]; marks: QueueMark[] } => {
    const found = parts.get(functionName) ?? { invocations: [], marks: [] };
    parts.set(functionName, found);
    return found;
  };
  for (const invocation of asynchronous) part(invocation.functionName).invocations.push(invocation);
  for (const mark of queue) part(mark.functionName).marks.push(mark);
  return new Map(
    [...parts].map(([functionName, { invocations, marks }]) => [
      functionName,
      { kind: 'queue', key: `queue ${functionName}`, functionName, invocations, marks, ...linesFor(invocations) },
    ]),
  );
}

/** Each on the first line that is free. */
function linesFor(invocations: readonly AsynchronousInvocation[]): Pick<QueueLane, 'lines' | 'lineCount'> {
  const ends: number[] = [];
  const lines = invocations.map(({ startMs, endMs }) => {
    const free = ends.findIndex((end) => end <= startMs);
    const line = free >= 0 ? free : Math.min(ends.length, MOST_LINES - 1);
    ends[line] = Math.max(ends[line] ?? -Infinity, endMs);
    return line;
  });
  return { lines, lineCount: Math.max(1, ends.length) };
}

/** A lane and where it is, in pixels from the top of the first one. */
export interface PlacedLane {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
}

/** Pixels of a lane and of what is drawn in it, from its top. */
export const LANE_SIZES = {
  function: 24,
  /** Phases. */
  barTop: 3,
  barHeight: 18,
  /** What phases are made of, beneath them. */
  partTop: 22,
  partHeight: 5,
  /** Marks. */
  markTop: 28,
  markHeight: 8,
  environment: 38,
  importHeight: 8,
  queueLine: 12,
  queueMarks: 12,
} as const;
/** Deeper imports are drawn on the line of this depth. */
export const DEEPEST_IMPORT = 5;

/** Puts lanes beneath each other. */
export function placeLanes(lanes: readonly Lane[]): PlacedLane[] {
  let top = 0;
  return lanes.map((lane) => {
    const placed = { lane, top, height: heightOf(lane) };
    top += placed.height;
    return placed;
  });
}

/** Height of all lanes together, in pixels. */
export function lanesHeight(placed: readonly PlacedLane[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** The lane at some pixels from the top of the first one. */
export function placedAt(placed: readonly PlacedLane[], y: number): PlacedLane | undefined {
  const lane = placed[firstAfter(placed, y, ({ top }) => top) - 1];
  return lane !== undefined && y < lane.top + lane.height ? lane : undefined;
}

function heightOf(lane: Lane): number {
  switch (lane.kind) {
    case 'function':
      return LANE_SIZES.function;
    case 'queue':
      return lane.lineCount * LANE_SIZES.queueLine + LANE_SIZES.queueMarks;
    case 'environment':
      return LANE_SIZES.environment + (lane.expanded ? importLines(lane.row) * LANE_SIZES.importHeight : 0);
  }
}

function importLines({ spans }: TimelineRow): number {
  let deepest = 0;
  for (const span of spans) {
    if (span.phase !== 'init') continue;
    for (const { depth } of span.imports ?? []) deepest = Math.max(deepest, Math.min(depth, DEEPEST_IMPORT) + 1);
  }
  return deepest;
}
