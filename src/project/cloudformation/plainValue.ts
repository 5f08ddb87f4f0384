import type { Evaluated } from './evaluated';

/** What a setting may be made of: more is cut off, because aliases let a short text stand for a huge one. */
const MOST_NODES = 2_000;

/** A value without places, numbers and truth values as they were written; what is not known is left out, undefined when nothing remains. */
export function plainValue(value: Evaluated | undefined, budget = { nodes: MOST_NODES }): unknown {
  budget.nodes -= 1;
  if (value === undefined || budget.nodes < 0) return undefined;
  switch (value.kind) {
    case 'scalar':
      return value.literal ?? value.text;
    case 'list':
      return value.items.map((item) => plainValue(item, budget)).filter((item) => item !== undefined);
    case 'dictionary':
      return Object.fromEntries(
        [...value.entries].flatMap(([name, entry]) => {
          const plain = plainValue(entry.value, budget);
          return plain === undefined ? [] : [[name, plain]];
        }),
      );
    case 'null':
    case 'noValue':
    case 'unresolved':
      return undefined;
  }
}

/** The members that are known. */
export function knownSettings(given: Readonly<Record<string, Evaluated | undefined>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const plain = plainValue(value);
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}
