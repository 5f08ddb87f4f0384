import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpFrontConfiguration } from '../../../src/lambda/httpApi';
import { CloudFormationReader } from '../../../src/project/cloudformation/cloudFormationReader';
import { routesOf } from '../../../src/project/httpRoutes';
import { DISK_FILES } from '../../../src/project/projectFiles';
import { FIXTURES } from './renderProject';

const FOLDER = path.join(FIXTURES, 'http-definition');
const TEMPLATE = readFileSync(path.join(FOLDER, 'template.yaml'), 'utf8');
const DEFINITION = readFileSync(path.join(FOLDER, 'openapi.yaml'), 'utf8');

/** The fronts of the fixture, with another text in place of its OpenAPI file, and how many functions were found. */
async function read(definition: string): Promise<{ fronts: HttpFrontConfiguration[]; functions: number }> {
  const text = (file: string): Promise<string | undefined> =>
    path.basename(file) === 'openapi.yaml' ? Promise.resolve(definition) : DISK_FILES.text(file);
  const files = { ...DISK_FILES, text };
  const contents = await new CloudFormationReader().read(path.join(FOLDER, 'template.yaml'), TEMPLATE, { files });
  const functions = contents?.functions ?? [];
  return { fronts: routesOf(functions), functions: functions.length };
}

describe('a definition that is no use leaves the functions and the other APIs alone', () => {
  test.for([
    ['nothing', ''],
    ['a list', '- a\n- b\n'],
    ['deep lists', '['.repeat(100_000)],
    ['deep lists that end', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['deep mappings', `paths: ${'{ a: '.repeat(3_000)}1${' }'.repeat(3_000)}`],
    ['itself, again and again', 'paths: &a\n  /x: *a\n  <<: *a\n'],
    ['resources of its own', `Resources: { X: { Type: !Ref Y, Condition: !Sub Z } }\nConditions: { C: !Ref D }\n`],
    ['paths that are a text', 'paths: none\n'],
  ] as const)('%s', async ([, definition]) => {
    const { fronts, functions } = await read(definition);
    expect(functions).toBe(2);
    expect(fronts.map(({ name }) => name)).toEqual(['Beside', 'Inline']);
  });

  test('anything at all', async () => {
    const cut = fc.tuple(fc.nat(DEFINITION.length), fc.nat(200), fc.string({ unit: 'binary', maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
        const definition = cuts.reduce(
          (text, [at, length, inserted]) => text.slice(0, at) + inserted + text.slice(at + length),
          DEFINITION,
        );
        const { fronts, functions } = await read(definition);
        expect(functions).toBe(2);
        expect(fronts.map(({ name }) => name)).toEqual(expect.arrayContaining(['Beside', 'Inline']));
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
  });
});

test('names of a definition are those of the template around it', async () => {
  const definition = `
paths:
  /a:
    get: { x-amazon-apigateway-integration: { uri: { Fn::Sub: '\${Orders.Arn}' } } }
    put: { x-amazon-apigateway-integration: { uri: !GetAtt Orders.Arn } }
    post: { x-amazon-apigateway-integration: { uri: { Fn::Sub: '\${Nobody.Arn}' } } }
`;
  const { fronts } = await read(definition);
  const [included] = fronts.filter(({ name }) => name === 'Included');
  expect(included?.routes.map(({ method, functionName }) => [method, functionName])).toEqual([
    ['GET', 'Orders'],
    ['PUT', 'Orders'],
  ]);
});
