/** Offset of the first character of the line that has an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset just behind the line that has an offset, its line break included. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** White space at the beginning of the line that has an offset. */
export function indentationAt(text: string, offset: number): string {
  const [indentation = ''] = /^[^\S\n]*/.exec(text.slice(lineStart(text, offset))) ?? [];
  return indentation;
}

/** How the lines of a text end. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}
