import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../../../src/project/project';
import { PulumiReader } from '../../../../src/project/pulumi/pulumiReader';
import { breakTexts } from '../breakTexts';
import { FIXTURES } from '../renderProject';
import { renderDetails } from '../serverless/renderDetails';

describe('details of fixtures', () => {
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('pulumi-'))) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderDetails(project)).toMatchFileSnapshot(
        `../../../golden/project/pulumi/${name.replace('pulumi-', '')}.txt`,
      );
    });
  }
});

test('names of project files', () => {
  const reader = new PulumiReader();
  expect(['Pulumi.yaml', 'Pulumi.yml'].every((name) => reader.recognises(name))).toBe(true);
  expect(['Pulumi.dev.yaml', 'pulumi.yaml', 'Pulumi.json'].some((name) => reader.recognises(name))).toBe(false);
});

test.each([
  ['NodeJS18dX', 'nodejs18.x'],
  ['Python3d13', 'python3.13'],
  ['CustomAL2023', 'provided.al2023'],
  ['CustomAL2', 'provided.al2'],
  ['Ruby3d3', 'ruby3.3'],
  ['Java21', 'java21'],
])('aws.lambda.Runtime.%s is %s', async (member, runtime) => {
  const program = `import * as aws from '@pulumi/aws';\nnew aws.lambda.Function('f', { handler: 'a.b', runtime: aws.lambda.Runtime.${member} });`;
  const files = {
    text: (file: string): Promise<string | undefined> =>
      Promise.resolve(file === '/nowhere/app/index.ts' ? program : undefined),
    names: (): Promise<readonly string[]> => Promise.resolve([]),
  };
  const contents = await new PulumiReader().read('/nowhere/app/Pulumi.yaml', 'name: x\nruntime: nodejs\n', { files });
  expect(contents?.functions.map(({ configuration }) => configuration.runtime)).toEqual([runtime]);
});

test.each([
  ['NODE_JS18D_X', 'nodejs18.x'],
  ['PYTHON3D13', 'python3.13'],
  ['CUSTOM_AL2023', 'provided.al2023'],
  ['CUSTOM_AL2', 'provided.al2'],
  ['RUBY3D3', 'ruby3.3'],
  ['JAVA8_AL2', 'java8.al2'],
])('aws.lambda_.Runtime.%s of a Python program is %s', async (member, runtime) => {
  const program = `import pulumi_aws as aws\naws.lambda_.Function('f', handler='a.b', runtime=aws.lambda_.Runtime.${member})`;
  const files = {
    text: (file: string): Promise<string | undefined> =>
      Promise.resolve(file === '/nowhere/app/__main__.py' ? program : undefined),
    names: (): Promise<readonly string[]> => Promise.resolve([]),
  };
  const contents = await new PulumiReader().read('/nowhere/app/Pulumi.yaml', 'name: x\nruntime: python\n', { files });
  expect(contents?.functions.map(({ configuration }) => configuration.runtime)).toEqual([runtime]);
});

const PYTHON = ['lambda_.Function(', "'f', ", 'code=', 'f"{', '}', ')', '**{', "'''", 'import ', '\\', '#', '\t', '\0'];
const SCRIPT = [
  'new aws.lambda.',
  'Function(',
  "'f', {",
  'code: ',
  '`${',
  '}',
  ')',
  '...',
  'require(',
  "'",
  '/*',
  '\0',
];
const YAML = [
  '${',
  '}',
  'fn::fileArchive: ',
  'fn::assetArchive:\n',
  '*a ',
  '&a ',
  '- ',
  '? ',
  '[',
  '{',
  '\t',
  '\0',
  '"',
];

describe('however broken', () => {
  test('a project file with its program gives functions and problems at places of the text', () =>
    breakTexts(path.join(FIXTURES, 'pulumi-yaml/Pulumi.yaml'), YAML));
  test('so does a program in Python', () =>
    breakTexts(
      path.join(FIXTURES, 'pulumi-python/__main__.py'),
      PYTHON,
      path.join(FIXTURES, 'pulumi-python/Pulumi.yaml'),
    ));
  test('so does a program', () =>
    breakTexts(
      path.join(FIXTURES, 'pulumi-typescript/index.ts'),
      SCRIPT,
      path.join(FIXTURES, 'pulumi-typescript/Pulumi.yaml'),
    ));
});
