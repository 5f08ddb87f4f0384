/**
 * Whether a text fits a pattern in which `*` stands for any characters and `?` for one. The time it takes grows with the
 * product of both lengths at most, so that no caller can make a long path or origin expensive.
 */
export function fitsWildcards(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  const [wanted, given] = ignoreCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  let [inPattern, inText] = [0, 0];
  // The last star, and how much of the text it took; only the last one ever has to take more.
  let star = -1;
  let taken = 0;
  while (inText < given.length) {
    const character = wanted[inPattern];
    if (character === '*') {
      star = inPattern;
      taken = inText;
      inPattern += 1;
    } else if (character === '?' || (character !== undefined && character === given[inText])) {
      inPattern += 1;
      inText += 1;
    } else if (star === -1) {
      return false;
    } else {
      taken += 1;
      inText = taken;
      inPattern = star + 1;
    }
  }
  return /^\**$/.test(wanted.slice(inPattern));
}
