import { describe, expect, it } from 'vitest';
import { EarlyEvents } from '../../../../src/environment/telemetry/earlyEvents';
import { lifecycleEvent } from '../lifecycleEvent';

const ALL = new Set(['platform', 'function', 'extension'] as const);

describe('early events', () => {
  it('are given out by category, in order', () => {
    const early = new EarlyEvents();
    early.keep(lifecycleEvent('function', 'one'), 'function');
    early.keep(lifecycleEvent('extension', 'two'), 'extension');
    early.keep(lifecycleEvent('function', 'three'), 'function');
    expect([...early.of(new Set(['function'] as const))].map((event) => event.record)).toEqual(['one', 'three']);
    expect([...early.of(ALL)].map((event) => event.record)).toEqual(['one', 'two', 'three']);
    expect(early.lossOf(ALL)).toEqual({ records: 0, bytes: 0 });
  });

  it('are bounded: the first ones stay, the others are counted by category', () => {
    const early = new EarlyEvents();
    early.keep(lifecycleEvent('extension', 'first'), 'extension');
    for (let index = 0; index < 12; index += 1) {
      early.keep(lifecycleEvent('function', 'x'.repeat(100_000)), 'function');
    }
    expect([...early.of(ALL)]).toHaveLength(11);
    expect([...early.of(ALL)][0]?.record).toBe('first');
    expect(early.lossOf(ALL)).toEqual({ records: 2, bytes: 200_000 });
    expect(early.lossOf(new Set(['extension'] as const))).toEqual({ records: 0, bytes: 0 });
  });

  it('are bounded in number', () => {
    const early = new EarlyEvents();
    for (let index = 0; index < 10_005; index += 1) {
      early.keep(lifecycleEvent('function', ''), 'function');
    }
    expect([...early.of(ALL)]).toHaveLength(10_000);
    expect(early.lossOf(ALL).records).toBe(5);
  });

  it('can be forgotten', () => {
    const early = new EarlyEvents();
    for (let index = 0; index < 12; index += 1) {
      early.keep(lifecycleEvent('function', { text: 'x'.repeat(100_000) }), 'function');
    }
    early.clear();
    expect([...early.of(ALL)]).toEqual([]);
    expect(early.lossOf(ALL)).toEqual({ records: 0, bytes: 0 });
    early.keep(lifecycleEvent('function', 'again'), 'function');
    expect([...early.of(ALL)]).toHaveLength(1);
  });
});
