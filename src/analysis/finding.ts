import type { Span } from './facts/fileFacts';
import type { LineRange } from './textLines';

const FINDING_SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** A place that explains a finding, in the same or another file. */
export interface RelatedPlace {
  /** Absolute path. */
  readonly file: string;
  readonly range: LineRange;
  readonly message: string;
}

/** Something that a rule found. */
export interface Finding {
  /** The rule's code. */
  readonly code: string;
  readonly severity: FindingSeverity;
  /** One line: what is known and what to do. */
  readonly message: string;
  /** Absolute path. */
  readonly file: string;
  readonly span: Span;
  readonly range: LineRange;
  /** The way from a handler to the place, its first step first. */
  readonly related: readonly RelatedPlace[];
}

/** A severity that is `steps` lower; `hint` is the lowest. */
export function lower(severity: FindingSeverity, steps: number): FindingSeverity {
  const index = FINDING_SEVERITIES.indexOf(severity) + steps;
  return FINDING_SEVERITIES[Math.min(index, FINDING_SEVERITIES.length - 1)] ?? 'hint';
}
