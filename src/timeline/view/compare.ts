import type { Timeline } from '../timeline';
import type { FoundSpan } from './selection';

export interface Comparison {
  readonly left: string;
  readonly right: string;
  readonly lines: readonly ComparisonLine[];
}

export interface ComparisonLine {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  /** Right less left, with its sign: `+12 ms`, `-3`; empty when one of them is unknown or text. */
  readonly difference: string;
  /** Less is better; `same` when the difference is nothing. */
  readonly verdict?: 'better' | 'worse' | 'same';
}

/** Two invocations side by side; undefined when one of them is none. */
export function compareInvocations(_timeline: Timeline, _left: FoundSpan, _right: FoundSpan): Comparison | undefined {
  return undefined;
}

/** The comparison as text for the clipboard. */
export function comparisonText(comparison: Comparison): string {
  return `${comparison.left} / ${comparison.right}`;
}
