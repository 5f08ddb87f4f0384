import { describe, expect, it } from 'vitest';
import { invocationLog } from '../../../../src/editor/timeline/invocationLog';
import { InvocationTextStore } from '../../../../src/editor/timeline/invocationTexts';
import { FUNCTION_DEFAULTS } from '../../../../src/lambda/functionConfiguration';
import { Scenario } from '../../timeline/scenario';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const answer = (text: string): { payload: Uint8Array; contentType: string } => ({
  payload: bytes(text),
  contentType: 'application/json',
});

describe('texts of invocations', () => {
  it('are events and results of the latest ones', () => {
    const store = new InvocationTextStore();
    store.asked('a', bytes('{"id":1}'));
    expect(store.of('a')).toEqual({ event: '{"id":1}' });
    store.answered('a', answer('"done"'));
    store.asked('b', bytes('{}'));
    store.refused('b', 'Rate exceeded');
    expect([store.of('a'), store.of('b'), store.of('c')]).toEqual([
      { event: '{"id":1}', result: '"done"' },
      { event: '{}', result: 'Rate exceeded' },
      undefined,
    ]);
  });

  it('are bounded, each and together', () => {
    const store = new InvocationTextStore();
    const long = bytes('x'.repeat(200_000));
    for (let count = 0; count < 200; count += 1) store.asked(String(count), long);
    expect(store.of('199')?.event).toHaveLength(100_001);
    expect([store.of('0'), store.of('199') === undefined]).toEqual([undefined, false]);
    const kept = Array.from({ length: 200 }, (_, index) => store.of(String(index))).filter(
      (texts) => texts !== undefined,
    );
    expect(kept.length).toBe(83);
  });

  it('are the lines of a log; those of the Init phase stand before the invocation that waited for it', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100).start().log('first line');
    a.emit('platform.report', {
      requestId: a.requestId,
      status: 'success',
      metrics: { durationMs: 2, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 60 },
    });
    a.wait(10).start().log('second line');
    const log = (requestId: string): string => invocationLog(scenario.events, requestId, FUNCTION_DEFAULTS.logging);
    expect(log('a-request-1')).toBe(
      [
        'INIT_START',
        'START RequestId: a-request-1 Version: $LATEST',
        'first line',
        'END RequestId: a-request-1',
        'REPORT RequestId: a-request-1\tDuration: 2.00 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t',
        '',
      ].join('\n'),
    );
    expect(log('a-request-2')).toBe('START RequestId: a-request-2 Version: $LATEST\nsecond line\n');
    expect(log('another')).toBe('');
  });
});
