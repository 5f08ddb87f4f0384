import { build, type BuildOptions } from 'esbuild';
import { expect, test } from 'vitest';
import { DISK_FILES } from '../../../src/project/projectFiles';
import { sourceByMap } from '../../../src/project/sourceMap';
import { TemporaryProject } from '../../support/temporaryProject';

const FILES = {
  'orders.ts': "import { price } from './lib/prices';\nexport const handler = async () => price;\n",
  'lib/prices.ts': "import pad from './pad.cjs';\nexport const price = pad(1);\n",
  'lib/pad.cjs': 'module.exports = (value) => value;\n',
};

async function sourceOfBundle(options: BuildOptions, files: Readonly<Record<string, string>> = FILES): Promise<string> {
  await using project = await TemporaryProject.create(files);
  const outfile = project.path('out/index.js');
  const shared = { bundle: true, platform: 'node', sourcemap: true, logLevel: 'silent' } as const;
  await build({ entryPoints: [project.path('orders.ts')], outfile, ...shared, ...options });
  const found = await sourceByMap(outfile, DISK_FILES);
  return (found ?? '').slice(project.folder.length + 1);
}

test.each([
  { format: 'cjs' },
  { format: 'esm' },
  { format: 'cjs', minify: true },
  { format: 'esm', minify: true },
] as const)('The source of a bundle is its entry point: %o.', async (options) => {
  expect(await sourceOfBundle(options)).toBe('orders.ts');
});

test('An imported file with the name of the bundle is not its source.', async () => {
  const files = {
    'orders.ts': "import { price } from './lib';\nexport const handler = async () => price;\n",
    'lib/index.ts': 'export const price = 1;\n',
  };
  expect(await sourceOfBundle({}, files)).toBe('orders.ts');
});

test('Without mappings the source that is listed last counts, and packages never do.', async () => {
  await using project = await TemporaryProject.create({
    'a.ts': '',
    'b.ts': '',
    'node_modules/c/c.js': '',
    'a.js.map': '{"version": 3, "sources": ["a.ts", "b.ts"], "mappings": ""}',
    'out.js.map': '{"version": 3, "sources": ["a.ts", "b.ts", "node_modules/c/c.js"], "mappings": ""}',
  });
  expect(await sourceByMap(project.path('out.js'), DISK_FILES)).toBe(project.path('b.ts'));
  expect(await sourceByMap(project.path('a.js'), DISK_FILES)).toBe(project.path('a.ts'));
});
