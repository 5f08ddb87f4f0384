import { firstAfter } from '../ordered';
import type { AsynchronousInvocation, Timeline, TimelineRow, TimelineSpan } from '../timeline';
import type { EnvironmentLane, Lane, QueueLane } from './lanes';
import { findSpan, indexAt, rowOf, selectSpan } from './selection';
import type { Selection } from './selection';

/** `invocation`: everything but invocations is passed over. */
export type Step = 'span' | 'invocation';

/** The span after (`1`) or before (`-1`) the selected one in its row; the selection itself at the end of the row. */
export function neighbourInRow(timeline: Timeline, selection: Selection, direction: 1 | -1, step: Step): Selection {
  if (selection.kind === 'queue') return neighbourInQueue(timeline, selection, direction);
  const row = rowOf(timeline, selection.environmentId);
  if (row === undefined) return selection;
  for (let index = from(timeline, row, selection, direction); index >= 0; index += direction) {
    const span = row.spans[index];
    if (span === undefined) break;
    if (step === 'span' || span.phase === 'invoke') return selectSpan(row, span);
  }
  return selection;
}

/** Where the way to the neighbour begins. */
function from(timeline: Timeline, row: TimelineRow, selection: Selection, direction: 1 | -1): number {
  if (selection.kind === 'mark') return indexAt(row, selection.atMs) + (direction === 1 ? 1 : 0);
  const found = findSpan(timeline, selection);
  if (found !== undefined) return found.index + direction;
  return direction === 1 ? 0 : row.spans.length - 1;
}

function neighbourInQueue(
  { asynchronous }: Timeline,
  selection: Extract<Selection, { kind: 'queue' }>,
  direction: 1 | -1,
): Selection {
  const own = asynchronous.filter(({ functionName }) => functionName === selection.functionName);
  const index = own.findIndex(({ requestId }) => requestId === selection.requestId);
  const next = own[index + direction];
  return index < 0 || next === undefined ? selection : { ...selection, requestId: next.requestId };
}

/**
 * What is at the same time in the lane below (`1`) or above (`-1`), passing over lanes with nothing in them. The
 * selection itself when there is none; without a selection the first span of the first lane.
 */
export function neighbourLane(
  lanes: readonly Lane[],
  selection: Selection | undefined,
  direction: 1 | -1,
): Selection | undefined {
  const index = selection === undefined ? -1 : laneIndex(lanes, selection);
  if (selection === undefined || index < 0) return firstOf(lanes);
  const atMs = momentOf(lanes[index], selection);
  for (let next = index + direction; next >= 0; next += direction) {
    const lane = lanes[next];
    if (lane === undefined) break;
    const found = selectionIn(lane, atMs);
    if (found !== undefined) return found;
  }
  return selection;
}

function firstOf(lanes: readonly Lane[]): Selection | undefined {
  for (const lane of lanes) {
    const found = selectionIn(lane, -Infinity);
    if (found !== undefined) return found;
  }
  return undefined;
}

function laneIndex(lanes: readonly Lane[], selection: Selection): number {
  return lanes.findIndex((lane) => {
    if (lane.kind === 'environment') {
      return selection.kind !== 'queue' && lane.row.environmentId === selection.environmentId;
    }
    return lane.kind === 'queue' && selection.kind === 'queue' && lane.functionName === selection.functionName;
  });
}

function momentOf(lane: Lane | undefined, selection: Selection): number {
  switch (selection.kind) {
    case 'span':
      return selection.startMs;
    case 'mark':
      return selection.atMs;
    case 'environment':
      return lane?.kind === 'environment' ? lane.row.startMs : -Infinity;
    case 'queue':
      return lane?.kind === 'queue' ? (queued(lane, selection.requestId)?.startMs ?? -Infinity) : -Infinity;
  }
}

function queued({ invocations }: QueueLane, wanted: string): AsynchronousInvocation | undefined {
  return invocations.find(({ requestId }) => requestId === wanted);
}

function selectionIn(lane: Lane, ms: number): Selection | undefined {
  if (lane.kind === 'environment') return spanIn(lane, ms);
  if (lane.kind === 'function') return undefined;
  const index = Math.max(0, firstAfter(lane.invocations, ms, ({ startMs }) => startMs) - 1);
  const requestId = lane.invocations[index]?.requestId ?? lane.marks[0]?.requestId;
  return requestId === undefined ? undefined : { kind: 'queue', functionName: lane.functionName, requestId };
}

function spanIn({ row }: EnvironmentLane, ms: number): Selection {
  const span: TimelineSpan | undefined = row.spans[Math.max(0, indexAt(row, ms))];
  return span === undefined ? { kind: 'environment', environmentId: row.environmentId } : selectSpan(row, span);
}
