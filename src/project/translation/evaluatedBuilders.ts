import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import type { SourceLocation } from '../projectFunction';

export function textAt(at: SourceLocation, text: string): Evaluated {
  return { kind: 'scalar', at, computed: true, text };
}

export function dictionaryOf(at: SourceLocation, members: Readonly<Record<string, Evaluated | undefined>>): Dictionary {
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(members)) if (value !== undefined) entries.set(name, entryOf(value));
  return { kind: 'dictionary', at, computed: false, entries };
}

export function entryOf(value: Evaluated, at: SourceLocation = value.at): Entry {
  return { at: rangeOf(at), value };
}

/** A place that is known to be a range stays one. */
export function rangeOf(at: SourceLocation): Entry['at'] {
  const { file, line, column } = at;
  return 'endLine' in at && 'endColumn' in at && typeof at.endLine === 'number' && typeof at.endColumn === 'number'
    ? { file, line, column, endLine: at.endLine, endColumn: at.endColumn }
    : { file, line, column, endLine: line, endColumn: column };
}
