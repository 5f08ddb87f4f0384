import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lintPlaces } from '../../../src/linting/lintPlaces';
import { asExpected, expectedFindings, inWords } from '../../support/expectedFindings';

const FIXTURES = path.resolve('test/fixtures/analysis');

async function findings(folder: string, rule: string): Promise<string[]> {
  const result = await lintPlaces([folder]);
  return result.findings.filter(({ code }) => code === rule).map((finding) => inWords(asExpected(folder, finding)));
}

for (const rule of readdirSync(FIXTURES)) {
  for (const language of readdirSync(path.join(FIXTURES, rule))) {
    const folder = path.join(FIXTURES, rule, language);

    test(`${rule} finds in ${language} what is marked`, async () => {
      const found = path.join(folder, 'found');
      expect(readdirSync(found).length).toBeGreaterThanOrEqual(6);
      expect((await findings(found, rule)).sort()).toEqual(expectedFindings(found).map(inWords).sort());
    });

    test(`${rule} is silent in ${language} where nothing is wrong`, async () => {
      const silent = path.join(folder, 'silent');
      expect(readdirSync(silent).length).toBeGreaterThanOrEqual(8);
      expect(await findings(silent, rule)).toEqual([]);
      // Where no handler is followed everything would be silent.
      const followed = (await lintPlaces([silent])).handlers.map(
        ({ file }) => path.relative(silent, file).split(path.sep)[0],
      );
      expect(readdirSync(silent).filter((name) => !followed.includes(name) && name !== 'template.yaml')).toEqual([]);
    });
  }
}
