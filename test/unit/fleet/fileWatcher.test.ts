import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileWatcher } from '../../../src/fleet/fileWatcher';
import { silentLogger, systemClock, type Clock } from '../../../src/lambda/ports';
import { TemporaryProject } from '../../support/temporaryProject';
import { ManualClock } from '../environment/manualClock';

/** As long as the watcher waits for another change. */
const DEBOUNCE_MS = 150;

interface Watched {
  readonly project: TemporaryProject;
  readonly watcher: FileWatcher;
  /** Relative paths, one list for each report. */
  readonly reports: string[][];
}

async function watched(files: Record<string, string>, clock: Clock, ...paths: string[]): Promise<Watched> {
  const project = await TemporaryProject.create(files);
  const reports: string[][] = [];
  const watcher = new FileWatcher({
    paths: paths.length === 0 ? [project.folder] : paths.map((each) => project.path(each)),
    ignores: (_file, inside) => inside.startsWith('generated'),
    clock,
    logger: silentLogger,
    onChange: (changed) => reports.push(changed.map((file) => path.relative(project.folder, file))),
  });
  onTestFinished(async () => {
    watcher.dispose();
    await project[Symbol.asyncDispose]();
  });
  await watcher.ready;
  return { project, watcher, reports };
}

test('every file that was created, changed or removed is reported', async () => {
  const files = { 'a.js': '1', 'b.js': '1', 'lib/c.js': '1', 'gone.js': '1' };
  const { project, reports } = await watched(files, systemClock);
  await Promise.all([
    project.write({ 'a.js': '2', 'b.js': '2', 'lib/c.js': '2', 'new/d.js': '2' }),
    rm(project.path('gone.js')),
  ]);
  await expect
    .poll(() => reports.flat(), { timeout: 15_000 })
    .toEqual(expect.arrayContaining(['a.js', 'b.js', 'gone.js', 'lib/c.js', 'new/d.js']));
});

test('a change that is still waited out is reported by a flush, and once', async () => {
  const clock = new ManualClock();
  const { project, watcher, reports } = await watched({ 'a.js': '1' }, clock);
  await project.write({ 'a.js': '2' });
  await clock.timer(DEBOUNCE_MS);
  expect(reports).toEqual([]);
  watcher.flush();
  expect(reports).toEqual([['a.js']]);
  expect(clock.waiting).toEqual([]);
  watcher.flush();
  expect(reports).toEqual([['a.js']]);
});

test('a change that its writer tells is reported by the next flush, and not again when it is seen', async () => {
  const clock = new ManualClock();
  const { project, watcher, reports } = await watched({ 'a.js': '1', 'b.js': '1', 'generated/x.js': '1' }, clock);
  await project.write({ 'a.js': '22' });
  watcher.tell(project.path('a.js'));
  watcher.tell(project.path('generated/x.js'));
  watcher.tell(`${project.folder}.js`);
  watcher.flush();
  expect(reports).toEqual([['a.js']]);
  await project.write({ 'b.js': '22' });
  // By then the older change has been seen as well.
  await clock.timer(DEBOUNCE_MS);
  watcher.flush();
  expect(reports).toEqual([['a.js'], ['b.js']]);
  await project.write({ 'a.js': '333' });
  watcher.tell(project.path('a.js'));
  watcher.flush();
  expect(reports).toEqual([['a.js'], ['b.js'], ['a.js']]);
});

test('nothing is reported once it is disposed of, and who waits for it to be ready does not wait for ever', async () => {
  const clock = new ManualClock();
  const { project, watcher, reports } = await watched({ 'a.js': '1' }, clock);
  await project.write({ 'a.js': '2' });
  await clock.timer(DEBOUNCE_MS);
  watcher.dispose();
  clock.advance(DEBOUNCE_MS);
  watcher.flush();
  expect(reports).toEqual([]);
  const early = new FileWatcher({
    paths: [project.folder],
    ignores: () => false,
    clock,
    logger: silentLogger,
    onChange: () => undefined,
  });
  early.dispose();
  await early.ready;
});

test('what is ignored is not reported, whatever the watched folder itself is called', async () => {
  const files = { 'venv/app.py': '1', 'venv/venv/lib.py': '1', 'venv/generated/x.js': '1' };
  const { project, reports } = await watched(files, systemClock, 'venv');
  await project.write({ 'venv/venv/lib.py': '2', 'venv/generated/x.js': '2', 'venv/app.pyc': '2' });
  await project.write({ 'venv/app.py': '2' });
  await expect.poll(() => reports.flat(), { timeout: 15_000 }).toContain('venv/app.py');
  expect(new Set(reports.flat())).toEqual(new Set(['venv/app.py']));
});

test('a single file may be watched and added, and is followed when it is replaced', async () => {
  const { project, watcher, reports } = await watched({ 'one.txt': '1', 'two.txt': '1' }, systemClock, 'one.txt');
  watcher.add([project.path('two.txt')]);
  for (const round of ['2', '3']) {
    reports.length = 0;
    await writeFile(project.path('other.txt'), round);
    await rename(project.path('other.txt'), project.path('one.txt'));
    await expect
      .poll(
        async () => {
          // Added paths are looked for in the background.
          await project.write({ 'two.txt': `${round}${String(Math.random())}` });
          return [...new Set(reports.flat())].sort();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toEqual(['one.txt', 'two.txt']);
  }
});
