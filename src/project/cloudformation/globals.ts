import type { Entry, Evaluated } from './evaluated';

/**
 * A function's properties with `Globals.Function` underneath, as SAM merges them: mappings member by member, lists one
 * after the other (global items first), everything else is replaced. An intrinsic function is replaced as a whole.
 */
export function withGlobals(globals: Evaluated, own: Evaluated): Evaluated {
  if (globals.computed || own.computed) return own;
  if (globals.kind === 'list' && own.kind === 'list') return { ...own, items: [...globals.items, ...own.items] };
  if (globals.kind !== 'dictionary' || own.kind !== 'dictionary') return own;
  const entries = new Map<string, Entry>(globals.entries);
  for (const [name, entry] of own.entries) {
    const inherited = entries.get(name);
    entries.set(name, inherited === undefined ? entry : { ...entry, value: withGlobals(inherited.value, entry.value) });
  }
  return { ...own, entries };
}
