import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { csvText, parseCsv } from '../../../../src/timeline/exchange/csv';
import { exportTimeline } from '../../../../src/timeline/exchange/exportTimeline';
import { importTimeline } from '../../../../src/timeline/exchange/importTimeline';
import { timelineRows } from '../../../../src/timeline/rows';
import { summarise } from '../../../../src/timeline/summary';
import type { TimelineSpan } from '../../../../src/timeline/timeline';
import { traceProblems } from '../../../support/traceRules';
import { randomStreams } from '../randomStreams';
import { Scenario } from '../scenario';
import { SCENARIOS } from '../scenarios';

const all = Object.entries(SCENARIOS);
const schema = JSON.parse(readFileSync('test/fixtures/otlp/traces.schema.json', 'utf8')) as object;
const validateOtlp = new Ajv({ allErrors: true, strict: true }).compile(schema);

function otlpProblems(text: string): unknown {
  validateOtlp(JSON.parse(text));
  return validateOtlp.errors ?? [];
}

interface Ids {
  readonly resourceSpans: {
    readonly scopeSpans: {
      readonly spans: { readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string }[];
    }[];
  }[];
}

/** Spans of a batch by their ids, which must not repeat. */
function spanIds(text: string): { readonly ids: string[]; readonly parents: string[] } {
  const spans = (JSON.parse(text) as Ids).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  return {
    ids: spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`),
    parents: spans.flatMap(({ traceId, parentSpanId }) =>
      parentSpanId === undefined ? [] : [`${traceId} ${parentSpanId}`],
    ),
  };
}

describe('Chrome trace events', () => {
  test.each(all)('%s follows the rules', (_name, events) => {
    expect(traceProblems(JSON.parse(exportTimeline(events(), 'trace').text))).toEqual([]);
  });

  test('imports that overlap without nesting get a track of their own', () => {
    const scenario = new Scenario();
    const imports = [
      { name: 'outer', depth: 0, startMs: 0, durationMs: 60 },
      { name: 'later', depth: 0, startMs: 30, durationMs: 60 },
    ];
    scenario
      .environment('e')
      .init(100)
      .emit('evidence.imports', { startEpochMs: Date.UTC(2026, 10, 21, 12), imports });
    const { text } = exportTimeline(scenario.events, 'trace');
    expect(traceProblems(JSON.parse(text))).toEqual([]);
    const { traceEvents } = JSON.parse(text) as { traceEvents: { name: string; ph: string }[] };
    const phasesOf = (wanted: string): string[] =>
      traceEvents.filter(({ name }) => name === wanted).map(({ ph }) => ph);
    expect([phasesOf('import outer'), phasesOf('import later')]).toEqual([['X'], ['b', 'e']]);
  });

  test('streams of every kind follow the rules', () => {
    fc.assert(
      fc.property(randomStreams, (events) => {
        expect(traceProblems(JSON.parse(exportTimeline(events, 'trace').text))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('OTLP', () => {
  test.each(all)('%s is valid', (_name, events) => {
    expect(otlpProblems(exportTimeline(events(), 'otlp').text)).toEqual([]);
  });

  test('streams of every kind are valid, with ids of their own and parents that exist', () => {
    fc.assert(
      fc.property(randomStreams, (events) => {
        const { text } = exportTimeline(events, 'otlp');
        expect(otlpProblems(text)).toEqual([]);
        const { ids, parents } = spanIds(text);
        expect(new Set(ids).size).toBe(ids.length);
        expect(parents.filter((parent) => !ids.includes(parent))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the traces of an invocation, its Init phase and its logs', async () => {
    const events = SCENARIOS['failures']?.() ?? [];
    const traces: unknown = JSON.parse(exportTimeline(events, 'otlp').text);
    await expect(`${JSON.stringify(traces, undefined, 2)}\n`).toMatchFileSnapshot(
      '../../../golden/timeline/otlp/failures.json',
    );
  });

  test('traces of another vendor are read as invocations', () => {
    const { events, style } = importTimeline(readFileSync('test/fixtures/otlp/lambdaInstrumentation.json', 'utf8'));
    expect(style).toBe('OTLP traces');
    expect(story(events)).toEqual([
      'orders 3f9c2a71',
      'init 0 ms success',
      'invoke 89 ms success cold 7c26847f-0316-409e-bbbb-e9eaa8948c89',
      'invoke 12 ms error warm 43435cc5-2eae-45cf-96d0-cc5fd4c28c2e',
    ]);
  });
});

/** What happened, without what formats of slices cannot tell. */
function story(events: readonly LifecycleEvent[]): string[] {
  return timelineRows(events).rows.flatMap((row) => [
    `${row.functionName} ${row.environmentId}`,
    ...row.spans.filter(({ phase, endMs, startMs }) => phase !== 'frozen' || endMs > startMs).map(spanLine),
  ]);
}

function spanLine(span: TimelineSpan): string {
  const { phase } = span;
  const durationMs = Math.round(phase === 'frozen' ? span.endMs - span.startMs : span.durationMs);
  if (phase === 'frozen' || phase === 'shutdown') return `${phase} ${durationMs} ms`;
  const rest = phase === 'invoke' ? ` ${span.cold ? 'cold' : 'warm'} ${span.requestId}` : '';
  const failure = span.errorType === undefined ? '' : ` ${span.errorType}`;
  return `${phase} ${durationMs} ms ${span.open ? 'open' : (span.status ?? 'unknown')}${failure}${rest}`;
}

describe('what was exported is read again', () => {
  test.each(all)('%s as events, without any loss', (_name, scenario) => {
    const events = scenario();
    if (events.length === 0) return;
    expect(importTimeline(exportTimeline(events, 'events').text)).toEqual({
      style: 'events of Warmpath',
      events,
      notices: [],
    });
  });

  // Times of fractions are rounded another way there.
  test.each(all.filter(([name]) => name !== 'thousandInvocations'))('%s as a Chrome trace', (_name, scenario) => {
    const events = scenario();
    const again = importTimeline(exportTimeline(events, 'trace').text);
    expect(story(again.events)).toEqual(story(events));
    expect(logs(again.events)).toEqual(logs(events));
  });

  test.each(all)('%s as OTLP', (_name, scenario) => {
    const events = scenario();
    const again = importTimeline(exportTimeline(events, 'otlp').text);
    const work = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('frozen'));
    expect(work(story(again.events))).toEqual(work(story(events)));
    expect(logs(again.events)).toEqual(logs(events));
  });

  test('numbers of the summary are the same', () => {
    const events = SCENARIOS['tenInvocations']?.() ?? [];
    const [expected] = summarise(events);
    for (const format of ['trace', 'otlp'] as const) {
      const [summary] = summarise(importTimeline(exportTimeline(events, format).text).events);
      expect({ ...summary, frozenMs: 0 }).toEqual({ ...expected, frozenMs: 0 });
    }
  });

  test('streams of every kind, and damaged ones, can be read', () => {
    fc.assert(
      fc.property(randomStreams, fc.constantFrom('trace', 'otlp', 'events'), fc.nat(), (events, format, at) => {
        const { text } = exportTimeline(events, format);
        timelineRows(importTimeline(text).events);
        timelineRows(importTimeline(text.slice(0, at % (text.length + 1))).events);
      }),
      { numRuns: 200 },
    );
  });
});

function logs(events: readonly LifecycleEvent[]): string[] {
  return events.flatMap(({ type, record }) => (type === 'function' ? [JSON.stringify(record)] : []));
}

describe('events of Warmpath that are damaged', () => {
  test('lines are counted and left out', () => {
    const events = SCENARIOS['oneInvocation']?.() ?? [];
    const lines = exportTimeline(events, 'events').text.trimEnd().split('\n');
    const damaged = [
      ...lines,
      '{"type":"platform.report"',
      '{"type":"constructor","epochMs":1,"monotonicMs":1,"functionName":"f","record":{}}',
    ];
    const { events: read, notices } = importTimeline(damaged.join('\n'));
    expect(read).toEqual(events);
    expect(notices).toEqual(['2 lines could not be read and were left out.']);
  });
});

describe('CSV', () => {
  test('fields come back as they were, formulas as text', () => {
    const fields = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ä') }), {
        minLength: 2,
        maxLength: 4,
      }),
    );
    fc.assert(
      fc.property(fields, (rows) => {
        const expected = rows.map((row) => row.map((field) => (/^[=+\-@\t\r]/.test(field) ? `'${field}` : field)));
        expect(parseCsv(csvText(rows))).toEqual(expected);
      }),
    );
    expect(csvText([['=1+1', '@x', -3, true, undefined]])).toBe("'=1+1,'@x,-3,true,\r\n");
  });

  test.each(['csv', 'invocations'] as const)('%s of failures', async (format) => {
    const { text, extension } = exportTimeline(SCENARIOS['failures']?.() ?? [], format);
    expect(extension).toBe('csv');
    await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(`../../../golden/timeline/csv/${format}.csv`);
  });
});
