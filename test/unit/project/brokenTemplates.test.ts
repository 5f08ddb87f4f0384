import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProjectModel } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';
import { FIXTURES } from './renderProject';

const TEMPLATES = [
  'sam/template.yaml',
  'samSettings/template.yaml',
  'eventResources/template.yaml',
  'nestedApplications/template.yaml',
  'cloudFormation/template.json',
];
/** The same texts in every run: what a run finds, the next one finds, too. */
const RUNS = { numRuns: 40, seed: 20_261_121 };

/** What is done to a text at a share (0 to 1) of its length. */
type Mutation = (text: string) => string;

function stretch(text: string, from: number, share: number): [start: number, end: number] {
  const start = Math.floor(from * text.length);
  return [start, Math.min(text.length, start + Math.floor(share * 200))];
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const TOKENS = [
  '!Sub ',
  '!Ref ',
  '!GetAtt ',
  '*a ',
  '&a ',
  '<<: *a\n',
  '${',
  '}',
  '[',
  '{',
  '? ',
  '- ',
  '\t',
  '\0',
  '"',
  '|\n',
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(share, share).map(([from, length]): Mutation => (text) => {
    const [start, end] = stretch(text, from, length);
    return text.slice(0, start) + text.slice(end);
  }),
  fc.tuple(share, share).map(([from, length]): Mutation => (text) => {
    const [start, end] = stretch(text, from, length);
    return text.slice(0, end) + text.slice(start);
  }),
  share.map(
    (end): Mutation =>
      (text) =>
        text.slice(0, Math.floor(end * text.length)),
  ),
  fc.tuple(share, fc.oneof(fc.constantFrom(...TOKENS), fc.string({ unit: 'binary', maxLength: 8 }))).map(
    ([at, inserted]): Mutation =>
      (text) =>
        text.slice(0, Math.floor(at * text.length)) + inserted + text.slice(Math.floor(at * text.length)),
  ),
);

describe.each(TEMPLATES)('%s', (name) => {
  test('however broken, gives functions and problems at places of the text', async () => {
    const file = path.join(FIXTURES, name);
    const whole = readFileSync(file, 'utf8');
    const model = await ProjectModel.open([file], { readers: READERS });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 5 }), async (mutations) => {
        const text = mutations.reduce((mutated, mutate) => mutate(mutated), whole);
        await model.override(file, text);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const problem of [...model.problems, ...model.functions.flatMap(({ problems }) => problems)]) {
          expect(problem.message).toMatch(/^[^\n]+[.]$/);
          if (problem.file === file) expect(problem.line).toBeLessThanOrEqual(lines + 1);
        }
      }),
      RUNS,
    );
    await model.override(file, undefined);
    expect(model.functions.length).toBeGreaterThan(0);
  });
});

test('random text and random bytes are read too', async () => {
  const file = path.join(FIXTURES, 'sam/template.yaml');
  const model = await ProjectModel.open([file], { readers: READERS });
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
    fc
      .array(fc.constantFrom(...TOKENS, 'Resources:\n', ' ', 'a', ': ', ', ', ']', '}', '\n'), { maxLength: 60 })
      .map((words) => words.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      await model.override(file, `Resources:\n  A: { Type: AWS::Lambda::Function, Properties: ${given}`);
      await model.override(file, given);
    }),
    { ...RUNS, numRuns: 150 },
  );
});

/** Texts whose meaning is far larger than they are: they end this test only when shared parts are worked on once. */
describe('aliases that double forty times', () => {
  const doubled = (line: (name: string, before: string) => string): string =>
    ['a0: &a0 x', ...Array.from({ length: 40 }, (_, index) => line(`a${String(index + 1)}`, `a${String(index)}`))].join(
      '\n',
    );
  const shapes = {
    lists: doubled((name, before) => `${name}: &${name} [*${before}, *${before}]`),
    mappings: doubled((name, before) => `${name}: &${name} { x: *${before}, y: *${before} }`),
    'merge keys': doubled((name, before) => `${name}: &${name} { <<: [*${before}, *${before}], ${name}: 1 }`).replace(
      'a0 x',
      'a0 {}',
    ),
  };
  test.each(Object.entries(shapes))('%s', async (_, anchors) => {
    const file = path.join(FIXTURES, 'sam/template.yaml');
    const model = await ProjectModel.open([file], { readers: READERS });
    await model.override(
      file,
      `${anchors}
Globals: { Function: { Environment: *a40, Tags: *a40 } }
Conditions: { C: !Not [!Equals [*a40, x]] }
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Properties: { Environment: *a40, Tags: *a40, Layers: *a40, Events: { E: { Type: Api, Properties: *a40 } } }
`,
    );
    expect(model.functions.map(({ logicalName }) => logicalName)).toEqual(['F']);
  });
});

test('a resource whose type is computed does not hide the functions beside it', async () => {
  const file = path.join(FIXTURES, 'sam/template.yaml');
  const model = await ProjectModel.open([file], { readers: READERS });
  await model.override(
    file,
    `Resources:
  A: { Type: !GetAtt B.Kind, Condition: !Ref C }
  F: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
`,
  );
  expect(model.functions.map(({ logicalName }) => logicalName)).toEqual(['F']);
});
