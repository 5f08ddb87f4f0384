import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ArchitectReader } from '../../../../src/project/architect/architectReader';
import { Project } from '../../../../src/project/project';
import type { TemplateContents } from '../../../../src/project/templateReader';
import { breakTexts } from '../breakTexts';
import { FIXTURES } from '../renderProject';
import { renderDetails } from '../serverless/renderDetails';

describe('details of fixtures', () => {
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('architect-'))) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderDetails(project)).toMatchFileSnapshot(
        `../../../golden/project/architect/${name.replace('architect-', '')}.txt`,
      );
    });
  }
});

/** A manifest given as text; there is nothing in its folder. */
async function read(text: string, name = 'app.arc'): Promise<TemplateContents> {
  const contents = await new ArchitectReader().read(`/nowhere/app/${name}`, text, {});
  return contents ?? { functions: [], problems: [] };
}

test('names of manifests', () => {
  const reader = new ArchitectReader();
  const known = ['app.arc', '.arc', 'arc.json', 'arc.yaml', 'arc.yml', 'package.json'];
  expect(known.filter((name) => !reader.recognises(name))).toEqual([]);
  expect(['config.arc', 'preferences.arc', 'my.arc.json'].some((name) => reader.recognises(name))).toBe(false);
});

test('packages that are no apps have no functions and no problems, even when they are broken', async () => {
  const nothing = { functions: [], problems: [] };
  expect(await read('{ "name": "x" }', 'package.json')).toEqual(nothing);
  expect(await read('{ "name": ', 'package.json')).toEqual(nothing);
  expect(await read('{ "dependencies": { "arc": "1.0.0" } }', 'package.json')).toEqual(nothing);
});

test.each([
  ['get /', 'get-index', '/'],
  ['get /a-b.c/:id/d', 'get-a_b_c-000id-d', '/a-b.c/{id}/d'],
  ['any /api/*', 'any-api-catchall', '/api/{proxy+}'],
  ['delete /orders/', 'delete-orders', '/orders/'],
])('the route %s is the folder %s', async (route, folder, path) => {
  const { functions } = await read(`@http\n${route}\n`);
  expect(functions[0]?.problems.map(({ message }) => message).join()).toContain(`src/http/${folder}`);
  expect(functions[0]?.eventSources[0]?.settings['Path']).toBe(path);
});

const TOKENS = ['@http\n', '@aws\n', 'get /', '\n  ', ' ', '#', '"', ':id', 'src ', '\t', '\0', '@', '{', '- '];

describe('however broken', () => {
  test.each([
    'architect-arc/app.arc',
    'architect-json/arc.json',
    'architect-yaml/arc.yaml',
    'architect-package/package.json',
  ])('%s gives functions and problems at places of the text', (name) => breakTexts(path.join(FIXTURES, name), TOKENS));
});
