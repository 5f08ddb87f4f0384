import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProjectModel } from '../../../src/project/projectModel';
import { READERS } from '../../../src/project/readers';
import { breakTexts } from './breakTexts';
import { FIXTURES } from './renderProject';

const TEMPLATES = [
  'sam/template.yaml',
  'samSettings/template.yaml',
  'eventResources/template.yaml',
  'nestedApplications/template.yaml',
  'cloudFormation/template.json',
];
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

test.each(TEMPLATES)('%s, however broken, gives functions and problems at places of the text', async (name) => {
  await breakTexts(path.join(FIXTURES, name), TOKENS);
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
