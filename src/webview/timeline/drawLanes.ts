import type { GapItem, MarkItem, Rectangle } from '../../timeline/view/drawItems';
import type { Layout } from '../../timeline/view/layout';
import { sameSelection } from '../../timeline/view/selection';
import type { Selection } from '../../timeline/view/selection';
import { readableOn } from './colours';
import type { Fills } from './patterns';
import { drawSign } from './signs';
import { labelFont } from './textWidths';
import type { Theme } from './theme';

export interface LanesPicture {
  readonly layout: Layout;
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly theme: Theme;
  readonly fills: Fills;
  readonly selected?: Selection | undefined;
  readonly comparedWith?: Selection | undefined;
  readonly active?: Selection | undefined;
  readonly pointed?: Selection | undefined;
  /** Keys of selections that the search has found. */
  readonly found: ReadonlySet<string>;
  /** What is measured, in pixels from the left. */
  readonly measured?: readonly [fromX: number, toX: number] | undefined;
  /** The present moment, when it is in view. */
  readonly nowX?: number | undefined;
}

const LABEL_INSET = 4;
const SIGN_RADIUS = 5;
/** Lower lines have smaller letters. */
const LOW_PX = 13;

/** What the search marks are compared by. */
export function selectionKey(selection: Selection): string {
  return JSON.stringify(selection);
}

/** Draws lanes onto a cleared canvas whose unit is the CSS pixel. */
export function drawLanes(context: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { layout, width, height, scrollTop, theme } = picture;
  context.font = labelFont(theme.font);
  context.textBaseline = 'middle';
  drawLaneLines(context, picture);
  drawTickLines(context, picture);
  for (const gap of layout.gaps) drawGap(context, gap, height, theme);
  context.save();
  context.translate(0, -scrollTop);
  const marks: MarkItem[] = [];
  const emphasised: Rectangle[] = [];
  for (const item of layout.items) {
    if (item.shape === 'mark') marks.push(item);
    else {
      drawRectangle(context, item, picture);
      if (isEmphasised(item, picture)) emphasised.push(item);
    }
  }
  for (const item of emphasised) drawEmphasis(context, item, picture);
  for (const mark of marks) drawMark(context, mark, picture);
  context.restore();
  for (const gap of layout.gaps) drawBreak(context, gap, height, theme);
  if (picture.nowX !== undefined) {
    context.fillStyle = theme.focus;
    context.globalAlpha = 0.8;
    context.fillRect(picture.nowX, 0, 1, height);
    context.globalAlpha = 1;
  }
  if (picture.measured !== undefined) drawMeasured(context, picture.measured, width, height, theme);
}

function drawLaneLines(context: CanvasRenderingContext2D, { layout, width, scrollTop, theme }: LanesPicture): void {
  context.fillStyle = theme.lines;
  context.globalAlpha = theme.highContrast ? 0.9 : 0.25;
  for (const { top, height } of layout.lanes) context.fillRect(0, top + height - scrollTop - 1, width, 1);
  context.globalAlpha = 1;
}

function drawTickLines(context: CanvasRenderingContext2D, { layout, height, theme }: LanesPicture): void {
  context.fillStyle = theme.lines;
  for (const { x, minor } of layout.ticks) {
    context.globalAlpha = minor ? 0.08 : 0.2;
    context.fillRect(Math.round(x), 0, 1, height);
  }
  context.globalAlpha = 1;
}

function drawRectangle(context: CanvasRenderingContext2D, item: Rectangle, { theme, fills }: LanesPicture): void {
  const { x, y, width, height, pattern, failed, label } = item;
  const fill = fills[pattern];
  context.fillStyle = fill.style;
  context.fillRect(x, y, width, height);
  if (theme.highContrast && width > 2) {
    context.strokeStyle = fill.colour;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  }
  if (failed) {
    context.fillStyle = theme.error;
    // Beneath and at the end: the sign of the incident stands above it.
    context.fillRect(x, y + height - 3, Math.max(width, 1), 3);
    if (width > 6) context.fillRect(x + width - 2, y, 2, height);
  }
  if (item.open && width > 8) drawOpenEnd(context, item, theme);
  if (label !== undefined) drawLabel(context, item, label, theme, fill);
}

/** A phase that goes on has no straight end. */
function drawOpenEnd(context: CanvasRenderingContext2D, { x, y, width, height }: Rectangle, theme: Theme): void {
  context.fillStyle = theme.foreground;
  const step = height / 4;
  for (let index = 0; index < 4; index += 1) {
    if (index % 2 === 0) context.fillRect(x + width - 2, y + index * step, 2, step);
  }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  label: string,
  theme: Theme,
  { colour, strength }: Fills[keyof Fills],
): void {
  const left = Math.max(x, 0) + LABEL_INSET;
  const middle = y + height / 2;
  const isFaint = strength < 0.4;
  const isLow = height < LOW_PX;
  context.font = labelFont(theme.font, isLow);
  if (!isFaint && !isLow) {
    // Text on a pattern is hard to read: the colour alone is behind it.
    const room = Math.min(context.measureText(label).width + 4, width - LABEL_INSET);
    context.fillStyle = colour;
    context.globalAlpha = strength;
    context.fillRect(left - 2, y + 1, room, height - 2);
    context.globalAlpha = 1;
  }
  context.fillStyle = isFaint ? theme.foreground : readableOn(colour, strength, theme.background);
  context.textAlign = 'left';
  context.fillText(label, left, middle + 0.5);
  context.font = labelFont(theme.font);
}

function isEmphasised({ selection, kind }: Rectangle, picture: LanesPicture): boolean {
  if (kind !== 'phase' && kind !== 'queue') return false;
  return (
    isSelected(selection, picture) ||
    sameSelection(selection, picture.active) ||
    sameSelection(selection, picture.pointed) ||
    isFound(selection, picture)
  );
}

function isSelected(selection: Selection, { selected, comparedWith }: LanesPicture): boolean {
  return sameSelection(selection, selected) || sameSelection(selection, comparedWith);
}

function isFound(selection: Selection, { found }: LanesPicture): boolean {
  return found.size > 0 && found.has(selectionKey(selection));
}

function drawEmphasis(context: CanvasRenderingContext2D, item: Rectangle, picture: LanesPicture): void {
  const { theme } = picture;
  const { selection } = item;
  const x = Math.max(item.x, -3);
  const width = Math.max(3, Math.min(item.x + item.width, picture.width + 3) - x);
  const outline = (colour: string, lineWidth: number, dash: readonly number[] = []): void => {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.setLineDash([...dash]);
    context.strokeRect(x - 1, item.y - 1, width + 2, item.height + 2);
    context.setLineDash([]);
  };
  if (isFound(selection, picture)) outline(theme.found, 2);
  if (isSelected(selection, picture)) outline(theme.foreground, 2);
  if (sameSelection(selection, picture.active)) outline(theme.focus, 2);
  else if (sameSelection(selection, picture.pointed)) outline(theme.focus, 1, [3, 2]);
}

function drawMark(context: CanvasRenderingContext2D, mark: MarkItem, picture: LanesPicture): void {
  const { x, y, height, kind, count, selection } = mark;
  const middle = y + height / 2;
  const radius = Math.min(SIGN_RADIUS, height / 2);
  drawSign(context, kind, picture.theme, x, middle, radius);
  if (count > 1 && kind === 'evidence') {
    context.fillStyle = picture.theme.foreground;
    context.textAlign = 'left';
    context.fillText(String(count), x + radius + 1, middle + 0.5);
  }
  if (sameSelection(selection, picture.selected) || sameSelection(selection, picture.active)) {
    context.strokeStyle = picture.theme.focus;
    context.lineWidth = 1;
    context.strokeRect(x - radius - 1.5, middle - radius - 1.5, 2 * radius + 3, 2 * radius + 3);
  }
}

/** Time that is drawn shorter than it was lies deeper. */
function drawGap(context: CanvasRenderingContext2D, gap: GapItem, height: number, theme: Theme): void {
  context.fillStyle = theme.quiet;
  context.globalAlpha = 0.06;
  context.fillRect(gap.x, 0, gap.width, height);
  context.globalAlpha = 1;
}

/** Two broken lines, where the axis is. */
function drawBreak(context: CanvasRenderingContext2D, gap: GapItem, height: number, theme: Theme): void {
  context.globalAlpha = 0.7;
  context.strokeStyle = theme.quiet;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  for (const x of [gap.x, gap.x + gap.width]) {
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, height);
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawMeasured(
  context: CanvasRenderingContext2D,
  [fromX, toX]: readonly [number, number],
  width: number,
  height: number,
  theme: Theme,
): void {
  const left = Math.max(-1, Math.min(fromX, toX));
  const right = Math.min(width + 1, Math.max(fromX, toX));
  context.fillStyle = theme.focus;
  context.globalAlpha = 0.18;
  context.fillRect(left, 0, right - left, height);
  context.globalAlpha = 1;
  context.fillRect(left, 0, 1, height);
  context.fillRect(right - 1, 0, 1, height);
}
