import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ProjectModel } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';

/** The same texts in every run: what a run finds, the next one finds, too. */
const RUNS = { numRuns: 60, seed: 20_261_121 };

export type Mutation = (text: string) => string;

const share = fc.double({ min: 0, max: 1, noNaN: true });

function stretch(text: string, from: number, length: number): [start: number, end: number] {
  const start = Math.floor(from * text.length);
  return [start, Math.min(text.length, start + Math.floor(length * 200))];
}

/** Cuts, doubles, swaps and shortens texts, and puts `tokens` and random characters into them. */
export function mutationOf(tokens: readonly string[]): fc.Arbitrary<Mutation> {
  const inserted = fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: 'binary', maxLength: 8 }));
  return fc.oneof(
    fc.tuple(share, share).map(([from, length]): Mutation => (text) => {
      const [start, end] = stretch(text, from, length);
      return text.slice(0, start) + text.slice(end);
    }),
    fc.tuple(share, share).map(([from, length]): Mutation => (text) => {
      const [start, end] = stretch(text, from, length);
      return text.slice(0, end) + text.slice(start);
    }),
    fc.tuple(share, share, share).map(([one, other, length]): Mutation => (text) => {
      const [start, end] = stretch(text, Math.min(one, other), length);
      const [from, to] = stretch(text, Math.max(one, other), length);
      if (end > from) return text;
      return (
        text.slice(0, start) + text.slice(from, to) + text.slice(end, from) + text.slice(start, end) + text.slice(to)
      );
    }),
    share.map(
      (end): Mutation =>
        (text) =>
          text.slice(0, Math.floor(end * text.length)),
    ),
    fc.tuple(share, inserted).map(([at, token]): Mutation => (text) => {
      const place = Math.floor(at * text.length);
      return text.slice(0, place) + token + text.slice(place);
    }),
  );
}

/**
 * Breaks a file of a template in many ways, and reads random texts in its place: nothing throws, every problem is one
 * sentence at a place of the text, and afterwards the functions are there again.
 * @param template The template to read, when `file` is one of its companions.
 */
export async function breakTexts(file: string, tokens: readonly string[], template: string = file): Promise<void> {
  const whole = readFileSync(file, 'utf8');
  const model = await ProjectModel.open([template], { readers: READERS });
  const before = model.functions.length;
  const random = fc.array(fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 40,
  });
  const broken = fc.oneof(
    { weight: 3, arbitrary: fc.array(mutationOf(tokens), { minLength: 1, maxLength: 5 }) },
    { weight: 1, arbitrary: random.map((words) => [(): string => words.join('')]) },
  );
  await fc.assert(
    fc.asyncProperty(broken, async (mutations: readonly Mutation[]) => {
      const text = mutations.reduce((mutated, mutate) => mutate(mutated), whole);
      await model.override(file, text);
      const lines = text.split(/\r\n|\r|\n|\u2028|\u2029/).length;
      for (const problem of [...model.problems, ...model.functions.flatMap(({ problems }) => problems)]) {
        expect(problem.message).toMatch(/^[^\n]+[.]$/);
        expect(problem.message).not.toContain('The template cannot be read');
        if (problem.file === file) expect(problem.line).toBeLessThanOrEqual(lines + 1);
      }
    }),
    RUNS,
  );
  await model.override(file, undefined);
  expect(before).toBeGreaterThan(0);
  expect(model.functions).toHaveLength(before);
}
