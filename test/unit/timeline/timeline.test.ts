import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { timelineRows } from '../../../src/timeline/rows';
import { summarise, summaryText } from '../../../src/timeline/summary';
import { timelineText } from '../../../src/timeline/text';
import type { TextOptions } from '../../../src/timeline/text';
import type { Timeline } from '../../../src/timeline/timeline';
import { traceEvents } from '../../../src/timeline/traceEvents';
import { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';

const LONG: ReadonlySet<string> = new Set(['thousandInvocations', 'manyEnvironments']);
const all = Object.entries(SCENARIOS);
const short = all.filter(([name]) => !LONG.has(name));

function stream(name: string): LifecycleEvent[] {
  return SCENARIOS[name]?.() ?? [];
}

function draw(events: Iterable<LifecycleEvent>, options: TextOptions): string {
  return timelineText(timelineRows(events), options);
}

/** Rows in milliseconds since the start, one line per span, pause and mark. */
function renderRows({ startMs, endMs, startEpochMs, rows, queue }: Timeline): string {
  const since = (ms: number): string => String(Math.round((ms - startMs) * 10) / 10);
  const lines = [`0 to ${since(endMs)}, from ${new Date(startEpochMs).toISOString()}`];
  for (const row of rows) {
    const end = `${since(row.endMs)}${row.stopped ? ', stopped' : ''}`;
    lines.push(
      `${row.functionName} ${row.environmentId} ${since(row.startMs)} to ${end} (${row.reason ?? 'unknown reason'})`,
    );
    for (const { phase, startMs: from, endMs: to, ...rest } of row.spans) {
      const details = JSON.stringify(rest, (key, value: unknown) => {
        if (typeof value !== 'number') return value;
        return Math.round((key === 'runtimeDoneMs' ? value - startMs : value) * 10) / 10;
      });
      lines.push(`  ${phase} ${since(from)} to ${since(to)} ${details}`);
    }
    for (const pause of row.pauses) lines.push(`  paused ${since(pause.startMs)} to ${since(pause.endMs)}`);
    for (const { kind, atMs, text } of row.marks) lines.push(`  ${kind} at ${since(atMs)}: ${text}`);
  }
  for (const { kind, atMs, text } of queue) lines.push(`${kind} at ${since(atMs)}: ${text}`);
  return `${lines.join('\n')}\n`;
}

test.each(all)('%s as text', async (name, events) => {
  await expect(`${draw(events(), { width: 100 })}\n`).toMatchFileSnapshot(`../../golden/timeline/text/${name}.txt`);
});

test.each(all)('%s as a summary', async (name, events) => {
  await expect(`${summaryText(summarise(events()))}\n`).toMatchFileSnapshot(
    `../../golden/timeline/summary/${name}.txt`,
  );
});

test.each(short)('%s as rows', async (name, events) => {
  await expect(renderRows(timelineRows(events()))).toMatchFileSnapshot(`../../golden/timeline/rows/${name}.txt`);
});

test.each(short)('%s as trace events', async (name, events) => {
  const lines = traceEvents(events()).traceEvents.map((event) => JSON.stringify(event));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../golden/timeline/trace/${name}.txt`);
});

describe('rows', () => {
  test('streams that begin or end anywhere give spans in order that do not overlap', () => {
    for (const [, scenario] of short) {
      const events = scenario();
      for (let cut = 0; cut <= events.length; cut += 1) {
        for (const part of [events.slice(cut), events.slice(0, cut)]) {
          for (const row of timelineRows(part).rows) {
            let lastMs = row.startMs;
            for (const span of row.spans) {
              expect(span.startMs).toBeGreaterThanOrEqual(lastMs);
              expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
              lastMs = span.endMs;
            }
            expect(row.endMs).toBeGreaterThanOrEqual(lastMs);
          }
        }
      }
    }
  });

  test('every invocation is there once, however the stream was cut', () => {
    const events = stream('tenInvocations');
    for (let cut = 0; cut <= events.length; cut += 1) {
      const part = events.slice(cut);
      const reported = new Set(
        part.flatMap((event) => (event.type === 'platform.report' ? [event.record.requestId] : [])),
      );
      const spans = timelineRows(part).rows.flatMap((row) => row.spans.filter(({ phase }) => phase === 'invoke'));
      expect(spans).toHaveLength(reported.size);
    }
  });

  test('a phase under way lasts until the latest event of the whole stream', () => {
    const scenario = new Scenario();
    scenario.environment('first').created().init(10).start();
    scenario.environment('second', 500).created();
    const [first] = timelineRows(scenario.events).rows;
    expect(first?.spans.at(-1)).toMatchObject({ phase: 'invoke', open: true, durationMs: 490, cold: true });
  });
});

test('a report that does not count the pauses of a debugger still ends where it was written', () => {
  const scenario = new Scenario();
  const environment = scenario.environment('e').init(100).start().paused(9_000).wait(8);
  const { requestId } = environment;
  const metrics = { durationMs: 8, billedDurationMs: 8, memorySizeMB: 128, maxMemoryUsedMB: 61 };
  environment.emit('platform.report', { requestId, status: 'success', metrics });
  const invoke = timelineRows(scenario.events).rows[0]?.spans.at(-1);
  expect((invoke?.endMs ?? 0) - (invoke?.startMs ?? 0)).toBe(9_008);
  expect(invoke?.durationMs).toBe(8);
});

describe('text', () => {
  test.each([60, 80, 200])('no line is longer than %d characters, and none ends in blanks', (width) => {
    for (const [, events] of all) {
      for (const line of draw(events(), { width }).split('\n')) {
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/\s$/);
      }
    }
  });

  test('style adds to the text and takes nothing from it', () => {
    for (const [, events] of all) {
      const styled = draw(events(), { width: 80, paint: (style, text) => `<${style}>${text}</>` });
      expect(styled.replace(/<\/?\w*>/g, '')).toBe(draw(events(), { width: 80 }));
    }
  });

  test('phases are told apart by style too', async () => {
    const text = draw(stream('failures'), { width: 100, paint: (style, part) => `<${style}>${part}</>` });
    await expect(`${text}\n`).toMatchFileSnapshot('../../golden/timeline/styled.txt');
  });

  test('environments beyond the given number are summed up', () => {
    const lines = draw(stream('manyEnvironments'), { width: 100, maximumRows: 2 }).split('\n');
    expect(lines).toContain('          and 23 more environments, 23 invocations (23 cold, 0 warm)');
    expect(lines.filter((line) => line.startsWith('burst-'))).toHaveLength(2);
  });

  test('an hour of idle time takes no more room than a second of it', () => {
    const withIdle = (idleMs: number): string => {
      const scenario = new Scenario();
      scenario.environment('e').init(100).invoke(10).frozen(idleMs).invoke(10).frozen(1_000).invoke(10);
      return draw(scenario.events, { width: 100 });
    };
    const work = (text: string): number => text.replace(/[^░▓█]/g, '').length;
    expect(work(withIdle(3_600_000))).toBeGreaterThanOrEqual(work(withIdle(1_000)) - 5);
  });
});

test('among too many invocations for columns of their own, an hour of idle time takes one or two', () => {
  const scenario = new Scenario();
  const environment = scenario.environment('e').init(100);
  for (let count = 0; count < 400; count += 1) environment.invoke(5).frozen(count === 200 ? 3_600_000 : 20);
  const [, , bar = ''] = draw(scenario.events, { width: 100 }).split('\n');
  expect(bar).toMatch(/[░▒▓█]··?[░▒▓█]/);
  expect(bar.length).toBeGreaterThan(95);
});

describe('trace events', () => {
  test.each(all)('%s: complete events nest in their thread, times are whole microseconds', (_name, events) => {
    const trace = traceEvents(events());
    expect(JSON.parse(JSON.stringify(trace))).toMatchObject({ displayTimeUnit: 'ms' });
    const open = new Map<string, number[]>();
    for (const { pid, tid, ts = -1, dur = -1 } of trace.traceEvents.filter(({ ph }) => ph === 'X')) {
      expect(Number.isInteger(ts) && Number.isInteger(dur) && ts >= 0 && dur >= 0).toBe(true);
      const ends = open.get(`${pid}/${tid}`) ?? [];
      while ((ends.at(-1) ?? Infinity) <= ts) ends.pop();
      expect(ts + dur).toBeLessThanOrEqual(ends.at(-1) ?? Infinity);
      open.set(`${pid}/${tid}`, [...ends, ts + dur]);
    }
  });

  test('spans of a record that are longer than their invocation are cut to nest in it', () => {
    const scenario = new Scenario();
    const spans = [{ name: 'responseLatency', start: '2026-11-21T12:00:00.000Z', durationMs: 500 }];
    scenario.environment('e').init(100).invoke(10, { spans });
    const { traceEvents: events } = traceEvents(scenario.events);
    expect(events.find(({ name }) => name === 'responseLatency')).toMatchObject({ ts: 100_000, dur: 10_000 });
  });

  test('every slice belongs to a named process and thread', () => {
    const { traceEvents: events } = traceEvents(stream('concurrent'));
    const named = (name: string): string[] =>
      events.flatMap((event) =>
        event.name === name ? [`${event.pid}/${name === 'process_name' ? '' : event.tid}`] : [],
      );
    for (const { ph, pid, tid } of events) {
      if (ph !== 'X' && ph !== 'i') continue;
      expect(named('process_name')).toContain(`${pid}/`);
      expect(named('thread_name')).toContain(`${pid}/${tid}`);
    }
  });
});

test('summaries are numbers that a program can use', () => {
  expect(summarise(stream('tenInvocations'))).toEqual([
    {
      functionName: 'orders',
      environments: 1,
      invocations: 10,
      failed: 0,
      failures: [],
      init: { count: 1, p50Ms: 182, p90Ms: 182, p99Ms: 182, maxMs: 182 },
      cold: { count: 1, p50Ms: 41.7, p90Ms: 41.7, p99Ms: 41.7, maxMs: 41.7 },
      warm: { count: 9, p50Ms: 3.1, p90Ms: 120, p99Ms: 120, maxMs: 120 },
      frozenMs: 3_607_400,
      memorySizeMB: 128,
      maxMemoryUsedMB: 69,
      storage: { usedBytes: 1_258_291, limitBytes: 536_870_912 },
      queue: [],
    },
  ]);
});
