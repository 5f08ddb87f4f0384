import { describe, expect, test } from 'vitest';
import { timelineRows } from '../../../../src/timeline/rows';
import { compareInvocations, comparisonText } from '../../../../src/timeline/view/compare';
import { copyText, detailsOf } from '../../../../src/timeline/view/details';
import { lanesOf } from '../../../../src/timeline/view/lanes';
import { itemAt, laneAt } from '../../../../src/timeline/view/layout';
import { measure } from '../../../../src/timeline/view/measure';
import { minimap } from '../../../../src/timeline/view/minimap';
import { neighbourInRow, neighbourLane } from '../../../../src/timeline/view/neighbours';
import { nextMatch, search } from '../../../../src/timeline/view/search';
import { findInvocation, findSpan, sameSelection, selectSpan } from '../../../../src/timeline/view/selection';
import type { Selection } from '../../../../src/timeline/view/selection';
import { stripOf } from '../../../../src/timeline/view/strip';
import { tableRows, tableText } from '../../../../src/timeline/view/table';
import { niceStep } from '../../../../src/timeline/view/ticks';
import { followNow, reveal, showsNow, zoomTo } from '../../../../src/timeline/view/viewport';
import { LAYOUT_CASES } from './layoutStreams';
import { layOut } from './layoutText';
import type { LaidOut } from './layoutText';

function laidOut(name: string): LaidOut {
  const { events, choices } = LAYOUT_CASES[name] ?? { events: () => [] };
  return layOut(events(), choices);
}

const SHOWN = [
  'tenInvocations',
  'failures',
  'debuggerPauses',
  'extensions',
  'evidence',
  'imports',
  'asynchronousRetries',
];

test.each([...SHOWN, 'throttled', 'cutShort', 'underWay', 'asynchronousGivenUp'])('%s as a table', async (name) => {
  const { lanes, timeline } = laidOut(name);
  const rows = tableRows(lanes, timeline);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  await expect(`${tableText(rows)}\n`).toMatchFileSnapshot(`../../../golden/timeline/table/${name}.txt`);
});

test('the table has every span and mark of the drawing', () => {
  for (const name of Object.keys(LAYOUT_CASES)) {
    const { lanes, timeline } = laidOut(name);
    const shown = tableRows(lanes, timeline).filter(({ key }) => key.includes(' span ') || key.includes(' mark '));
    const spans = lanes.flatMap((lane) => (lane.kind === 'environment' ? lane.row.spans : []));
    const marks = lanes.flatMap((lane): readonly unknown[] =>
      lane.kind === 'environment' ? lane.row.marks : lane.kind === 'queue' ? lane.marks : [],
    );
    expect(shown).toHaveLength(spans.length + marks.length);
  }
});

test.each(SHOWN)('%s in detail', async (name) => {
  const { timeline } = laidOut(name);
  const selections: Selection[] = [
    ...timeline.rows.flatMap((row) => row.spans.map((span) => selectSpan(row, span))),
    ...timeline.rows.map(({ environmentId }) => ({ kind: 'environment', environmentId }) as const),
    ...timeline.rows.flatMap(({ environmentId, incidents }) =>
      incidents.map(({ atMs }) => ({ kind: 'mark', environmentId, atMs }) as const),
    ),
    ...timeline.asynchronous.map(
      ({ functionName, requestId }) => ({ kind: 'queue', functionName, requestId }) as const,
    ),
  ];
  const texts = selections.map((selection) => {
    const details = detailsOf(timeline, selection, { event: '{}', result: '"done"' });
    return details === undefined ? 'nothing' : copyText(details);
  });
  await expect(`${texts.join('\n\n----\n\n')}\n`).toMatchFileSnapshot(`../../../golden/timeline/details/${name}.txt`);
});

test('what is no longer there has no details', () => {
  const { timeline } = laidOut('oneInvocation');
  const gone = { kind: 'span', environmentId: 'nobody', phase: 'init', startMs: 0 } as const;
  expect(detailsOf(timeline, gone)).toBeUndefined();
  expect(findSpan(timeline, gone)).toBeUndefined();
});

test('cold and warm side by side', () => {
  const { timeline } = laidOut('evidence');
  const cold = findInvocation(timeline, '3f9c2a71-request-1');
  const warm = findInvocation(timeline, '3f9c2a71-request-2');
  if (cold === undefined || warm === undefined) throw new Error('invocations are missing');
  const comparison = compareInvocations(timeline, cold, warm);
  expect(comparison === undefined ? '' : comparisonText(comparison).replaceAll('\t', ' | ')).toMatchInlineSnapshot(`
    " | orders cold at 150 ms | orders warm at 565 ms | Difference
    Start | cold | warm
    Status | success | success
    Duration | 15 ms | 15 ms
    Init | 150 ms | 0 ms | -150 ms
    Billed | 15 ms | 15 ms
    Memory | 61 MB | 61 MB
    Connections opened | 1 | 1
    Time connecting | 4.0 ms | 6.0 ms | +2.0 ms
    Connections open at the end | 1 | 1
    Files changed | 1 | 0 | -1
    Variables changed | 1 | 0 | -1
    Work left behind | 1 | 0 | -1"
  `);
  expect(comparison?.lines.find(({ name }) => name === 'Init')?.verdict).toBe('better');
});

describe('search', () => {
  const { timeline } = laidOut('failures');
  test('looks in request ids, error types, logs, functions and environments', () => {
    const found = (text: string): string[] => search(timeline, { text }).matches.map((match) => match.text);
    expect(found('exiterror')).toEqual(['Runtime.ExitError', 'Runtime.ExitError']);
    expect(found('does not answer')).toEqual(['calling a service that does not answer']);
    expect(found('request-2')).toEqual(['3f9c2a71-request-2']);
    expect(found('ORDERS')).toEqual(['orders']);
    expect(found('3f9c2a71')[0]).toBe('3f9c2a71');
    expect(found('')).toEqual([]);
  });

  test('with and without case, as text or as a regular expression', () => {
    const count = (text: string, options = {}): number => search(timeline, { text, ...options }).matches.length;
    expect(count('exiterror', { caseSensitive: true })).toBe(0);
    expect(count('request-[13]$')).toBe(0);
    expect(count('request-[13]$', { regularExpression: true })).toBe(2);
    expect(search(timeline, { text: '(', regularExpression: true }).problem).toMatch(/regular expression/i);
  });

  test('goes on and back, round and round', () => {
    const { matches } = search(timeline, { text: 'request-' });
    const times = matches.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    const [first = 0, second = 0] = times;
    expect(nextMatch(matches, first, 1)).toBe(1);
    expect(nextMatch(matches, second, -1)).toBe(0);
    expect(nextMatch(matches, first, -1)).toBe(matches.length - 1);
    expect(nextMatch(matches, times.at(-1) ?? 0, 1)).toBe(0);
    expect(nextMatch([], 0, 1)).toBe(-1);
  });
});

describe('moving by keys', () => {
  const { timeline, lanes } = laidOut('concurrent');
  const first = neighbourLane(lanes, undefined, 1);
  test('along a row, by phase or by invocation, to its ends', () => {
    expect(first).toMatchObject({ kind: 'queue' });
    const row = neighbourLane(lanes, first, 1);
    expect(row).toMatchObject({ environmentId: '3f9c2a71', phase: 'init' });
    if (row === undefined) throw new Error('there is no lane below');
    const cold = neighbourInRow(timeline, row, 1, 'span');
    expect(cold).toMatchObject({ phase: 'invoke', requestId: '3f9c2a71-request-1' });
    const warm = neighbourInRow(timeline, cold, 1, 'invocation');
    expect(warm).toMatchObject({ phase: 'invoke', requestId: '3f9c2a71-request-2' });
    expect(neighbourInRow(timeline, warm, -1, 'span')).toMatchObject({ phase: 'frozen' });
    expect(neighbourInRow(timeline, warm, 1, 'invocation')).toBe(warm);
    expect(neighbourInRow(timeline, row, -1, 'span')).toBe(row);
  });

  test('to what is at the same time in other lanes', () => {
    const [row] = timeline.rows;
    const span = row?.spans[3];
    if (row === undefined || span === undefined) throw new Error('the row is missing');
    const below = neighbourLane(lanes, selectSpan(row, span), 1);
    expect(below).toMatchObject({ environmentId: 'b04d11e6', phase: 'frozen' });
    expect(neighbourLane(lanes, below, -1)).toMatchObject({ environmentId: '3f9c2a71', phase: 'frozen' });
  });
});

describe('pointing', () => {
  const { layout, timeline } = laidOut('failures');
  test('finds what is drawn there, marks before phases', () => {
    const phase = itemAt(layout, 300, 24 + 10, 0);
    expect(phase).toMatchObject({ kind: 'phase', pattern: 'warm' });
    expect(itemAt(layout, 696, 24 + 30, 0)).toMatchObject({ shape: 'mark', kind: 'timeout' });
    expect(itemAt(layout, 300, 10, 0)).toBeUndefined();
    expect(itemAt(layout, 300, 0, 24 + 10)).toEqual(phase);
    const found = phase === undefined ? undefined : findSpan(timeline, phase.selection);
    expect(found?.span).toMatchObject({ phase: 'invoke', status: 'timeout' });
    expect(sameSelection(phase?.selection, found === undefined ? undefined : selectSpan(found.row, found.span))).toBe(
      true,
    );
  });

  test('finds lanes', () => {
    expect(laneAt(layout.lanes, 30, 0)?.lane.kind).toBe('environment');
    expect(laneAt(layout.lanes, 10, 0)?.lane.kind).toBe('function');
    expect(laneAt(layout.lanes, 500, 0)).toBeUndefined();
  });
});

test('measuring, in either direction', () => {
  const { lanes, timeline } = laidOut('concurrent');
  const at = timeline.startMs;
  expect(measure(lanes, at + 600, at).text).toBe('600 ms, 4 invocations, 4 cold, 415 ms billed');
  expect(measure(lanes, at + 700, at + 800).text).toBe('100 ms, 0 invocations');
  const bad = laidOut('failures');
  expect(measure(bad.lanes, bad.timeline.startMs, bad.timeline.endMs)).toMatchObject({ invocations: 3, failures: 2 });
});

test('the minimap counts every invocation once, and all of their time', () => {
  for (const name of Object.keys(LAYOUT_CASES)) {
    const { lanes, timeline, scale } = laidOut(name);
    const spans = timeline.rows.flatMap((row) => row.spans);
    const shown = lanes.some(({ kind }) => kind === 'environment') ? lanesOf(timeline) : lanes;
    for (const columns of [1, 40, 300]) {
      const { buckets } = minimap(shown, scale, columns);
      expect(buckets).toHaveLength(columns);
      const count = buckets.reduce((sum, { invocations }) => sum + invocations, 0);
      if (shown !== lanes) expect(count).toBe(spans.filter(({ phase }) => phase === 'invoke').length);
    }
  }
  const { lanes, timeline } = laidOut('gapsNotCollapsed');
  const { scale } = laidOut('gapsNotCollapsed');
  const { buckets } = minimap(lanes, scale, 10);
  const warmMs = buckets.reduce((sum, { warm }) => sum + warm, 0) * ((timeline.endMs - timeline.startMs) / 10);
  expect(warmMs).toBeCloseTo(144.4, 3);
});

test('the strip sums up', () => {
  expect(stripOf(laidOut('imports').timeline)).toMatchInlineSnapshot(`
    {
      "cold": {
        "count": 1,
        "maxMs": 20,
        "p50Ms": 20,
        "p90Ms": 20,
        "p99Ms": 20,
      },
      "coldRate": 0.5,
      "coldStarts": 1,
      "failed": 0,
      "init": {
        "count": 1,
        "maxMs": 400,
        "p50Ms": 400,
        "p90Ms": 400,
        "p99Ms": 400,
      },
      "invocations": 2,
      "memory": [
        {
          "atMs": 5420,
          "value": 61,
        },
      ],
      "memorySizeMB": 128,
      "modules": [
        {
          "count": 1,
          "medianMs": 290,
          "name": "./orders",
          "totalMs": 290,
        },
        {
          "count": 1,
          "medianMs": 4,
          "name": "./settings",
          "totalMs": 4,
        },
      ],
      "storage": [
        {
          "atMs": 5420,
          "value": 1258291,
        },
      ],
      "storageLimitBytes": 536870912,
      "warm": {
        "count": 1,
        "maxMs": 4,
        "p50Ms": 4,
        "p90Ms": 4,
        "p99Ms": 4,
      },
    }
  `);
  const { timeline } = laidOut('concurrent');
  expect(stripOf(timeline, new Set(['report']))).toMatchObject({ invocations: 1, coldStarts: 1, coldRate: 1 });
  expect(stripOf(timelineRows([]))).toMatchObject({ invocations: 0, coldRate: 0, modules: [], memory: [] });
});

test('following, revealing and zooming', () => {
  const { scale, timeline } = laidOut('concurrent');
  const at = timeline.startMs;
  const shown = { startMs: at + 100, endMs: at + 300 };
  expect(followNow(shown, scale, timeline.endMs)).toEqual({ startMs: timeline.endMs - 200, endMs: timeline.endMs });
  expect([showsNow(shown, at + 300), showsNow(shown, at + 301)]).toEqual([true, false]);
  expect(reveal(shown, scale, { startMs: at + 150, endMs: at + 200 })).toBe(shown);
  expect(reveal(shown, scale, { startMs: at + 400, endMs: at + 450 })).toEqual({ startMs: at + 260, endMs: at + 460 });
  expect(reveal(shown, scale, { startMs: at + 50, endMs: at + 60 })).toEqual({ startMs: at + 40, endMs: at + 240 });
  expect(zoomTo({ startMs: at + 100, endMs: at + 200 }, scale)).toEqual({ startMs: at + 95, endMs: at + 205 });
});

test.each([
  [0.0003, 0.0005],
  [0.3, 0.5],
  [3, 5],
  [700, 1_000],
  [11_000, 15_000],
  [4_000_000, 7_200_000],
  [100_000_000, 172_800_000],
])('for %d ms between labels the step is %d ms', (wanted, step) => {
  expect(niceStep(wanted)).toBeCloseTo(step, 9);
});
