import type { Layout } from '../../timeline/view/layout';
import { labelFont } from './textWidths';
import type { Theme } from './theme';

const TEXT_DISTANCE = 4;

/** Draws the times above the lanes, and how much was left out where the axis is broken. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  layout: Layout,
  width: number,
  height: number,
  theme: Theme,
): void {
  context.font = labelFont(theme.font);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const middle = height / 2;
  const taken: (readonly [fromX: number, toX: number])[] = [];
  context.fillStyle = theme.foreground;
  for (const { x, width: gapWidth, label, labelFits } of layout.gaps) {
    // The sign of a broken axis stays when there is no room for words.
    zigzag(context, x + gapWidth / 2, height, theme);
    const text = labelFits ? label : durationOf(label);
    const room = context.measureText(text).width;
    if (room > gapWidth) continue;
    const left = x + (gapWidth - room) / 2;
    context.fillText(text, left, middle - 1);
    taken.push([left - TEXT_DISTANCE, left + room]);
  }
  for (const { x, label, minor } of layout.ticks) {
    context.fillStyle = theme.lines;
    context.fillRect(Math.round(x), minor ? height - 4 : height - 8, 1, 8);
    if (minor || label === '') continue;
    const left = x + 3;
    const right = left + context.measureText(label).width;
    if (right > width || taken.some(([from, to]) => left < to && right > from)) continue;
    context.fillStyle = theme.quiet;
    context.fillText(label, left, middle);
  }
}

/** `600 ms` of `600 ms frozen`. */
function durationOf(label: string): string {
  return label.slice(0, label.lastIndexOf(' '));
}

function zigzag(context: CanvasRenderingContext2D, x: number, height: number, theme: Theme): void {
  context.strokeStyle = theme.quiet;
  context.lineWidth = 1;
  context.beginPath();
  for (const shift of [-2, 2]) {
    context.moveTo(x + shift - 2, height);
    context.lineTo(x + shift, height - 3);
    context.lineTo(x + shift - 1, height - 3);
    context.lineTo(x + shift + 1, height - 6);
  }
  context.stroke();
}
