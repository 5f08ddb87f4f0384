import { firstAfter } from '../ordered';
import type { Pause, TimelineRow, TimelineSpan } from '../timeline';

interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** How often a row worked, and how long together. */
export interface Work {
  readonly count: number;
  readonly totalMs: number;
}

/** What a row has worked: everything but waiting. */
export function workOf(row: TimelineRow): Work {
  let count = 0;
  let totalMs = 0;
  for (const span of row.spans) {
    if (span.phase !== 'init' && span.phase !== 'invoke') continue;
    count += 1;
    totalMs += span.endMs - span.startMs;
  }
  for (const pause of row.pauses) totalMs -= pause.endMs - pause.startMs;
  return { count, totalMs: Math.max(0, totalMs) };
}

/** Stretches longer than `longerThanMs` in which no row works and nothing is marked, in the order of time. */
export function quietStretches(
  rows: readonly TimelineRow[],
  startMs: number,
  endMs: number,
  longerThanMs: number,
): Stretch[] {
  // What is quiet in all rows is quiet in each of them, so only the long waits of each row need to be looked at.
  const busy = rows
    .flatMap((row) => busyStretches(row, longerThanMs))
    .sort((left, right) => left.startMs - right.startMs);
  const quiet: Stretch[] = [];
  let untilMs = startMs;
  for (const stretch of busy) {
    if (stretch.startMs - untilMs > longerThanMs) quiet.push({ startMs: untilMs, endMs: stretch.startMs });
    untilMs = Math.max(untilMs, stretch.endMs);
  }
  if (endMs - untilMs > longerThanMs) quiet.push({ startMs: untilMs, endMs });
  return quiet;
}

/** What the rows wait for at a moment at which none of them works. */
export function waitingWord(
  rows: readonly TimelineRow[],
  ms: number,
): 'paused' | 'frozen' | 'idle' | 'without environment' {
  let word: 'frozen' | 'idle' | 'without environment' = 'without environment';
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

/** The work of a row in the order of time; waits that are not longer than `longerThanMs` do not interrupt it. */
function busyStretches(row: TimelineRow, longerThanMs: number): Stretch[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  let last: { startMs: number; endMs: number } | undefined;
  const work = (startMs: number, endMs: number): void => {
    if (last !== undefined && startMs - last.endMs <= longerThanMs) last.endMs = Math.max(last.endMs, endMs);
    else stretches.push((last = { startMs, endMs }));
  };
  let pauseIndex = 0;
  for (const span of row.spans) {
    if (span.phase === 'frozen') continue;
    let fromMs = span.startMs;
    for (let pause = row.pauses[pauseIndex]; pause !== undefined; pause = row.pauses[pauseIndex]) {
      if (pause.startMs >= span.endMs) break;
      if (pause.endMs > fromMs) {
        work(fromMs, Math.max(fromMs, pause.startMs));
        fromMs = Math.min(pause.endMs, span.endMs);
      }
      if (pause.endMs > span.endMs) break;
      pauseIndex += 1;
    }
    work(fromMs, span.endMs);
  }
  return [...stretches, ...marksBetween(row, stretches)];
}

/** Marks at moments at which the row does not work. */
function marksBetween(row: TimelineRow, stretches: readonly Stretch[]): Stretch[] {
  const outside: Stretch[] = [];
  let index = 0;
  for (const { atMs } of row.marks) {
    while ((stretches[index]?.endMs ?? Infinity) < atMs) index += 1;
    if (atMs < (stretches[index]?.startMs ?? Infinity)) outside.push({ startMs: atMs, endMs: atMs });
  }
  return outside;
}
