import { compareText } from './projectFunction';

/** The names that `wanted` may be a slip of, nearest first; empty when none is near. */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const farthest = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: nameDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((left, right) => left.distance - right.distance || compareText(left.name, right.name))
    .map(({ name }) => name);
}

/** Names that contain each other are one step apart, however long the rest is. */
function nameDistance(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  return shorter >= 3 && (left.includes(right) || right.includes(left)) ? 1 : editDistance(left, right);
}

/** Number of letters to insert, remove or replace (Levenshtein). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
