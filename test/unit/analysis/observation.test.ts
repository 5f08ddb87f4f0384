import { beforeAll, describe, expect, test } from 'vitest';
import { NO_SETTINGS } from '../../../src/analysis/analysisSettings';
import type { Observation } from '../../../src/analysis/observation';
import { LintedFile } from '../../../src/linting/lintedFile';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

const FILE = '/code/app.py';
const TEXT = `import pymysql

kept = []


def handler(event, context):
    connection = pymysql.connect(
        host="db",
    )
    helper(event)
    return connection.query(event["id"])


def helper(event):
    opaque(event)  # warmpath-ignore[tmp-file-left]: meant
`;
const SEEN: Observation = {
  file: FILE,
  line: 7,
  lineText: '    connection = pymysql.connect(',
  codes: ['client-in-handler', 'session-per-invocation'],
  note: '6 connections',
};

describe('what runs have shown', () => {
  let linted: LintedFile;
  const found = (observations: readonly Observation[]): string[] => {
    linted.setObservations(observations);
    return linted
      .findings(FILE)
      .map(({ code, severity, range, message }) => `${String(range.line)} ${severity} ${code}: ${message}`);
  };
  let without: string[];

  beforeAll(async () => {
    linted = await LintedFile.open(FILE, TEXT, { syntax: new SyntaxParser() });
    without = found([]);
  });

  test('is said by the finding it confirms, and by no other one', () => {
    const [first = '', ...others] = found([SEEN]);
    expect(without[0]).toMatch(/^7 warning client-in-handler: /);
    expect(first).toBe(`${without[0] ?? ''} Seen in runs: 6 connections.`);
    expect(others).toEqual(without.slice(1));
  });

  test('follows its line, and counts for nothing when the line is another one', () => {
    expect(found([{ ...SEEN, line: 3 }])[0]).toMatch(/Seen in runs: 6 connections\.$/);
    expect(found([{ ...SEEN, lineText: 'connection = pymysql.connect(host)' }])).toEqual(without);
  });

  test('confirms what was found a few lines above in the same block', () => {
    const below = { ...SEEN, line: 11, lineText: '    return connection.query(event["id"])' };
    expect(found([below])[0]).toMatch(/^7 warning client-in-handler: .* Seen in runs: 6 connections\.$/);
  });

  test('is a finding where no rule found anything', () => {
    const elsewhere = {
      ...SEEN,
      line: 10,
      lineText: '    helper(event)',
      codes: ['tmp-file-left'] as const,
      note: '2 files',
    };
    expect(found([elsewhere])).toContain('10 warning tmp-file-left: Seen in runs: 2 files.');
  });

  test('is hidden by comments and settings like every finding', async () => {
    const line = '    opaque(event)  # warmpath-ignore[tmp-file-left]: meant';
    const hidden = { ...SEEN, line: 15, lineText: line, codes: ['tmp-file-left'] as const, note: '2 files' };
    expect(found([hidden]).filter((each) => each.includes('tmp-file-left'))).toEqual([]);
    await linted.setSettings({ severities: { 'client-in-handler': 'off' }, additionalClients: [] });
    expect(found([SEEN]).filter((each) => each.includes('client-in-handler'))).toEqual([]);
    await linted.setSettings(NO_SETTINGS);
  });

  test('does not stand in the way of the fixes of a finding', async () => {
    const titles = async (): Promise<string[]> => {
      const [finding] = linted.findings(FILE);
      return finding === undefined ? [] : (await linted.fixes(finding)).map(({ title }) => title);
    };
    linted.setObservations([]);
    const before = await titles();
    linted.setObservations([SEEN]);
    expect(await titles()).toEqual(before);
  });
});
