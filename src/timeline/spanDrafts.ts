import type { EventRecords } from '../lambda/lifecycleEvents';
import type { InitSpan, TimelineSpan } from './timeline';

/** A span while it is under way. */
export type Draft<Span> = Span extends TimelineSpan ? { -readonly [Key in keyof Span]: Span[Key] } : never;

/** The times of a phase that begins. */
export function opened(startMs: number): Pick<TimelineSpan, 'startMs' | 'endMs' | 'durationMs' | 'open'> {
  return { startMs, endMs: startMs, durationMs: 0, open: true };
}

/** A phase under way, as long as it is by now. */
export function drawnOut<Span extends TimelineSpan>(span: Span, atMs: number): Span {
  const endMs = Math.max(span.startMs, atMs);
  return { ...span, endMs, durationMs: endMs - span.startMs };
}

/** A phase that ends because something else begins. */
export function cutSpan(span: TimelineSpan, atMs: number): TimelineSpan {
  const ended = drawnOut(span, atMs);
  // Frozen processes have nothing to complete: whatever comes next ends the phase.
  return ended.phase === 'frozen' ? { ...ended, open: false } : ended;
}

/** An Init phase that begins. */
export function initSpan(
  record: EventRecords['platform.initStart'] | EventRecords['platform.initReport'],
  startMs: number,
): Draft<InitSpan> {
  const { phase, initializationType } = record;
  return { phase: 'init', initPhase: phase, initializationType, ...opened(startMs) };
}
