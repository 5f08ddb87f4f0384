/** Whether a text fits a pattern in which `*` stands for any characters and `?` for one. */
export function fitsWildcards(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, ignoreCase ? 'is' : 's').test(text);
}
