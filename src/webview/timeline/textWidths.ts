/** More texts than a view ever shows at once; then it begins anew. */
const REMEMBERED = 5_000;

/** How wide texts are, each of them measured once. */
export class TextWidths {
  private readonly widths = new Map<string, number>();
  private readonly context = document.createElement('canvas').getContext('2d');
  private font = '';

  /** CSS pixels of `text` in a label's font. */
  widthOf(text: string, fontFamily: string): number {
    const font = labelFont(fontFamily);
    if (font !== this.font || this.widths.size > REMEMBERED) {
      this.widths.clear();
      this.font = font;
      if (this.context !== null) this.context.font = font;
    }
    let width = this.widths.get(text);
    if (width === undefined) {
      width = this.context?.measureText(text).width ?? text.length * 6;
      this.widths.set(text, width);
    }
    return width;
  }
}

/** The font of what is written into lanes; smaller where the lines are low. */
export function labelFont(fontFamily: string, low = false): string {
  return `${low ? 9 : 11}px ${fontFamily}`;
}
