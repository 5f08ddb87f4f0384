import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lintPlaces } from '../../../src/linting/lintPlaces';
import { asExpected, expectedFindings, inWords } from '../../support/expectedFindings';

/** The situations in which the closest other linter is wrong (analysis-rules §1.1), a project for each. */
const SITUATIONS = path.resolve('test/fixtures/situations');

/** It says there that a client is made on every invocation, which is not so, or which nobody can do anything about. */
const FLAGGED_WRONGLY = [
  'lazy-global',
  'lru-cache-factory',
  'region-from-event',
  'default-parameter',
  'nested-function-never-called',
  'click-handler-without-parameters',
  'tenant-session',
];

/** It does not see there that a client is made on every invocation. */
const MISSED = [
  'imported-name',
  'imported-alias',
  'service-through-variable',
  'handler-object',
  'wrapped-handler',
  'handler-of-another-name',
];

async function found(name: string): Promise<{ readonly all: string[]; readonly warnings: number }> {
  const folder = path.join(SITUATIONS, name);
  const { findings, handlers } = await lintPlaces([folder]);
  expect(handlers.map(({ confidence }) => confidence)).toEqual(['certain']);
  const warnings = findings.filter(({ code, severity }) => code === 'client-in-handler' && severity === 'warning');
  return { all: findings.map((finding) => inWords(asExpected(folder, finding))), warnings: warnings.length };
}

test('each of the 13 situations is here', () => {
  expect(readdirSync(SITUATIONS).sort()).toEqual([...FLAGGED_WRONGLY, ...MISSED].sort());
  expect(FLAGGED_WRONGLY.length + MISSED.length).toBe(13);
});

test.each(FLAGGED_WRONGLY)('%s is not said to make a client on every invocation', async (name) => {
  const { all, warnings } = await found(name);
  expect(warnings).toBe(0);
  expect(all).toEqual(expectedFindings(path.join(SITUATIONS, name)).map(inWords));
});

test.each(MISSED)('%s makes a client on every invocation', async (name) => {
  const { all, warnings } = await found(name);
  expect(warnings).toBe(1);
  expect(all).toEqual(expectedFindings(path.join(SITUATIONS, name)).map(inWords));
});
