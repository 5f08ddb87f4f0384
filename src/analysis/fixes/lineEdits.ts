import type { TextEdit } from './fix';

/** Larger differences are one edit. */
const MOST_COMPARED = 4_000_000;

/** The fewest edits of whole lines that make one text of another. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const old = before.split(/(?<=\n)/);
  const now = after.split(/(?<=\n)/);
  let same = 0;
  while (same < old.length && same < now.length && old[same] === now[same]) same += 1;
  let behind = 0;
  while (behind < Math.min(old.length, now.length) - same && old.at(-1 - behind) === now.at(-1 - behind)) behind += 1;
  const start = old.slice(0, same).join('').length;
  return changes(old.slice(same, old.length - behind), now.slice(same, now.length - behind), start);
}

/** Edits from `start` on that make the lines `now` of the lines `old`. */
function changes(old: readonly string[], now: readonly string[], start: number): TextEdit[] {
  if (old.length * now.length > MOST_COMPARED) {
    return [{ span: { start, end: start + old.join('').length }, text: now.join('') }];
  }
  const common = new CommonLines(old, now);
  const edits: TextEdit[] = [];
  let offset = start;
  let from = start;
  let text = '';
  const close = (): void => {
    if (offset > from || text !== '') edits.push({ span: { start: from, end: offset }, text });
    text = '';
  };
  for (let left = 0, right = 0; left < old.length || right < now.length;) {
    const line = old[left];
    if (line !== undefined && line === now[right]) {
      close();
      offset += line.length;
      from = offset;
      left += 1;
      right += 1;
    } else if (line !== undefined && common.after(left + 1, right) >= common.after(left, right + 1)) {
      offset += line.length;
      left += 1;
    } else {
      text += now[right] ?? '';
      right += 1;
    }
  }
  close();
  return edits;
}

/** How many lines the ends of two texts have in common, in the same order. */
class CommonLines {
  private readonly counts: Uint32Array;
  private readonly width: number;

  constructor(old: readonly string[], now: readonly string[]) {
    this.width = now.length + 1;
    this.counts = new Uint32Array((old.length + 1) * this.width);
    for (let left = old.length - 1; left >= 0; left--) {
      for (let right = now.length - 1; right >= 0; right--) {
        this.counts[left * this.width + right] =
          old[left] === now[right]
            ? this.after(left + 1, right + 1) + 1
            : Math.max(this.after(left + 1, right), this.after(left, right + 1));
      }
    }
  }

  /** From these lines on; -1 behind the last line. */
  after(left: number, right: number): number {
    return right >= this.width ? -1 : (this.counts[left * this.width + right] ?? -1);
  }
}
