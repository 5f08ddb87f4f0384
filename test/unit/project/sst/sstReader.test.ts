import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../../../src/project/project';
import { SstReader } from '../../../../src/project/sst/sstReader';
import type { TemplateContents, TemplateOptions } from '../../../../src/project/templateReader';
import { breakTexts } from '../breakTexts';
import { FIXTURES } from '../renderProject';
import { renderDetails } from '../serverless/renderDetails';

describe('details of fixtures', () => {
  for (const name of readdirSync(FIXTURES).filter((each) => each.startsWith('sst-'))) {
    test(name, async () => {
      const project = await Project.open(path.join(FIXTURES, name));
      await expect(renderDetails(project)).toMatchFileSnapshot(
        `../../../golden/project/sst/${name.replace('sst-', '')}.txt`,
      );
    });
  }
});

/** A configuration given as text; there is nothing in its folder. */
async function read(text: string, options: TemplateOptions = {}): Promise<TemplateContents> {
  const contents = await new SstReader().read('/nowhere/app/sst.config.ts', text, options);
  return contents ?? { functions: [], problems: [] };
}

test('names of configurations', () => {
  const reader = new SstReader();
  expect(['sst.config.ts', 'sst.config.js', 'sst.config.mts'].every((name) => reader.recognises(name))).toBe(true);
  expect(['sst.json', 'my.sst.config.ts', 'sst.config.json'].some((name) => reader.recognises(name))).toBe(false);
});

test('an app without functions has none and no problems', async () => {
  const text = "export default $config({ app: () => ({ name: 'x' }), async run() { new sst.aws.Bucket('B'); } });";
  expect(await read(text)).toEqual({ functions: [], problems: [] });
});

test('variables of the shell come from the given ones and never from those of this process', async () => {
  const text =
    "new sst.aws.Function('F', { handler: 'a.b', environment: { HERE: process.env.PATH, GIVEN: process.env.GIVEN } });";
  const { functions } = await read(text, { environment: { GIVEN: 'yes' } });
  expect(functions[0]?.configuration.environment).toEqual({ GIVEN: 'yes' });
  expect(functions[0]?.unresolvedVariables['HERE']).toContain('PATH');
});

test('a name that means different things in different places is not known', async () => {
  const text =
    "const handler = 'a.b';\nfunction make(handler: string) { new sst.aws.Function('F', { handler }); }\nmake('c.d');";
  const { functions } = await read(text);
  expect(functions[0]?.configuration.handler).toBe('');
});

test('files outside of the project folder are not read', async () => {
  const asked: string[] = [];
  const files = {
    text: (file: string): Promise<undefined> => {
      asked.push(file);
      return Promise.resolve(undefined);
    },
    names: (): Promise<readonly string[]> => Promise.resolve([]),
  };
  await read("import '../../secret';\nimport './inside';", { files });
  expect(asked.every((file) => file.startsWith('/nowhere/app/'))).toBe(true);
  expect(asked).toContain('/nowhere/app/inside.ts');
});

test('files that export everything of each other come to an end', async () => {
  const files = {
    text: (file: string): Promise<string | undefined> => {
      const exports = Array.from({ length: 30 }, (_, index) => `export * from './f${String(index)}';`).join('\n');
      return Promise.resolve(/f\d+\.ts$/.test(file) ? exports : undefined);
    },
    names: (): Promise<readonly string[]> => Promise.resolve([]),
  };
  const { functions } = await read("import { x } from './f0';\nnew sst.aws.Function('F', { handler: x });", { files });
  expect(functions).toHaveLength(1);
});

const TOKENS = [
  'new sst.aws.',
  'Function(',
  "'F', {",
  'handler: ',
  '`${',
  '}',
  ')',
  '...',
  'await import(',
  '=> ',
  "'",
  '/*',
  '\0',
  'const bucket = ',
];

describe('however broken', () => {
  const configuration = path.join(FIXTURES, 'sst-v3/sst.config.ts');
  test.each(['sst-v3', 'sst-v2'])('%s gives functions and problems at places of the text', (name) =>
    breakTexts(path.join(FIXTURES, name, 'sst.config.ts'), TOKENS),
  );
  test('so do the files it imports', () =>
    breakTexts(path.join(FIXTURES, 'sst-v3/infra/storage.ts'), TOKENS, configuration));
});
