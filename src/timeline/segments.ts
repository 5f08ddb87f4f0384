import { formatDuration } from './format';
import { failed } from './timeline';
import type { TimelineRow, TimelineSpan } from './timeline';

export type SegmentKind = 'init' | 'cold' | 'warm' | 'frozen' | 'idle' | 'shutdown' | 'reset' | 'paused';

/** A stretch of one environment that is drawn with one pattern. The segments of a row touch and never overlap. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly startMs: number;
  readonly endMs: number;
  /** How long the phase took; absent where a phase goes on after an interruption. */
  readonly label?: string;
  readonly failed: boolean;
}

/** Shorter stretches between two phases are the host's own work and not worth a column. */
const NEGLIGIBLE_GAP_MS = 5;
/** What has no length gets this much, so that it has a place of its own. */
const SHORTEST_MS = 0.001;

/** Time that only passes: it may be drawn shorter than it was. */
export function isWaiting(kind: SegmentKind): boolean {
  return kind === 'frozen' || kind === 'idle' || kind === 'paused';
}

/** A row as segments in the order of time. */
export function segmentsOf(row: TimelineRow): Segment[] {
  const resets = row.marks
    .filter(({ kind }) => kind === 'reset')
    .map(({ atMs }): Segment => {
      // One that ends during Shutdown comes before it.
      const during = row.spans.find(
        ({ phase, startMs, endMs }) => phase === 'shutdown' && startMs < atMs && atMs <= endMs,
      );
      const shownMs = during?.startMs ?? atMs;
      return { kind: 'reset', startMs: shownMs, endMs: shownMs, failed: false };
    });
  const pieces = [...row.spans.flatMap((span) => spanSegments(span, row)), ...resets].sort(
    (left, right) => left.startMs - right.startMs || left.endMs - right.endMs,
  );
  return joined(pieces, row.stopped ? undefined : row.endMs);
}

function spanSegments(span: TimelineSpan, row: TimelineRow): Segment[] {
  const kind = span.phase === 'invoke' ? (span.cold ? 'cold' : 'warm') : span.phase;
  const bad = (span.phase === 'init' || span.phase === 'invoke') && failed(span);
  const label = `${formatDuration(span.durationMs)}${span.open ? '…' : ''}`;
  const pauses = row.pauses.filter(({ startMs, endMs }) => startMs < span.endMs && endMs > span.startMs);
  const segments: Segment[] = [];
  let fromMs = span.startMs;
  for (const pause of pauses) {
    const untilMs = Math.max(fromMs, pause.startMs);
    segments.push(piece(kind, fromMs, untilMs, segments.length === 0 ? label : undefined));
    fromMs = Math.min(span.endMs, pause.endMs);
    segments.push(piece('paused', untilMs, fromMs, formatDuration(fromMs - untilMs)));
  }
  segments.push({ ...piece(kind, fromMs, span.endMs, segments.length === 0 ? label : undefined), failed: bad });
  return segments;
}

function piece(kind: SegmentKind, startMs: number, endMs: number, label: string | undefined): Segment {
  return { kind, startMs, endMs, failed: false, ...(label === undefined ? {} : { label }) };
}

/** Closes small gaps, fills large ones with idle time, and gives everything a length. */
function joined(pieces: readonly Segment[], untilMs: number | undefined): Segment[] {
  const segments: Segment[] = [];
  for (const segment of pieces) {
    const previous = segments.at(-1);
    const lastMs = previous?.endMs ?? segment.startMs;
    const gapMs = segment.startMs - lastMs;
    if (previous !== undefined && gapMs > NEGLIGIBLE_GAP_MS) segments.push(idle(lastMs, segment.startMs));
    const startMs = previous === undefined || gapMs > NEGLIGIBLE_GAP_MS ? segment.startMs : lastMs;
    segments.push({ ...segment, startMs, endMs: Math.max(segment.endMs, startMs + SHORTEST_MS) });
  }
  const lastMs = segments.at(-1)?.endMs;
  if (lastMs !== undefined && untilMs !== undefined && untilMs - lastMs > NEGLIGIBLE_GAP_MS) {
    segments.push(idle(lastMs, untilMs));
  }
  return segments;
}

function idle(startMs: number, endMs: number): Segment {
  return piece('idle', startMs, endMs, formatDuration(endMs - startMs));
}
