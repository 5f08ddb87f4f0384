/** For each construct path its last segments, as many as it takes to tell it from the others. */
export function shortestNames(constructPaths: readonly string[]): string[] {
  const segments = constructPaths.map((each) => each.split('/'));
  const longest = Math.max(0, ...segments.map(({ length }) => length));
  const names = segments.map((each) => each.at(-1) ?? '');
  for (let count = 2; count <= longest; count += 1) {
    const times = new Map<string, number>();
    for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
    for (const [index, each] of segments.entries()) {
      if ((times.get(names[index] ?? '') ?? 0) > 1) names[index] = each.slice(-count).join('/');
    }
  }
  return names;
}
