import { counted, formatDuration } from '../format';
import { failed } from '../timeline';
import type { TimelineRow } from '../timeline';
import type { Lane } from './lanes';
import { indexAt } from './selection';

/** What happened between two moments. */
export interface Measurement {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
  /** Invocations that run at least partly in it. */
  readonly invocations: number;
  readonly coldStarts: number;
  readonly failures: number;
  /** Of the invocations that end in it. */
  readonly billedMs: number;
  /** `1.24 s, 12 invocations, 2 cold, 340 ms billed`. */
  readonly text: string;
}

/** Measures what visible lanes show between two moments, in either order. */
export function measure(lanes: readonly Lane[], fromMs: number, toMs: number): Measurement {
  const startMs = Math.min(fromMs, toMs);
  const endMs = Math.max(fromMs, toMs);
  const sums = { invocations: 0, coldStarts: 0, failures: 0, billedMs: 0 };
  for (const lane of lanes) if (lane.kind === 'environment') addRow(sums, lane.row, startMs, endMs);
  const { invocations, coldStarts, failures, billedMs } = sums;
  const text = [
    formatDuration(endMs - startMs),
    counted(invocations, 'invocation'),
    ...(coldStarts === 0 ? [] : [`${coldStarts} cold`]),
    ...(failures === 0 ? [] : [`${failures} failed`]),
    ...(billedMs === 0 ? [] : [`${formatDuration(billedMs)} billed`]),
  ].join(', ');
  return { startMs, endMs, durationMs: endMs - startMs, ...sums, text };
}

interface Sums {
  invocations: number;
  coldStarts: number;
  failures: number;
  billedMs: number;
}

function addRow(sums: Sums, row: TimelineRow, startMs: number, endMs: number): void {
  for (let index = Math.max(0, indexAt(row, startMs)); index < row.spans.length; index += 1) {
    const span = row.spans[index];
    if (span === undefined || span.startMs >= endMs) break;
    if (span.phase !== 'invoke' || span.endMs < startMs) continue;
    sums.invocations += 1;
    if (span.cold) sums.coldStarts += 1;
    if (failed(span)) sums.failures += 1;
    if (span.endMs <= endMs) sums.billedMs += span.metrics?.billedDurationMs ?? 0;
  }
}
