import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/project/projectFunction';
import { READERS } from '../../../src/project/readers';
import type { TemplateContents, TemplateReader } from '../../../src/project/templateReader';
import { mutationOf } from './breakTexts';
import { FIXTURES } from './renderProject';

/** The same texts in every run: what a run finds, the next one finds, too. */
const RUNS = { numRuns: 40, seed: 20_261_122 };
/** A text that takes longer hangs; alone on a machine the slowest of these takes a second. */
const LONGEST_READ_MS = 20_000;

const TOKENS = [
  ...['!Sub ', '!Ref ', '!GetAtt ', '!If [', 'Fn::Join: ', '*a ', '&a ', '<<: *a\n', '? ', '- ', '|\n', '--- \n'],
  ...['${', '}', '[', ']', '{', '(', ')', ',', ':', '=', '"', "'", '`', '#', '//', '/*', '\\', '%{', '$${'],
  ...[
    '${self:',
    '${file(',
    '${opt:stage',
    'local.',
    'var.',
    '<<EOT\n',
    '<<-EOT\n',
    'resource "aws_lambda_function" "x" {\n',
  ],
  ...['\t', '\r', '\r\n', '\n', '\0', '\u{FEFF}', '\u{2028}', '\u{1F600}', 'null', '-1', '1e999', 'true'],
];

interface Corpus {
  readonly name: string;
  readonly reader: TemplateReader;
  /** Files of the fixtures that have a name of this reader. */
  readonly files: readonly string[];
}

const ALL_FILES = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort();

const CORPORA: readonly Corpus[] = READERS.map((reader, index) => {
  const files = ALL_FILES.filter((file) => reader.recognises(path.basename(file)));
  return { name: `${String(index)} (${path.basename(files[0] ?? '')})`, reader, files };
});

/** Reads within a generous time, and checks what is promised of every text. */
async function read(reader: TemplateReader, file: string, text: string): Promise<TemplateContents | undefined> {
  const started = performance.now();
  const contents = await reader.read(file, text, { folder: FIXTURES, parameters: { Stage: 'dev' } });
  expect(performance.now() - started).toBeLessThan(LONGEST_READ_MS);
  const lines = text.split(/\r\n|\r|\n|\u2028|\u2029/).length;
  for (const problem of [
    ...(contents?.problems ?? []),
    ...(contents?.functions ?? []).flatMap((each) => each.problems),
  ]) {
    expectWithin(problem, file, lines);
  }
  return contents;
}

/** One sentence, at a place of the text; the end of a line, and of the text, are places too. */
function expectWithin(problem: Problem, file: string, lines: number): void {
  expect(problem.message).toMatch(/^[^\n]+\.$/);
  expect(problem.message).not.toMatch(/undefined|\[object |RangeError|TypeError|NaN/);
  expect(problem.line).toBeGreaterThanOrEqual(1);
  expect(problem.column).toBeGreaterThanOrEqual(1);
  if (problem.file !== file) return;
  expect(problem.line).toBeLessThanOrEqual(lines);
}

describe.each(CORPORA)('the reader $name', ({ reader, files }) => {
  test('has fixtures', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test('reads what is left of its templates', async () => {
    const mutated = fc.tuple(fc.nat(), fc.array(mutationOf(TOKENS), { minLength: 1, maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(mutated, async ([chosen, mutations]) => {
        const file = files[chosen % files.length] ?? '';
        const text = mutations.reduce((each, mutate) => mutate(each), readFileSync(file, 'utf8'));
        await read(reader, file, text);
      }),
      RUNS,
    );
  });

  test('reads random words and bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const text = fc.oneof(
      fc
        .array(fc.constantFrom(...TOKENS, 'Resources:\n', 'service: x\n', 'a', ' '), { maxLength: 80 })
        .map((words) => words.join('')),
      fc.string({ unit: 'binary', maxLength: 300 }),
      bytes.map((each) => Buffer.from(each).toString('utf8')),
    );
    const file = files[0] ?? '';
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        await read(reader, file, given);
      }),
      RUNS,
    );
  });

  test.each(Object.entries(EXTREMES))('reads %s', async (_, text) => {
    for (const file of [...new Map(files.map((each) => [path.extname(each), each])).values()]) {
      await read(reader, file, text);
    }
  });
});

function nested(depth: number, opening: string, closing: string, inner = '1'): string {
  return opening.repeat(depth) + inner + closing.repeat(depth);
}

const FUNCTION = `Type: AWS::Lambda::Function, Properties: { Handler: a.b, Runtime: nodejs22.x`;

const EXTREMES: Readonly<Record<string, string>> = {
  nothing: '',
  'a mark alone': '\u{FEFF}',
  blanks: ' \n\t\r\n  ',
  'null bytes': '\0\0\0Resources:\0\n',
  'UTF-16 read as UTF-8': Buffer.from('\u{FEFF}Resources:\n  F: {}\n', 'utf16le').toString('utf8'),
  'half a surrogate': 'Resources: "\uD800"\n',
  'one long line': `Resources: ${'x'.repeat(200_000)}\n`,
  'many lines': `Resources:\n${'  F: 1\n'.repeat(5_000)}`,
  'many functions': `Resources:\n${Array.from({ length: 500 }, (_, index) => `  F${String(index)}: { ${FUNCTION} } }\n`).join('')}`,
  'deep YAML lists': `Resources: ${nested(5_000, '[', ']')}\n`,
  'deep YAML mappings': `Resources: ${nested(5_000, '{a: ', '}')}\n`,
  'deep JSON': `{ "Resources": ${nested(5_000, '{"a":', '}')} }`,
  'very deep JSON': `{ "Resources": ${nested(20_000, '[', ']')} }`,
  'deep JSON of Terraform': `{ "resource": { "aws_lambda_function": { "f": { "x": ${nested(5_000, '[', ']')} } } } }`,
  'deep intrinsic functions': `Resources: { F: { ${FUNCTION}, Timeout: ${nested(2_000, '!Join ["", [', ']]')} } } }\n`,
  'deep conditions': `Conditions: { C: ${nested(2_000, '!Not [', ']')} }\nResources: { F: { ${FUNCTION} }, Condition: C } }\n`,
  'long references of Terraform': `resource "aws_lambda_function" "f" {\n  filename = a${'.b'.repeat(3_000)}\n}\n`,
  'deep values of Terraform': `resource "aws_lambda_function" "f" {\n  timeout = ${nested(5_000, '[', ']')}\n}\n`,
  'deep parentheses of Terraform': `resource "aws_lambda_function" "f" {\n  timeout = ${nested(5_000, '(', ')')}\n}\n`,
  'deep calls of Terraform': `resource "aws_lambda_function" "f" {\n  timeout = ${nested(3_000, 'upper(', ')')}\n}\n`,
  'deep blocks of Terraform': nested(3_000, 'a {\n', '}\n', ''),
  'deep templates of Terraform': `resource "aws_lambda_function" "f" {\n  timeout = ${nested(1_000, '"${', '}"')}\n}\n`,
  'long sums of Terraform': `resource "aws_lambda_function" "f" {\n  timeout = 1${' + 1'.repeat(5_000)}\n}\n`,
  'deep variables': `service: s\nprovider: aws\nfunctions: { f: { handler: '${nested(2_000, '${self:', '}', 'x')}' } }\n`,
  'deep objects of a script': `module.exports = { service: 's', provider: ${nested(3_000, '{ a: ', '}')} };`,
  'deep sums of a script': `export default { service: 's', provider: 'a', functions: ${"'a' + ".repeat(5_000)}'b' };`,
  'deep calls of a script': `new Function(this, 'x', { handler: ${nested(3_000, 'f(', ')')} });`,
  'long Dockerfile': `FROM public.ecr.aws/lambda/nodejs:22\n${'RUN echo \\\n'.repeat(5_000)}CMD ["a.b"]\n`,
};
