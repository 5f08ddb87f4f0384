import type { Span } from '../facts/fileFacts';
import type { TextEdit } from './fix';

/** Where a stretch of a text is after edits; what is inserted just before it belongs to it. */
export function movedSpan({ start, end }: Span, edits: readonly TextEdit[]): Span {
  return { start: moved(start, edits, 'start'), end: moved(end, edits, 'end') };
}

function moved(offset: number, edits: readonly TextEdit[], edge: keyof Span): number {
  return edits.reduce((now, { span, text }) => {
    if (span.start >= offset) return now;
    if (span.end <= offset) return now + text.length - (span.end - span.start);
    // Inside of what is replaced: to its edge.
    return now + (edge === 'end' ? text.length : 0) - (offset - span.start);
  }, offset);
}
