import type { PatternName } from '../../timeline/view/drawItems';
import type { Theme, ThemeColour } from './theme';

/** What a stretch of a lane is filled with: its colour, and a pattern so that it is told apart without colour. */
export type Fills = Readonly<Record<PatternName, PatternFill>>;

interface PatternFill {
  readonly style: string | CanvasPattern;
  /** The colour alone, as it is behind texts. */
  readonly colour: string;
  /** How much of the colour is seen, 0 to 1. */
  readonly strength: number;
}

/** Edge of the square that repeats, in CSS pixels. */
const TILE = 8;

type Strokes = (context: CanvasRenderingContext2D) => void;

interface Fill {
  readonly colour: ThemeColour;
  readonly strength: number;
  /** Lines over the colour, in the background's. */
  readonly strokes?: Strokes;
}

const FILLS: Readonly<Record<PatternName, Fill>> = {
  init: { colour: 'init', strength: 0.9, strokes: rising },
  cold: { colour: 'cold', strength: 1, strokes: lying },
  warm: { colour: 'warm', strength: 0.9 },
  frozen: { colour: 'frozen', strength: 0.2, strokes: dots },
  idle: { colour: 'idle', strength: 0.1 },
  shutdown: { colour: 'shutdown', strength: 0.6, strokes: crossed },
  paused: { colour: 'paused', strength: 0.85, strokes: standing },
  extensionInit: { colour: 'init', strength: 0.45, strokes: falling },
  runtimeInit: { colour: 'init', strength: 0.6 },
  functionInit: { colour: 'init', strength: 0.9, strokes: lying },
  import: { colour: 'init', strength: 0.55 },
  responseLatency: { colour: 'warm', strength: 0.5 },
  responseDuration: { colour: 'warm', strength: 0.75, strokes: lying },
  runtimeOverhead: { colour: 'idle', strength: 0.6, strokes: standing },
  extensionOverhead: { colour: 'idle', strength: 0.6, strokes: falling },
  queued: { colour: 'idle', strength: 0.3, strokes: dots },
  attempt: { colour: 'warm', strength: 0.6, strokes: rising },
  retryWait: { colour: 'idle', strength: 0.25, strokes: falling },
};

/** The fills for a theme. `scale`: pixels of the canvas for one CSS pixel. */
export function fillsOf(theme: Theme, scale: number): Fills {
  const entries = Object.entries(FILLS) as [PatternName, Fill][];
  return Object.fromEntries(
    entries.map(([name, fill]) => [
      name,
      { style: pattern(fill, theme, scale), colour: theme[fill.colour], strength: fill.strength },
    ]),
  ) as Record<PatternName, PatternFill>;
}

function pattern(fill: Fill, theme: Theme, scale: number): string | CanvasPattern {
  const { strength, strokes } = fill;
  const colour = theme[fill.colour];
  const tile = document.createElement('canvas');
  tile.width = Math.max(1, Math.round(TILE * scale));
  tile.height = tile.width;
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.scale(tile.width / TILE, tile.height / TILE);
  context.globalAlpha = strength;
  context.fillStyle = colour;
  context.fillRect(0, 0, TILE, TILE);
  if (strokes !== undefined) {
    const faint = strength < 0.5;
    context.globalAlpha = faint ? 0.8 : 0.45;
    context.strokeStyle = faint ? colour : theme.background;
    context.lineWidth = 1.4;
    strokes(context);
  }
  const made = context.createPattern(tile, 'repeat');
  // The lanes' canvas is scaled already; its pattern must not be again.
  made?.setTransform(new DOMMatrix().scale(TILE / tile.width, TILE / tile.height));
  return made ?? colour;
}

function line(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** Drawn once more on either side, so that the tiles join. */
function rising(context: CanvasRenderingContext2D): void {
  for (const shift of [-TILE, 0, TILE]) line(context, shift, TILE, shift + TILE, 0);
}

function falling(context: CanvasRenderingContext2D): void {
  for (const shift of [-TILE, 0, TILE]) line(context, shift, 0, shift + TILE, TILE);
}

function lying(context: CanvasRenderingContext2D): void {
  line(context, 0, TILE / 2, TILE, TILE / 2);
}

function standing(context: CanvasRenderingContext2D): void {
  for (const x of [2, 6]) line(context, x, 0, x, TILE);
}

function crossed(context: CanvasRenderingContext2D): void {
  rising(context);
  falling(context);
}

function dots(context: CanvasRenderingContext2D): void {
  line(context, 1, 4, 2.5, 4);
  line(context, 5, 0.75, 6.5, 0.75);
}
