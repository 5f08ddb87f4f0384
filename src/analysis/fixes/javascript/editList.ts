import type { Span } from '../../facts/fileFacts';
import type { TextEdit } from '../fix';

/** Collects edits of a text that belong together. */
export class EditList {
  private readonly edits: TextEdit[] = [];
  private readonly removed: Span[] = [];

  constructor(private readonly text: string) {}

  replace(span: Span, text: string): void {
    const same = this.edits.findIndex((each) => each.span.start === span.start && each.span.end === span.end);
    const known = this.edits[same];
    // What is inserted at one place twice stands in the order of the calls.
    if (known !== undefined && span.start === span.end) this.edits[same] = { span, text: known.text + text };
    else this.edits.push({ span, text });
  }

  /** Takes a stretch out, and blank lines that it leaves at the beginning or end of a block, or two in a row. */
  remove(span: Span): void {
    this.removed.push(span);
  }

  /** Whether a stretch is changed already. */
  touches({ start, end }: Span): boolean {
    const all = [...this.edits.map(({ span }) => span), ...this.removed];
    return all.some((span) => span.start < end && start < span.end);
  }

  /** The edits in the order of the text; undefined where two of them change the same text. */
  finish(): TextEdit[] | undefined {
    const removals = joined(this.removed).map((span) => ({ span: withBlankLine(this.text, span), text: '' }));
    const ordered = [...this.edits, ...removals].sort(
      (left, right) => left.span.start - right.span.start || left.span.end - right.span.end,
    );
    const isClear = ordered.every(({ span }, at) => span.start >= (ordered[at - 1]?.span.end ?? 0));
    return isClear ? ordered : undefined;
  }
}

/** Stretches that follow each other as one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = all.at(-1);
    if (last?.end === span.start) all[all.length - 1] = { start: last.start, end: span.end };
    else all.push(span);
  }
  return all;
}

function withBlankLine(text: string, { start, end }: Span): Span {
  const before = text.slice(0, start);
  const isOfLines = /(?:^|\n)$/.test(before) && text.slice(start, end).endsWith('\n');
  if (!isOfLines) return { start, end };
  const [blank] = /^[^\S\n]*\r?\n/.exec(text.slice(end)) ?? [];
  if (blank !== undefined && /(?:^|[{(:]|\n)[^\S\n]*\r?\n$/.test(before)) return { start, end: end + blank.length };
  const [blankBefore] = /(?<=\n)[^\S\n]*\r?\n$/.exec(before) ?? [];
  const isAtEnd = blankBefore !== undefined && /^[^\S\n]*[})]/.test(text.slice(end));
  return isAtEnd ? { start: start - blankBefore.length, end } : { start, end };
}
