import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lintPlaces } from '../../../src/linting/lintPlaces';

const FIXTURES = path.resolve('test/fixtures/analysis');

const MARK = /(?:#|\/\/)\s*expect:\s*([\w-]+)(?:\s+(error|warning|information|hint))?\s*$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** `file:line code severity` of every mark in the texts of a folder. */
function marks(folder: string): string[] {
  return filesBelow(folder).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const [, code, severity = 'warning'] = MARK.exec(line) ?? [];
        return code === undefined ? [] : [`${path.relative(folder, file)}:${index + 1} ${code} ${severity}`];
      }),
  );
}

async function findings(folder: string, rule: string): Promise<string[]> {
  const result = await lintPlaces([folder]);
  return result.findings
    .filter(({ code }) => code === rule)
    .map(({ file, range, code, severity }) => `${path.relative(folder, file)}:${range.line} ${code} ${severity}`);
}

for (const rule of readdirSync(FIXTURES)) {
  for (const language of readdirSync(path.join(FIXTURES, rule))) {
    const folder = path.join(FIXTURES, rule, language);

    test(`${rule} finds in ${language} what is marked`, async () => {
      const found = path.join(folder, 'found');
      expect(readdirSync(found).length).toBeGreaterThanOrEqual(6);
      expect((await findings(found, rule)).sort()).toEqual(marks(found).sort());
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
