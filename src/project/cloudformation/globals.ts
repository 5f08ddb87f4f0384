import type { Entry, Evaluated } from './evaluated';

/**
 * A function's properties with `Globals.Function` underneath, as SAM merges them: mappings member by member, lists one
 * after the other (global items first), everything else is replaced. An intrinsic function is replaced as a whole, and `AWS::NoValue` takes away.
 */
export function withGlobals(globals: Evaluated, own: Evaluated, known: MergedValues = new Map()): Evaluated {
  if (globals.computed || own.computed) return own;
  if (globals.kind === 'list' && own.kind === 'list') return { ...own, items: [...globals.items, ...own.items] };
  if (globals.kind !== 'dictionary' || own.kind !== 'dictionary') return own;
  const merged = known.get(own)?.get(globals);
  if (merged !== undefined) return merged;
  const entries = new Map<string, Entry>(globals.entries);
  for (const name of own.removed ?? []) entries.delete(name);
  for (const [name, entry] of own.entries) {
    const inherited = entries.get(name);
    const value = inherited === undefined ? entry.value : withGlobals(inherited.value, entry.value, known);
    entries.set(name, { ...entry, value });
  }
  const result = { ...own, entries };
  known.set(own, new Map(known.get(own)).set(globals, result));
  return result;
}

/** Own value -> global value -> both merged: aliases make parts be met many times. */
type MergedValues = Map<Evaluated, Map<Evaluated, Evaluated>>;
