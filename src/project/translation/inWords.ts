import type { Problem } from '../projectFunction';

/** SAM's words -> those of another tool. */
export type Words = Readonly<Record<string, string>>;

/** A problem of a function that was read in SAM's words, in the words of the tool it was written for. */
export function inWords(problem: Problem, words: Words): Problem {
  const message = problem.message.replace(/\b[A-Z][A-Za-z]+\b(?! API)/g, (word) =>
    Object.hasOwn(words, word) ? (words[word] ?? word) : word,
  );
  return { ...problem, message };
}
