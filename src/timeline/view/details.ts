import type { SourcePlace } from '../../lambda/evidence';
import type { Timeline } from '../timeline';
import type { Selection } from './selection';

export type DetailsSectionId =
  | 'overview'
  | 'phases'
  | 'report'
  | 'spans'
  | 'imports'
  | 'connections'
  | 'files'
  | 'state'
  | 'leftovers'
  | 'attempts'
  | 'logs'
  | 'event'
  | 'result';

/** What the details pane says of a selection. */
export interface Details {
  readonly title: string;
  /** `cold`, `warm`, `stopped`, … */
  readonly badge?: string;
  readonly failed: boolean;
  readonly functionName: string;
  readonly environmentId?: string;
  readonly requestId?: string;
  readonly sections: readonly DetailsSection[];
}

export interface DetailsSection {
  readonly id: DetailsSectionId;
  readonly title: string;
  readonly entries: readonly DetailsEntry[];
  /** Entries beyond those. */
  readonly omitted: number;
}

export interface DetailsEntry {
  readonly name: string;
  readonly value: string;
  /** How far it is indented: imports inside of others. */
  readonly depth?: number;
  /** Line of the user's code. */
  readonly place?: SourcePlace;
  readonly failed?: boolean;
  /** Share of the longest of its section, 0 to 1, for a bar. */
  readonly share?: number;
}

/** What an invocation was given and answered, where somebody knows it. */
export interface InvocationTexts {
  readonly event?: string;
  readonly result?: string;
}

/** Everything about a selection; undefined when it is no longer there. */
export function detailsOf(
  _timeline: Timeline,
  _selection: Selection,
  _texts: InvocationTexts = {},
): Details | undefined {
  return undefined;
}

/** Details as text for the clipboard. */
export function copyText(details: Details): string {
  return details.title;
}
