import type { SourcePlace } from '../../lambda/evidence';

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

const MOST_ENTRIES = 200;

/** A section, or nothing when it has no entries. */
export function section(id: DetailsSectionId, title: string, entries: readonly DetailsEntry[]): DetailsSection[] {
  if (entries.length === 0) return [];
  return [{ id, title, entries: entries.slice(0, MOST_ENTRIES), omitted: Math.max(0, entries.length - MOST_ENTRIES) }];
}

/** An entry, or nothing when its value is not known. */
export function entry(
  name: string,
  value: string | undefined,
  more: Omit<DetailsEntry, 'name' | 'value'> = {},
): DetailsEntry[] {
  return value === undefined || value === '' ? [] : [{ name, value, ...more }];
}
