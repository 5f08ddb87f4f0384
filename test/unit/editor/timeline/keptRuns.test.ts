import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fileName, KeptRuns } from '../../../../src/editor/timeline/keptRuns';
import { readStoredEvents } from '../../../../src/timeline/exchange/storedEvents';
import { TemporaryProject } from '../../../support/temporaryProject';
import { Scenario } from '../../timeline/scenario';

describe('kept runs', () => {
  it('are files of their names that only the user reads', async () => {
    await using place = await TemporaryProject.create({});
    const runs = new KeptRuns(place.path('runs'));
    expect(await runs.list()).toEqual([]);
    const scenario = new Scenario();
    scenario.environment('a').created().init(100).invoke(10);
    const kept = await runs.keep('before / after: the fix?', scenario.events);
    await runs.keep('another', []);
    expect((await runs.list()).map(({ name }) => name)).toEqual(['another', 'before after the fix']);
    expect(readStoredEvents(await readFile(kept.file, 'utf8')).events).toEqual(scenario.events);
    expect(((await stat(kept.file)).mode & 0o777).toString(8)).toBe('600');
    await runs.remove(kept);
    expect((await runs.list()).map(({ name }) => name)).toEqual(['another']);
  });

  it('have names that are names of files', () => {
    expect(['../../etc/passwd', '  a\tb ', '...', 'CON: 1', 'é – ü', ''].map(fileName)).toEqual([
      'etc passwd',
      'a b',
      '',
      'CON 1',
      'é – ü',
      '',
    ]);
  });
});
