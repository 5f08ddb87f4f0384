import { firstAfter } from '../ordered';
import type { Pause, TimelineRow, TimelineSpan } from '../timeline';
import { indexAt } from './selection';

interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** So many spans at the end of a row say what is usual in it. */
const LATEST_SPANS = 100;

/** Milliseconds that an Init or Invoke phase usually took of late; undefined when there was none. */
export function usualWorkMs(rows: readonly TimelineRow[]): number | undefined {
  let count = 0;
  let totalMs = 0;
  for (const { spans, pauses } of rows) {
    const first = Math.max(0, spans.length - LATEST_SPANS);
    for (const span of spans.slice(first)) {
      if (span.phase !== 'init' && span.phase !== 'invoke') continue;
      count += 1;
      totalMs += span.endMs - span.startMs;
    }
    const sinceMs = spans[first]?.startMs ?? Infinity;
    for (const pause of pauses) if (pause.startMs >= sinceMs) totalMs -= pause.endMs - pause.startMs;
  }
  return count === 0 ? undefined : Math.max(0, totalMs / count);
}

/** Stretches longer than `longerThanMs` in which no row works and nothing is marked, in the order of time. */
export function quietStretches(
  rows: readonly TimelineRow[],
  startMs: number,
  endMs: number,
  longerThanMs: number,
): Stretch[] {
  let quiet: Stretch[] = [{ startMs, endMs }];
  // Each row leaves less of it, so most rows are looked at in few places.
  for (const row of rows) {
    if (quiet.length === 0) break;
    quiet = quietIn(row, quiet, longerThanMs);
  }
  return quiet.filter((stretch) => stretch.endMs - stretch.startMs > longerThanMs);
}

/** The moment from which on no row works and nothing is marked any more; `startMs` when nothing ever does. */
export function quietSince(rows: readonly TimelineRow[], startMs: number): number {
  let sinceMs = startMs;
  for (const { spans, pauses, marks } of rows) {
    sinceMs = Math.max(sinceMs, marks.at(-1)?.atMs ?? startMs);
    const last = spans.findLast(({ phase }) => phase !== 'frozen');
    if (last === undefined) continue;
    const pause = pauses.at(-1);
    const isPaused = pause !== undefined && pause.startMs < last.endMs && pause.endMs >= last.endMs;
    sinceMs = Math.max(sinceMs, isPaused ? pause.startMs : last.endMs);
  }
  return sinceMs;
}

type WaitingWord = 'paused' | 'frozen' | 'idle' | 'without environment';

/** What the rows wait for at a moment at which none of them works. */
export function waitingWord(rows: readonly TimelineRow[], ms: number): WaitingWord {
  let word: WaitingWord = 'without environment';
  for (const row of rows) {
    if (row.startMs > ms || row.endMs < ms) continue;
    if (contains(row.pauses, ms)) return 'paused';
    if (contains(row.spans, ms)) word = 'frozen';
    else if (word !== 'frozen') word = 'idle';
  }
  return word;
}

function contains(stretches: readonly (Pause | TimelineSpan)[], ms: number): boolean {
  const stretch = stretches[firstAfter(stretches, ms, (each) => each.startMs) - 1];
  return stretch !== undefined && stretch.endMs >= ms;
}

/** What is left of quiet stretches when a row has had its say. Both are gone through once, from left to right. */
function quietIn(row: TimelineRow, stretches: readonly Stretch[], longerThanMs: number): Stretch[] {
  const left: Stretch[] = [];
  const { spans, pauses } = row;
  let index = 0;
  for (const { startMs, endMs } of stretches) {
    const first = left.length;
    let fromMs = startMs;
    const busy = (busyStartMs: number, busyEndMs: number): void => {
      if (busyStartMs - fromMs > longerThanMs) left.push({ startMs: fromMs, endMs: busyStartMs });
      if (busyEndMs > fromMs) fromMs = busyEndMs;
    };
    index = near(row, index, startMs);
    for (let next = index; next < spans.length; next += 1) {
      const span = spans[next];
      if (span === undefined || span.startMs >= endMs) break;
      if (span.phase === 'frozen' || span.endMs < startMs) continue;
      if (pauses.length === 0) busy(span.startMs, span.endMs);
      else workOf(span, pauses, busy);
    }
    if (endMs - fromMs > longerThanMs) left.push({ startMs: fromMs, endMs });
    if (row.marks.length > 0 && left.length > first) {
      left.push(...left.splice(first).flatMap((stretch) => betweenMarks(row, stretch, longerThanMs)));
    }
  }
  return left;
}

/** Index of the span at a moment, from one before it; the next ones are tried before all of them are searched. */
function near(row: TimelineRow, from: number, ms: number): number {
  const { spans } = row;
  for (let index = from; index < from + STEPS; index += 1) {
    if ((spans[index + 1]?.startMs ?? Infinity) > ms) return index;
  }
  return Math.max(0, indexAt(row, ms));
}

const STEPS = 8;

/** The parts of a span in which no debugger held it. */
function workOf(span: TimelineSpan, pauses: readonly Pause[], busy: (startMs: number, endMs: number) => void): void {
  let fromMs = span.startMs;
  for (let index = Math.max(0, firstAfter(pauses, fromMs, ({ startMs }) => startMs) - 1); ; index += 1) {
    const pause = pauses[index];
    if (pause === undefined || pause.startMs >= span.endMs) break;
    if (pause.endMs <= fromMs) continue;
    busy(fromMs, Math.max(fromMs, pause.startMs));
    fromMs = Math.min(pause.endMs, span.endMs);
  }
  busy(fromMs, span.endMs);
}

/** What lies between the marks in a stretch in which the row does not work. */
function betweenMarks({ marks }: TimelineRow, { startMs, endMs }: Stretch, longerThanMs: number): Stretch[] {
  const left: Stretch[] = [];
  let fromMs = startMs;
  for (let index = firstAfter(marks, startMs, ({ atMs }) => atMs); index < marks.length; index += 1) {
    const atMs = marks[index]?.atMs ?? endMs;
    if (atMs >= endMs) break;
    if (atMs - fromMs > longerThanMs) left.push({ startMs: fromMs, endMs: atMs });
    fromMs = atMs;
  }
  if (endMs - fromMs > longerThanMs) left.push({ startMs: fromMs, endMs });
  return left;
}
