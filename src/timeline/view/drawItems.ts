import type { IncidentKind, QueueMark, TimelineMark } from '../timeline';
import type { Selection } from './selection';

/** Names of patterns; whoever draws has a colour and a texture for each. */
export type PatternName =
  | 'init'
  | 'cold'
  | 'warm'
  | 'frozen'
  | 'idle'
  | 'shutdown'
  | 'paused'
  | 'extensionInit'
  | 'runtimeInit'
  | 'functionInit'
  | 'import'
  | 'responseLatency'
  | 'responseDuration'
  | 'runtimeOverhead'
  | 'extensionOverhead'
  | 'queued'
  | 'attempt'
  | 'retryWait';

/** `phase`: a whole phase; `part`: what it is made of, beneath it; `pause`: on top of a phase; `queue`: in the queue's lane. */
export type RectangleKind = 'phase' | 'part' | 'import' | 'pause' | 'queue';

/** A stretch of time. Pixels of the drawing area; y from the top of the first lane, without regard to scrolling. */
export interface Rectangle {
  readonly shape: 'rectangle';
  readonly kind: RectangleKind;
  readonly pattern: PatternName;
  readonly laneKey: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Fits into it. */
  readonly label?: string | undefined;
  /** How many stretches it stands for: more than one when they are shorter than a pixel. */
  readonly count: number;
  readonly failed: boolean;
  /** It goes on, or its end was never seen. */
  readonly open: boolean;
  /** It goes on beyond the left or right border of the drawing area. */
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly selection: Selection;
}

export type MarkKind = TimelineMark['kind'] | IncidentKind | QueueMark['kind'] | 'evidence' | 'measure';

/** A moment, or several that are too close to each other to be told apart. */
export interface MarkItem {
  readonly shape: 'mark';
  /** The most notable kind among them. */
  readonly kind: MarkKind;
  readonly laneKey: string;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Texts of the first few. */
  readonly texts: readonly string[];
  readonly selection: Selection;
}

export type DrawItem = Rectangle | MarkItem;

/** A collapsed gap: drawn from the top to the bottom of everything. */
export interface GapItem {
  readonly x: number;
  readonly width: number;
  readonly label: string;
  /** The label has room. */
  readonly labelFits: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TickItem {
  readonly x: number;
  readonly label: string;
  readonly timeMs: number;
  /** A line only. */
  readonly minor: boolean;
}
