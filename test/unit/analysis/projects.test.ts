import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/analysis/finding';
import { lintPlaces } from '../../../src/linting/lintPlaces';
import type { LintResult } from '../../../src/linting/lintPlaces';
import { asExpected, expectedFindings, inWords } from '../../support/expectedFindings';

const PROJECTS = path.resolve('test/fixtures/analysisProjects');
const NAMES = readdirSync(PROJECTS);
const linted = new Map<string, Promise<LintResult>>();

/** Each project is analysed once, as `warmpath lint` does it. */
function lint(name: string): Promise<LintResult> {
  const result = linted.get(name) ?? lintPlaces([path.join(PROJECTS, name)]);
  linted.set(name, result);
  return result;
}

/** How many calls the place of a finding is away from the handler. */
function depthOf({ related }: Finding): number {
  return related.filter(({ message }) => / leads to .* here$/.test(message)).length;
}

/** What is found, and by which way, as a text to read. */
function goldenOf(name: string, { findings, handlers }: LintResult): string {
  const folder = path.join(PROJECTS, name);
  const placeIn = (file: string, { line }: { readonly line: number }): string =>
    `${path.relative(folder, file)}:${line}`;
  const lines = handlers
    .map(({ file, code, name: symbol, confidence }) => `handler ${placeIn(file, code)} ${symbol} (${confidence})`)
    .sort();
  for (const { file, range, code, severity, message, related } of findings) {
    lines.push('', `${placeIn(file, range)} ${severity} ${code}`, `  ${message}`);
    lines.push(...related.map((each) => `    ${placeIn(each.file, each.range)} ${each.message}`));
  }
  return `${lines.join('\n')}\n`;
}

for (const name of NAMES) {
  test(`${name}: what is marked is found, and nothing else`, async () => {
    const folder = path.join(PROJECTS, name);
    const { findings, problems } = await lint(name);
    expect(problems).toEqual([]);
    // What a tool has copied is not the code that is analysed.
    const marked = expectedFindings(folder).filter(({ file }) => !file.startsWith(`cdk.out${path.sep}`));
    expect(findings.map((finding) => inWords(asExpected(folder, finding))).sort()).toEqual(marked.map(inWords).sort());
  });

  test(`${name}: messages and ways`, async () => {
    const text = goldenOf(name, await lint(name));
    await expect(text).toMatchFileSnapshot(path.resolve('test/golden/analysis/projects', `${name}.txt`));
  });

  test(`${name}: something is found behind one to four calls`, async () => {
    const { findings } = await lint(name);
    expect(findings.map(depthOf).some((depth) => depth >= 1 && depth <= 4)).toBe(true);
  });
}

test('there are projects of both languages, and ways of every length from one to four calls', async () => {
  expect(NAMES.filter((name) => name.startsWith('py-')).length).toBeGreaterThanOrEqual(8);
  expect(NAMES.filter((name) => /^(?:js|ts)-/.test(name)).length).toBeGreaterThanOrEqual(8);
  const depths = new Set<number>();
  for (const name of NAMES) for (const finding of (await lint(name)).findings) depths.add(depthOf(finding));
  expect([...depths]).toEqual(expect.arrayContaining([1, 2, 3, 4]));
});
