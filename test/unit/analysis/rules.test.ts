import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from '../../../src/analysis/rules/registry';

const FIXTURES = path.resolve('test/fixtures/analysis');
const PAGES = path.resolve('docs/rules');

/** Rules that are about one language only. */
const ONE_LANGUAGE: ReadonlyMap<string, string> = new Map([
  ['async-python-handler', 'python'],
  ['async-with-callback', 'javascript'],
  ['callback-parameter', 'javascript'],
  ['callback-waits', 'javascript'],
  ['loop-bound-client', 'python'],
  ['session-per-invocation', 'python'],
  ['unawaited-init', 'javascript'],
]);

test('no two rules have the same code, and all codes are written alike', () => {
  const codes = RULES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
});

test('every page and every folder of fixtures is for a rule', () => {
  const codes = RULES.map(({ code }) => code);
  const pages = readdirSync(PAGES).map((name) => path.basename(name, '.md'));
  expect(pages.filter((code) => !codes.includes(code))).toEqual([]);
  expect(readdirSync(FIXTURES).filter((code) => !codes.includes(code))).toEqual([]);
});

test.each(RULES.map(({ code, title }) => [code, title]))('%s has a page with everything on it', (code, title) => {
  const lines = readFileSync(path.join(PAGES, `${code}.md`), 'utf8').split('\n');
  expect(lines[0]).toBe(`# ${code}: ${title}`);
  const sections = lines.filter((line) => line.startsWith('## '));
  expect(sections).toEqual(['## Why', '## Bad', '## Good', '## When to ignore it', '## Fixes']);
  for (const section of sections) {
    const start = lines.indexOf(section) + 1;
    const end = lines.findIndex((line, at) => at >= start && line.startsWith('## '));
    const body = lines.slice(start, end < 0 ? undefined : end).join('\n');
    expect(body.trim(), section).not.toBe('');
    if (section === '## Bad' || section === '## Good') expect(body, section).toContain('```');
  }
});

test.each(RULES.map(({ code }) => code))('%s has fixtures in its languages', (code) => {
  const only = ONE_LANGUAGE.get(code);
  for (const language of only === undefined ? ['python', 'javascript'] : [only]) {
    for (const kind of ['found', 'silent']) {
      expect(existsSync(path.join(FIXTURES, code, language, kind)), `${language}/${kind}`).toBe(true);
    }
  }
});
