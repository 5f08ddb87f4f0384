import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DockerfileReader } from '../../../../src/project/dockerfile/dockerfileReader';
import { Project } from '../../../../src/project/project';
import type { TemplateContents } from '../../../../src/project/templateReader';
import { breakTexts } from '../breakTexts';
import { FIXTURES } from '../renderProject';
import { renderDetails } from '../serverless/renderDetails';

describe('details of fixtures', () => {
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('dockerfile-'))) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderDetails(project)).toMatchFileSnapshot(
        `../../../golden/project/dockerfile/${name.replace('dockerfile-', '')}.txt`,
      );
    });
  }
});

/** A Dockerfile given as text; there is nothing in its folder. */
async function read(text: string): Promise<TemplateContents> {
  const contents = await new DockerfileReader().read('/nowhere/orders/Dockerfile', text, {});
  return contents ?? { functions: [], problems: [] };
}

test('names of Dockerfiles', () => {
  const reader = new DockerfileReader();
  const known = ['Dockerfile', 'Dockerfile.orders', 'Dockerfile-orders', 'orders.dockerfile', 'Containerfile'];
  expect(known.filter((name) => !reader.recognises(name))).toEqual([]);
  const others = ['Dockerfile.dockerignore', '.dockerignore', 'dockerfile.md', 'myDockerfile', 'template.yaml'];
  expect(others.filter((name) => reader.recognises(name))).toEqual([]);
});

test('a Dockerfile that has nothing to do with Lambda has no functions and no problems', async () => {
  const nothing = { functions: [], problems: [] };
  expect(await read('FROM node:22\nCMD ["app.handler"]\n')).toEqual(nothing);
  expect(await read('FROM public.ecr.aws/lambda/python:3.12 AS build\nFROM scratch\nCMD ["app.handler"]\n')).toEqual(
    nothing,
  );
  expect(await read('')).toEqual(nothing);
  expect(await read('not a Dockerfile')).toEqual(nothing);
});

test.each([
  ['public.ecr.aws/lambda/python:3.12.2024.11.22-arm64', 'python3.12'],
  ['public.ecr.aws/lambda/nodejs:20@sha256:0123abcd', 'nodejs20.x'],
  ['amazon/aws-lambda-nodejs:18', 'nodejs18.x'],
  ['mirror.example.com/a/lambda/java:21', 'java21'],
  ['public.ecr.aws/lambda/provided:al2023-x86_64', 'provided.al2023'],
  ['public.ecr.aws/lambda/ruby:3.3', 'ruby3.3'],
])('the base image %s is %s', async (image, runtime) => {
  const { functions } = await read(`FROM ${image}\nCMD ["app.handler"]\n`);
  expect(functions.map(({ configuration }) => configuration.runtime)).toEqual([runtime]);
});

test('variables that double each other come to an end', async () => {
  const lines = Array.from({ length: 60 }, () => 'ENV TEXT=$TEXT$TEXT');
  const text = `FROM public.ecr.aws/lambda/python:3.12\nENV TEXT=x\n${lines.join('\n')}\nCMD ["app.handler"]\n`;
  const { functions } = await read(text);
  expect(functions[0]?.unresolvedVariables['TEXT']).toBeDefined();
});

test('stages that copy from each other come to an end', async () => {
  const text =
    'FROM public.ecr.aws/lambda/python:3.12 AS a\nCOPY --from=b / /\nFROM a AS b\nCOPY --from=b / /\nCOPY --from=a / /\nCMD ["app.handler"]\n';
  expect((await read(text)).functions).toHaveLength(1);
});

const TOKENS = [
  'FROM ',
  'CMD ',
  '["',
  '\\\n',
  '${',
  '$A',
  '<<EOF\n',
  '--from=0 ',
  'COPY . /\n',
  "'",
  '"',
  '# ',
  '\0',
  '\r',
];

describe('however broken', () => {
  const files = ['dockerfile-stages/compiled/Dockerfile', 'dockerfile-stages/client/Dockerfile'];
  test.each(files)('%s gives functions and problems at places of the text', async (name) => {
    await breakTexts(path.join(FIXTURES, name), TOKENS);
  });
});
