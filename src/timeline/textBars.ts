import type { Segment, SegmentKind } from './segments';
import type { TextAxis } from './textAxis';

type TimelineStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan';
/** Puts a style on a text, e.g. with terminal colours. Nothing is said by style alone. */
export type TimelinePaint = (style: TimelineStyle, text: string) => string;

interface Pattern {
  readonly letter: string;
  readonly fill: string;
  readonly style: TimelineStyle;
  readonly meaning: string;
}

export const PATTERNS: Readonly<Record<SegmentKind, Pattern>> = {
  init: { letter: 'I', fill: '░', style: 'yellow', meaning: 'Init' },
  cold: { letter: 'C', fill: '▓', style: 'cyan', meaning: 'cold Invoke' },
  warm: { letter: 'W', fill: '█', style: 'green', meaning: 'warm Invoke' },
  frozen: { letter: '·', fill: '·', style: 'dim', meaning: 'Frozen' },
  idle: { letter: '-', fill: '-', style: 'dim', meaning: 'idle, not frozen' },
  shutdown: { letter: 'S', fill: '▒', style: 'blue', meaning: 'Shutdown' },
  reset: { letter: 'R', fill: 'R', style: 'red', meaning: 'reset' },
  paused: { letter: 'P', fill: '=', style: 'dim', meaning: 'paused in the debugger' },
};

export const FAILED = { letter: '!', style: 'red', meaning: 'failed' } as const;
/** More and more warm invocations in one column. */
export const DENSITIES = ['░', '▒', '▓', '█'] as const;

/** In a column that several segments share, the most notable one is drawn. */
const NOTABLE: readonly SegmentKind[] = ['reset', 'init', 'cold', 'warm', 'paused', 'shutdown', 'idle', 'frozen'];

/** One character of a bar; undefined where the environment does not exist. */
type Cell = { readonly character: string; readonly style: TimelineStyle } | undefined;

/** A bar as text, and what its characters stand for. */
export interface Bar {
  readonly text: string;
  readonly kinds: ReadonlySet<SegmentKind>;
  readonly failed: boolean;
}

/** Columns that a segment's letter, duration and one column of its pattern take. */
export function labelWidth({ label, failed }: Segment): number {
  return label === undefined ? 1 : label.length + (failed ? 4 : 3);
}

/** Draws one environment. `busiest` is the largest number of warm invocations in one column of the whole drawing. */
export function drawBar(segments: readonly Segment[], axis: TextAxis, busiest: number, paint: TimelinePaint): Bar {
  const cells = axis.exact ? exactCells(segments, axis) : denseCells(segments, axis, busiest);
  return {
    text: painted(cells, paint),
    kinds: new Set(segments.map(({ kind }) => kind)),
    failed: segments.some((segment) => segment.failed),
  };
}

/** The largest number of warm invocations that share a column. */
export function busiestColumn(rows: readonly (readonly Segment[])[], axis: TextAxis): number {
  if (axis.exact) return 0;
  return rows
    .flatMap((row) => columnsOf(row, axis))
    .reduce((busiest, column) => Math.max(busiest, column.filter(({ kind }) => kind === 'warm').length), 0);
}

function exactCells(segments: readonly Segment[], axis: TextAxis): Cell[] {
  const cells: Cell[] = Array.from({ length: axis.columns }, () => undefined);
  for (const segment of segments) {
    const from = Math.round(axis.columnAt(segment.startMs));
    const width = Math.round(axis.columnAt(segment.endMs)) - from;
    const { style } = PATTERNS[segment.kind];
    for (const [index, character] of Array.from(segmentText(segment, width)).entries()) {
      cells[from + index] = { character, style };
    }
    if (segment.failed) cells[from + width - 1] = { character: FAILED.letter, style: FAILED.style };
  }
  return cells;
}

/** Letter, duration where it fits, pattern: `I 182 ms ░░░`. A phase that goes on after a pause has no letter. */
function segmentText(segment: Segment, width: number): string {
  const { letter, fill } = PATTERNS[segment.kind];
  const { label, kind } = segment;
  const first = label === undefined && kind !== 'reset' ? fill : letter;
  if (label === undefined || width < labelWidth(segment)) return `${first}${fill.repeat(Math.max(0, width - 1))}`;
  return `${first} ${label} `.padEnd(width, fill);
}

function denseCells(segments: readonly Segment[], axis: TextAxis, busiest: number): Cell[] {
  return columnsOf(segments, axis).map((column) => {
    if (column.some(({ failed }) => failed)) return { character: FAILED.letter, style: FAILED.style };
    const kind = NOTABLE.find((candidate) => column.some((segment) => segment.kind === candidate));
    if (kind === undefined) return undefined;
    const { letter, style } = PATTERNS[kind];
    if (kind !== 'warm' || busiest <= 1) return { character: letter, style };
    const level = Math.ceil((column.filter((segment) => segment.kind === 'warm').length * DENSITIES.length) / busiest);
    return { character: DENSITIES[level - 1] ?? letter, style };
  });
}

/** The segments that each column shows a part of. */
function columnsOf(segments: readonly Segment[], axis: TextAxis): Segment[][] {
  const columns = Array.from({ length: axis.columns }, (): Segment[] => []);
  for (const segment of segments) {
    const from = Math.min(Math.floor(axis.columnAt(segment.startMs)), axis.columns - 1);
    const to = Math.max(from, Math.ceil(axis.columnAt(segment.endMs)) - 1);
    for (let column = from; column <= to; column += 1) columns[column]?.push(segment);
  }
  return columns;
}

function painted(cells: readonly Cell[], paint: TimelinePaint): string {
  let text = '';
  let run = '';
  let runStyle: TimelineStyle | undefined;
  const finishRun = (): void => {
    text += runStyle === undefined || run === '' ? run : paint(runStyle, run);
    run = '';
  };
  const last = cells.findLastIndex((cell) => cell !== undefined && cell.character !== ' ');
  for (const cell of cells.slice(0, last + 1)) {
    if (cell?.style !== runStyle) finishRun();
    runStyle = cell?.style;
    run += cell?.character ?? ' ';
  }
  finishRun();
  return text;
}
