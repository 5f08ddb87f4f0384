import { firstAfter } from '../ordered';
import type { AsynchronousInvocation, Timeline, TimelineRow, TimelineSpan } from '../timeline';

/** What is selected, in words that stay right while the timeline grows. */
export type Selection = EnvironmentSelection | SpanSelection | MarkSelection | QueueSelection;

interface EnvironmentSelection {
  readonly kind: 'environment';
  readonly environmentId: string;
}

/** A phase of an environment. Invocations are known by their request id and their beginning. */
export interface SpanSelection {
  readonly kind: 'span';
  readonly environmentId: string;
  readonly phase: TimelineSpan['phase'];
  readonly startMs: number;
  readonly requestId?: string;
}

interface MarkSelection {
  readonly kind: 'mark';
  readonly environmentId: string;
  readonly atMs: number;
}

/** An asynchronous invocation in the queue's lane, or what was refused before an environment was chosen. */
interface QueueSelection {
  readonly kind: 'queue';
  readonly functionName: string;
  readonly requestId: string;
}

export interface FoundSpan {
  readonly row: TimelineRow;
  readonly span: TimelineSpan;
  /** Of the span in its row. */
  readonly index: number;
}

export function selectSpan(row: TimelineRow, span: TimelineSpan): SpanSelection {
  const { environmentId } = row;
  const { phase, startMs } = span;
  return span.phase === 'invoke'
    ? { kind: 'span', environmentId, phase, startMs, requestId: span.requestId }
    : { kind: 'span', environmentId, phase, startMs };
}

export function sameSelection(left: Selection | undefined, right: Selection | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  if (left.kind === 'queue') {
    return right.kind === 'queue' && left.requestId === right.requestId && left.functionName === right.functionName;
  }
  if (right.kind === 'queue' || left.environmentId !== right.environmentId) return false;
  if (left.kind === 'span') {
    return right.kind === 'span' && left.startMs === right.startMs && left.phase === right.phase;
  }
  return left.kind === 'mark' ? right.kind === 'mark' && left.atMs === right.atMs : right.kind === 'environment';
}

/** The row of an environment. */
export function rowOf(timeline: Timeline, environmentId: string): TimelineRow | undefined {
  return timeline.rows.find((row) => row.environmentId === environmentId);
}

/** The span that is selected; undefined when it is no longer there. */
export function findSpan(timeline: Timeline, selection: Selection): FoundSpan | undefined {
  if (selection.kind !== 'span') return undefined;
  const row = rowOf(timeline, selection.environmentId);
  if (row === undefined) return undefined;
  const { spans } = row;
  let index = indexAt(row, selection.startMs);
  // What came late may have moved its beginning.
  if (!isSelected(spans[index], selection)) index = spans.findIndex((span) => isSelected(span, selection));
  const span = spans[index];
  return span === undefined ? undefined : { row, span, index };
}

/** Index of the span of a row that is under way at a moment, or of the last one before it; -1 before the first one. */
export function indexAt({ spans }: TimelineRow, ms: number): number {
  return firstAfter(spans, ms, ({ startMs }) => startMs) - 1;
}

function isSelected(span: TimelineSpan | undefined, { phase, startMs, requestId }: SpanSelection): boolean {
  if (span?.phase !== phase) return false;
  return span.phase === 'invoke' && span.requestId === requestId ? true : span.startMs === startMs;
}

/** An invocation by its request id, the latest attempt of it; in one environment if that is named. */
export function findInvocation(timeline: Timeline, requestId: string, environmentId?: string): FoundSpan | undefined {
  let found: FoundSpan | undefined;
  for (const row of timeline.rows) {
    if (environmentId !== undefined && row.environmentId !== environmentId) continue;
    const index = row.spans.findLastIndex((span) => span.phase === 'invoke' && span.requestId === requestId);
    const span = row.spans[index];
    if (span !== undefined && (found === undefined || span.startMs > found.span.startMs)) found = { row, span, index };
  }
  return found;
}

/** The asynchronous invocation that is selected. */
export function findAsynchronous(timeline: Timeline, selection: Selection): AsynchronousInvocation | undefined {
  if (selection.kind !== 'queue') return undefined;
  return timeline.asynchronous.find(
    ({ functionName, requestId }) => functionName === selection.functionName && requestId === selection.requestId,
  );
}
