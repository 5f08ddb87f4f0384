/** Index of the first of `items`, which are ordered by `at`, that is later than `ms`; their number when none is. */
export function firstAfter<Item>(items: readonly Item[], ms: number, at: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && at(item) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts an item where it belongs by time, behind those of the same moment. Cheap when it is the latest. */
export function insertOrdered<Item>(items: Item[], item: Item, at: (item: Item) => number): void {
  const last = items.at(-1);
  if (last === undefined || at(last) <= at(item)) items.push(item);
  else items.splice(firstAfter(items, at(item), at), 0, item);
}
