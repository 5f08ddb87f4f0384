import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { timelineRows } from '../../../src/timeline/rows';
import { TimelineModel } from '../../../src/timeline/timelineModel';
import { afterRestart, asynchronous, manyInvocations, outOfOrder } from '../../support/eventStreams';
import { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';
import { LAYOUT_CASES } from './view/layoutStreams';

const streams = Object.values(LAYOUT_CASES).map(({ events }) => events());

test('built bit by bit, asked now and then, it is the same as built at once', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...streams),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (events, sizes, asked) => {
        const model = new TimelineModel();
        for (let from = 0, turn = 0; from < events.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          model.add(events.slice(from, from + size));
          if (asked) model.timeline();
          from += size;
        }
        expect(structuredClone(model.timeline())).toEqual(structuredClone(timelineRows(events)));
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

test('an order that telemetry has mixed up is put right', () => {
  for (const name of ['failures', 'tenInvocations', 'extensions', 'provisioned', 'withoutFreeze']) {
    const events = SCENARIOS[name]?.() ?? [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const { rows, startMs, endMs } = timelineRows(outOfOrder(events, 8, seed));
      const expected = timelineRows(events);
      expect(rows.map(({ spans }) => spans)).toEqual(expected.rows.map(({ spans }) => spans));
      expect([startMs, endMs]).toEqual([expected.startMs, expected.endMs]);
    }
  }
});

test('spans, marks, incidents and pauses are ordered in whatever order events come', () => {
  fc.assert(
    fc.property(fc.constantFrom(...streams), fc.integer({ min: 0, max: 40 }), fc.nat(), (events, distance, seed) => {
      for (const row of timelineRows(outOfOrder(events, distance, seed + 1)).rows) {
        let lastMs = -Infinity;
        for (const { startMs, endMs } of row.spans) {
          expect(startMs).toBeGreaterThanOrEqual(lastMs);
          expect(endMs).toBeGreaterThanOrEqual(startMs);
          lastMs = endMs;
        }
        for (const times of [row.marks, row.incidents].map((list) => list.map(({ atMs }) => atMs))) {
          expect(times).toEqual([...times].sort((left, right) => left - right));
        }
      }
    }),
    { seed: 2, numRuns: 100 },
  );
});

describe('asked often', () => {
  test('rows that did not change are the same objects, and lists grow in place', () => {
    const model = new TimelineModel();
    const scenario = new Scenario();
    const busy = scenario.environment('busy').created().init(10).invoke(5);
    scenario.environment('gone').created().init(10).invoke(5).shutdown(1);
    model.add(scenario.events);
    const [before, gone] = model.timeline().rows;
    const known = new Set(scenario.events);
    busy.frozen(100).invoke(5);
    model.add(scenario.events.filter((event) => !known.has(event)));
    const [after, goneStill] = model.timeline().rows;
    expect(goneStill).toBe(gone);
    expect(after).not.toBe(before);
    expect(after?.spans).toBe(before?.spans);
    expect(model.timeline().rows[0]).toBe(after);
  });

  test('what is under way lasts until now, on the clock of the host that spoke last', () => {
    const scenario = new Scenario();
    scenario.environment('e').created().init(10).start();
    const model = new TimelineModel();
    model.add(scenario.events);
    const nowMs = (scenario.events.at(-1)?.monotonicMs ?? 0) + 300;
    expect(model.timeline(nowMs).rows[0]?.spans.at(-1)).toMatchObject({ open: true, durationMs: 300 });
    model.add(afterRestart(scenario.events, 60_000));
    // The host that was there before is gone: its row does not go on.
    const [old, current] = model.timeline(210 + 500).rows;
    expect(current?.spans.at(-1)).toMatchObject({ open: true, durationMs: 500 });
    expect(old?.spans.at(-1)).toMatchObject({ open: true, durationMs: 0 });
  });
});

describe('clocks', () => {
  test('after a restart, wall clocks say how far apart things are', () => {
    const events = SCENARIOS['oneInvocation']?.() ?? [];
    const { rows } = timelineRows([...events, ...afterRestart(events, 86_400_000)]);
    expect(rows.map(({ startMs, endMs }) => endMs - startMs)).toEqual([
      expect.closeTo(2_294.8),
      expect.closeTo(2_294.8),
    ]);
    expect((rows[1]?.startMs ?? 0) - (rows[0]?.startMs ?? 0)).toBeCloseTo(86_400_000);
  });

  test('a wall clock that wanders takes nobody along', () => {
    const events = (SCENARIOS['tenInvocations']?.() ?? []).map((event, index): LifecycleEvent => ({
      ...event,
      epochMs: event.epochMs + index * 150,
    }));
    const expected = timelineRows(SCENARIOS['tenInvocations']?.() ?? []).rows[0]?.spans;
    expect(timelineRows(events).rows[0]?.spans).toEqual(expected);
  });
});

test('an asynchronous invocation is followed over its attempts, the answers of which come before their reports', () => {
  const events = asynchronous('r1', 'e1', 0, { failures: 1, delayMs: 500 });
  const retry = events.findIndex(({ type }) => type === 'asynchronous.retry');
  const report = events.findIndex(({ type }) => type === 'platform.report');
  const [moved] = events.splice(retry, 1);
  if (moved !== undefined) events.splice(report, 0, { ...moved, monotonicMs: moved.monotonicMs - 1 });
  const [invocation] = timelineRows(events).asynchronous;
  expect(invocation?.state).toBe('succeeded');
  expect(invocation?.stages.map(({ kind, attempt, failed }) => `${kind} ${attempt}${failed ? ' failed' : ''}`)).toEqual(
    ['queued 1', 'attempt 1 failed', 'retryWait 2', 'attempt 2'],
  );
});

test('a million events', () => {
  const model = new TimelineModel();
  let count = 0;
  for (const event of manyInvocations(100, 142_900)) {
    model.add([event]);
    count += 1;
  }
  const { rows, startMs, endMs } = model.timeline();
  const spans = rows.flatMap((row) => row.spans);
  const number = (phase: string): number => spans.filter((span) => span.phase === phase).length;
  expect({
    events: count,
    rows: rows.length,
    init: number('init'),
    invoke: number('invoke'),
    frozen: number('frozen'),
    open: spans.filter(({ open }) => open).length,
    cold: spans.filter((span) => span.phase === 'invoke' && span.cold).length,
    incidents: rows.reduce((sum, { incidents }) => sum + incidents.length, 0),
    marks: rows.reduce((sum, { marks }) => sum + marks.length, 0),
    lastedMs: Math.round(endMs - startMs),
  }).toMatchInlineSnapshot(`
    {
      "cold": 100,
      "events": 1000500,
      "frozen": 142900,
      "incidents": 285,
      "init": 100,
      "invoke": 142900,
      "lastedMs": 714797,
      "marks": 142900,
      "open": 100,
      "rows": 100,
    }
  `);
}, 180_000);
