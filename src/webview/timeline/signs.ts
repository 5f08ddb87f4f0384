import type { MarkKind } from '../../timeline/view/drawItems';
import type { Theme, ThemeColour } from './theme';

/** How a moment is drawn: a shape of its own for each kind, so that colour is never the only sign. */
interface Sign {
  readonly colour: ThemeColour;
  readonly meaning: string;
  readonly draw: (context: CanvasRenderingContext2D, x: number, y: number, radius: number) => void;
}

export const SIGNS: Readonly<Record<MarkKind, Sign>> = {
  timeout: { colour: 'error', meaning: 'Timeout', draw: clock },
  crash: { colour: 'error', meaning: 'Crash', draw: cross },
  outOfMemory: { colour: 'error', meaning: 'Out of memory', draw: fullBox },
  error: { colour: 'error', meaning: 'Error', draw: warning },
  'invocation.throttled': { colour: 'error', meaning: 'Throttled', draw: noEntry },
  'asynchronous.dropped': { colour: 'error', meaning: 'Event given up', draw: cross },
  'asynchronous.retry': { colour: 'paused', meaning: 'Tried again', draw: again },
  'asynchronous.queued': { colour: 'log', meaning: 'Queued', draw: arrowDown },
  'asynchronous.destination': { colour: 'log', meaning: 'Sent to a destination', draw: arrowRight },
  reset: { colour: 'reset', meaning: 'Environment reset', draw: again },
  notice: { colour: 'paused', meaning: 'Notice', draw: ring },
  logsDropped: { colour: 'error', meaning: 'Logs dropped', draw: dashed },
  function: { colour: 'log', meaning: 'Log line', draw: stroke },
  extension: { colour: 'quiet', meaning: 'Log line of an extension', draw: hollowStroke },
  evidence: { colour: 'evidence', meaning: 'Connections, files or work left behind', draw: diamond },
  measure: { colour: 'focus', meaning: 'Measured', draw: stroke },
};

/** Draws the sign of a kind around a point. */
export function drawSign(
  context: CanvasRenderingContext2D,
  kind: MarkKind,
  theme: Theme,
  x: number,
  y: number,
  radius: number,
): void {
  const { colour, draw } = SIGNS[kind];
  context.fillStyle = theme[colour];
  context.strokeStyle = theme[colour];
  context.lineWidth = 1.5;
  context.beginPath();
  draw(context, x, y, radius);
}

function clock(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.arc(x, y, radius - 0.5, 0, 2 * Math.PI);
  context.moveTo(x, y - radius + 2);
  context.lineTo(x, y);
  context.lineTo(x + radius - 2, y);
  context.stroke();
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  const arm = radius - 1;
  context.lineWidth = 2.5;
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x + arm, y - arm);
  context.lineTo(x - arm, y + arm);
  context.stroke();
}

function fullBox(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  const edge = 2 * radius - 1;
  context.strokeRect(x - radius + 0.5, y - radius + 0.5, edge, edge);
  context.fillRect(x - radius + 2, y - radius + 3, edge - 3, edge - 4);
}

function warning(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y + radius - 1);
  context.lineTo(x - radius, y + radius - 1);
  context.closePath();
  context.fill();
}

function noEntry(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.arc(x, y, radius - 0.5, 0, 2 * Math.PI);
  context.moveTo(x - radius + 2, y);
  context.lineTo(x + radius - 2, y);
  context.stroke();
}

function again(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.arc(x, y, radius - 1, -0.3 * Math.PI, 1.3 * Math.PI);
  context.stroke();
  context.beginPath();
  context.moveTo(x + 1, y - radius - 1);
  context.lineTo(x + radius, y - 1);
  context.lineTo(x + radius + 0.5, y - radius);
  context.fill();
}

function arrowDown(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x - radius + 1, y - radius + 2);
  context.lineTo(x + radius - 1, y - radius + 2);
  context.lineTo(x, y + radius - 1);
  context.closePath();
  context.fill();
}

function arrowRight(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x - radius + 2, y - radius + 1);
  context.lineTo(x + radius - 1, y);
  context.lineTo(x - radius + 2, y + radius - 1);
  context.closePath();
  context.fill();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.arc(x, y, radius - 1, 0, 2 * Math.PI);
  context.stroke();
}

function dashed(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.setLineDash([2, 1.5]);
  context.strokeRect(x - radius + 1, y - radius + 1, 2 * radius - 2, 2 * radius - 2);
  context.setLineDash([]);
}

function stroke(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.fillRect(x - 0.75, y - radius, 1.5, 2 * radius);
}

function hollowStroke(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.lineWidth = 1;
  context.strokeRect(x - 1, y - radius + 0.5, 2, 2 * radius - 1);
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
  context.fill();
}
