import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lintPlaces } from '../../../src/linting/lintPlaces';
import type { ExpectedFinding } from '../../support/expectedFindings';
import { asExpected, expectedFindings, inWords } from '../../support/expectedFindings';

/** Functions in the styles that people write, a folder for each; what is wrong with them was marked by hand. */
const CORPUS = path.resolve('test/fixtures/corpus');

interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

/** Severities that say "this is wrong"; the others say "look at this". */
const STRICT: ReadonlySet<string> = new Set(['error', 'warning']);

test('the corpus', async () => {
  const projects = readdirSync(CORPUS);
  expect(projects.length).toBeGreaterThanOrEqual(150);
  const byRule = new Map<string, Counts>();
  const differences: string[] = [];
  const silent: string[] = [];
  for (const project of projects) {
    const folder = path.join(CORPUS, project);
    const expected = expectedFindings(folder);
    const { findings, handlers } = await lintPlaces([folder]);
    if (handlers.length === 0) silent.push(project);
    const found = findings.map((finding) => asExpected(folder, finding));
    compare(byRule, found, expected);
    differences.push(...differencesOf(project, found, expected));
  }
  expect(silent).toEqual([]);
  await expect(table(byRule, differences)).toMatchFileSnapshot('../../golden/analysis/corpus.txt');
  const all = total(byRule);
  expect(all.right / (all.right + all.wrong)).toBeGreaterThanOrEqual(0.97);
  expect(all.right / (all.right + all.missed)).toBeGreaterThanOrEqual(0.95);
});

function key({ file, line, code }: ExpectedFinding): string {
  return `${file}:${line} ${code}`;
}

/** Precision counts what is said strictly; recall everything that was marked so. A severity that differs is a difference. */
function compare(
  byRule: Map<string, Counts>,
  found: readonly ExpectedFinding[],
  expected: readonly ExpectedFinding[],
): void {
  const marked = new Set(expected.map(key));
  const said = new Set(found.map(key));
  for (const finding of found.filter(({ severity }) => STRICT.has(severity))) {
    countsOf(byRule, finding.code)[marked.has(key(finding)) ? 'right' : 'wrong'] += 1;
  }
  for (const mark of expected.filter(({ severity }) => STRICT.has(severity))) {
    if (!said.has(key(mark))) countsOf(byRule, mark.code).missed += 1;
  }
}

function countsOf(byRule: Map<string, Counts>, code: string): Counts {
  const known = byRule.get(code) ?? { right: 0, wrong: 0, missed: 0 };
  byRule.set(code, known);
  return known;
}

function differencesOf(
  project: string,
  found: readonly ExpectedFinding[],
  expected: readonly ExpectedFinding[],
): string[] {
  const said = new Set(found.map(inWords));
  const marked = new Set(expected.map(inWords));
  return [
    ...[...said].filter((each) => !marked.has(each)).map((each) => `+ ${project}/${each}`),
    ...[...marked].filter((each) => !said.has(each)).map((each) => `- ${project}/${each}`),
  ].sort();
}

function total(byRule: ReadonlyMap<string, Counts>): Counts {
  const all = { right: 0, wrong: 0, missed: 0 };
  for (const { right, wrong, missed } of byRule.values()) {
    all.right += right;
    all.wrong += wrong;
    all.missed += missed;
  }
  return all;
}

function table(byRule: ReadonlyMap<string, Counts>, differences: readonly string[]): string {
  const rows = [...byRule].sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = [...rows, ['all', total(byRule)] as const].map(
    ([code, counts]) => `${code.padEnd(28)}${percent(counts, 'wrong')}${percent(counts, 'missed')}`,
  );
  const head = `${''.padEnd(28)}${'precision'.padStart(20)}${'recall'.padStart(20)}`;
  return [head, ...lines, '', '+ found, not marked; - marked, not found', ...differences, ''].join('\n');
}

function percent(counts: Counts, against: 'wrong' | 'missed'): string {
  const all = counts.right + counts[against];
  const share = all === 0 ? '-' : `${((counts.right / all) * 100).toFixed(1)} %`;
  return `${share} (${counts.right}/${all})`.padStart(20);
}
