import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importTimeline } from '../../../../src/timeline/exchange/importTimeline';
import { invocationsCsv } from '../../../../src/timeline/exchange/tables';
import { timelineRows } from '../../../../src/timeline/rows';
import { summarise } from '../../../../src/timeline/summary';
import { timelineText } from '../../../../src/timeline/text';

const FOLDER = 'test/fixtures/timeline/logs';
const NAMES = readdirSync(FOLDER);

function fixture(name: string): string {
  return readFileSync(path.join(FOLDER, name), 'utf8');
}

/** Everything that a reader of the import sees. */
function shown(text: string): string {
  const { style, events, notices } = importTimeline(text);
  return [
    `Read as ${style}.`,
    ...notices.map((notice) => `note: ${notice}`),
    '',
    timelineText(timelineRows(events), { width: 110 }),
    '',
    invocationsCsv(events).replaceAll('\r\n', '\n'),
  ].join('\n');
}

/** Invocations and cold starts by function. */
function coldStarts(text: string): Record<string, string> {
  return Object.fromEntries(
    summarise(importTimeline(text).events).map(({ functionName, invocations, cold, environments }) => [
      functionName,
      `${cold.count} of ${invocations} in ${environments}`,
    ]),
  );
}

test.each(NAMES)('%s', async (name) => {
  await expect(shown(fixture(name))).toMatchFileSnapshot(`../../../golden/timeline/imports/${name}.txt`);
});

describe('cold starts', () => {
  test.each([
    ['tailDetailed.log', { 'unknown function': '2 of 7 in 2' }],
    ['tailShort.log', { 'unknown function': '2 of 7 in 2' }],
    ['tailJson.log', { payments: '1 of 4 in 1' }],
    ['jsonLogFormat.log', { payments: '1 of 4 in 1' }],
    ['filterLogEvents.json', { 'unknown function': '2 of 7 in 2' }],
    ['getLogEvents.json', { 'unknown function': '1 of 2 in 1' }],
    ['insights.csv', { orders: '2 of 7 in 2', payments: '2 of 7 in 2' }],
    ['insightsReports.json', { 'unknown function': '2 of 7 in 2' }],
    ['queryResults.json', { 'unknown function': '2 of 7 in 2' }],
    ['subscription.json', { orders: '2 of 7 in 2', payments: '2 of 7 in 2' }],
    ['plainPython.log', { 'unknown function': '2 of 4 in 2' }],
    ['consoleCopy.txt', { 'unknown function': '1 of 3 in 2' }],
    // The Init phase of a provisioned environment is nothing that an invocation has waited for.
    ['exportTask.log', { 'unknown function': '0 of 2 in 1' }],
    ['samLogs.log', { 'unknown function': '2 of 7 in 2' }],
    ['console.csv', { 'unknown function': '1 of 5 in 1' }],
  ])('%s', (name, expected) => {
    expect(coldStarts(fixture(name))).toEqual(expected);
  });
});

test('the order of log events makes no difference where they have times', () => {
  const { events } = JSON.parse(fixture('filterLogEvents.json')) as { events: unknown[] };
  const expected = coldStarts(fixture('filterLogEvents.json'));
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(coldStarts(JSON.stringify({ events: shuffled }))).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('what happened within one millisecond is told in its order, also where the latest comes first', () => {
  const id = '7c26847f-0316-409e-bbbb-e9eaa8948c89';
  const report = `REPORT RequestId: ${id}\tDuration: 0.80 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t`;
  const rows = [
    `2026-11-20 09:30:01.000,${report}`,
    `2026-11-20 09:30:01.000,END RequestId: ${id}`,
    `2026-11-20 09:30:01.000,START RequestId: ${id} Version: $LATEST`,
    '2026-11-20 09:30:00.000,INIT_START Runtime Version: nodejs:22.v48',
  ];
  const { events } = importTimeline(['@timestamp,@message', ...rows].join('\n'));
  expect(events.map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.initReport',
    'platform.start',
    'platform.report',
    'environment.frozen',
  ]);
});

test('exports that overlap count once', () => {
  const once = fixture('subscription.json');
  expect(coldStarts(once + once)).toEqual(coldStarts(once));
});

describe('texts that are something else', () => {
  test.each([
    '',
    ' \n\n',
    '{',
    '[]',
    '{}',
    'null',
    'hello\nworld',
    '[1,2]',
    '{"events":[{}]}',
    'a,b\n1,2',
    '@message\n',
  ])('%j gives nothing, and says what is expected', (text) => {
    const { events, notices } = importTimeline(text);
    expect(events).toEqual([]);
    expect(notices.at(-1)).toContain('expected are START and REPORT lines');
  });

  test('a beginning or an end that is missing is no problem', () => {
    for (const name of NAMES) {
      const text = fixture(name);
      for (let cut = 0; cut < text.length; cut += 211) {
        for (const part of [text.slice(cut), text.slice(0, cut)]) timelineRows(importTimeline(part).events);
      }
    }
  });

  test('damaged texts do not stop it', () => {
    const texts = NAMES.map(fixture);
    const damage = fc.tuple(fc.nat(), fc.nat(40), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 6 }), (text, damages) => {
        const damaged = damages.reduce((whole, [at, length, replacement]) => {
          const from = at % Math.max(1, whole.length);
          return whole.slice(0, from) + replacement + whole.slice(from + length);
        }, text);
        const { events } = importTimeline(damaged);
        for (const row of timelineRows(events).rows)
          for (const span of row.spans) expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
      }),
      { numRuns: 300 },
    );
  });
});
