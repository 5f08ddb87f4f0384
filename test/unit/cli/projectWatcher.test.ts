import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ProjectWatcher } from '../../../src/cli/projectWatcher';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { TemporaryProject } from '../../support/temporaryProject';

interface Followed {
  readonly project: TemporaryProject;
  readonly watcher: ProjectWatcher;
  /** Relative paths in the order they were reported. */
  readonly told: string[];
}

/** Follows a folder of a project; `asked` are texts that were asked for before. */
async function followed(files: Record<string, string>, folder: string, ...asked: string[]): Promise<Followed> {
  const project = await TemporaryProject.create(files);
  const watcher = new ProjectWatcher(systemClock, silentLogger);
  for (const file of asked) expect(await watcher.text(project.path(file))).toBe(files[file]);
  const told: string[] = [];
  const following = watcher.watch([project.path(folder)], (file) => told.push(path.relative(project.folder, file)));
  onTestFinished(async () => {
    following.dispose();
    await project[Symbol.asyncDispose]();
  });
  await watcher.ready();
  return { project, watcher, told };
}

/** What is told of these changes, and of one more that comes after them. */
async function toldOf(
  { project, told }: Followed,
  changes: Record<string, string>,
  last: string,
): Promise<Set<string>> {
  told.length = 0;
  await project.write(changes);
  await project.write({ [last]: String(Math.random()) });
  await expect.poll(() => told, { timeout: 15_000 }).toContain(last);
  return new Set(told);
}

test('templates, sources and built handlers are followed, other people’s code and output are not', async () => {
  const files = {
    'app/template.yaml': '',
    'app/src/app.ts': '',
    'app/dist/app.js': '',
    'app/node_modules/x/index.js': '',
    'app/.git/HEAD': '',
    'app/.serverless/state.json': '',
    'app/target/debug/x.json': '',
    'app/cdk.out/asset.aa/index.js': '',
  };
  const found = await followed(files, 'app');
  const changes = Object.fromEntries(Object.keys(files).map((name) => [name, 'changed']));
  const told = await toldOf(
    found,
    { ...changes, 'app/cdk.out/manifest.json': '{}', 'app/.env.yml': 'new' },
    'app/last.txt',
  );
  expect(
    [...told].filter((name) => name in files || name.includes('.env') || name.includes('manifest')).sort(),
  ).toEqual(['app/.env.yml', 'app/cdk.out/manifest.json', 'app/dist/app.js', 'app/src/app.ts', 'app/template.yaml']);
});

test('files that were asked for are followed wherever they are, without what lies beside them', async () => {
  const files = {
    'shared/common.yml': 'a',
    'shared/other.yml': 'a',
    'app/template.yaml': 'a',
    'app/cdk.out/Shop.assets.json': 'a',
    'app/cdk.out/asset.aa/index.js': 'a',
  };
  const found = await followed(files, 'app', 'shared/common.yml', 'app/cdk.out/Shop.assets.json');
  const changed = { 'shared/common.yml': 'b', 'shared/other.yml': 'b', 'app/cdk.out/Shop.assets.json': 'b' };
  const told = await toldOf(found, { ...changed, 'app/cdk.out/asset.aa/index.js': 'b' }, 'app/last.txt');
  expect(told).toEqual(new Set(['shared/common.yml', 'app/cdk.out/Shop.assets.json', 'app/last.txt']));
  // It goes, comes back and is followed as before.
  await rm(found.project.path('shared/common.yml'));
  await expect.poll(() => found.told.at(-1), { timeout: 15_000 }).toBe('shared/common.yml');
  expect(await toldOf(found, { 'shared/common.yml': 'c' }, 'app/last.txt')).toContain('shared/common.yml');
});

test('a file that is asked for later is followed, too', async () => {
  const found = await followed({ 'app/template.yaml': 'a', 'late.yml': 'a' }, 'app');
  await found.watcher.text(found.project.path('late.yml'));
  await expect
    .poll(
      async () => {
        // Added files are looked for in the background.
        await found.project.write({ 'late.yml': String(Math.random()) });
        return found.told;
      },
      { timeout: 15_000, interval: 500 },
    )
    .toContain('late.yml');
});

test('a built template is followed in the folder that is given, and its source outside of it', async () => {
  const found = await followed(
    { 'template.yaml': 'a', '.aws-sam/build/template.yaml': 'a' },
    '.aws-sam/build',
    'template.yaml',
  );
  const told = await toldOf(found, { '.aws-sam/build/template.yaml': 'b', 'other.yaml': 'b' }, 'template.yaml');
  expect(told).toEqual(new Set(['.aws-sam/build/template.yaml', 'template.yaml']));
});
