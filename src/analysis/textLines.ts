import type { Span } from './facts/fileFacts';

/** A stretch of a file; lines and columns count from 1, the end is just behind the last character. */
export interface LineRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Offsets of a text as lines and columns, and the other way round. */
export class TextLines {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  range({ start, end }: Span): LineRange {
    const from = this.position(start);
    const to = this.position(end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** Line and column of an offset. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }

  span({ line, column, endLine, endColumn }: LineRange): Span {
    return { start: this.offset(line, column), end: this.offset(endLine, endColumn) };
  }

  private offset(line: number, column: number): number {
    return (this.starts[line - 1] ?? 0) + column - 1;
  }
}
