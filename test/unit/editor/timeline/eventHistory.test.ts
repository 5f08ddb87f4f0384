import { describe, expect, it } from 'vitest';
import { EventHistory, type HistoryLimits } from '../../../../src/editor/timeline/eventHistory';
import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { Scenario } from '../../timeline/scenario';

const UNBOUNDED: HistoryLimits = { events: Infinity, characters: Infinity };

function historyOf(events: readonly LifecycleEvent[], limits: HistoryLimits): EventHistory {
  const history = new EventHistory(() => limits);
  for (const event of events) history.add(event, JSON.stringify(event).length);
  return history;
}

/** What is left, one line for each environment. */
function left({ events }: EventHistory): string[] {
  const environments = new Map<string, string[]>();
  for (const { environmentId = 'queue', type, requestId = '' } of events) {
    const seen = environments.get(environmentId) ?? [];
    environments.set(environmentId, seen);
    if (type === 'environment.created') seen.push('created');
    if (type === 'platform.start') seen.push(requestId.replace(`${environmentId}-request-`, '#'));
    if (type === 'asynchronous.queued') seen.push('queued');
    if (type === 'environment.stopped') seen.push('stopped');
  }
  return [...environments].map(([id, seen]) => `${id}: ${seen.join(' ')}`);
}

/** An environment of eight invocations, with an end or without. */
function environment(scenario: Scenario, id: string, atMs: number, stopped: boolean): void {
  const used = scenario.environment(id, atMs).created().init(100).invoke(10);
  for (let count = 2; count <= 8; count += 1) used.frozen(50).invoke(5);
  used.freeze();
  if (stopped) used.shutdown(3);
}

describe('the history of a timeline', () => {
  it('keeps everything while it is short', () => {
    const scenario = new Scenario();
    environment(scenario, 'a', 0, true);
    const history = historyOf(scenario.events, UNBOUNDED);
    expect([history.events, history.dropped]).toEqual([scenario.events, 0]);
  });

  it('lets the oldest invocations go as a whole, and the start of an environment with its last one', () => {
    const scenario = new Scenario();
    environment(scenario, 'a', 0, true);
    environment(scenario, 'b', 10_000, false);
    const all = scenario.events;
    const history = historyOf(all, { events: 50, characters: Infinity });
    expect(left(history)).toEqual(['b: created #3 #4 #5 #6 #7 #8']);
    expect(history.events.length).toBeLessThanOrEqual(50);
    expect(history.events.length + history.dropped).toBe(all.length);
    const shown = new Set(
      history.events.flatMap(({ type, requestId = '' }) => (type.startsWith('platform.') ? [requestId] : [])),
    );
    for (const requestId of shown) {
      const types = (events: readonly LifecycleEvent[]): string[] =>
        events
          .filter((event) => event.requestId === requestId && event.type.startsWith('platform.'))
          .map(({ type }) => type);
      expect(types(history.events), requestId).toEqual(types(all));
    }
  });

  it('keeps how a living environment began for as long as it has anything else', () => {
    const scenario = new Scenario();
    environment(scenario, 'a', 0, false);
    environment(scenario, 'b', 10_000, false);
    expect(left(historyOf(scenario.events, { events: 40, characters: Infinity }))).toEqual([
      'a: created',
      'b: created #4 #5 #6 #7 #8',
    ]);
  });

  it('is bounded in its length as JSON, too', () => {
    const scenario = new Scenario();
    environment(scenario, 'a', 0, false);
    const characters = 6_000;
    const history = historyOf(scenario.events, { events: Infinity, characters });
    expect(JSON.stringify(history.events).length).toBeLessThanOrEqual(characters);
    expect(left(history)[0]).toMatch(/^a: created .*#8$/);
  });

  it('lets the oldest lines go where one invocation is too long by itself', () => {
    const scenario = new Scenario();
    const used = scenario.environment('a').created().init(100).start();
    for (let line = 1; line <= 200; line += 1) used.log(`line ${String(line)}`);
    const history = historyOf(scenario.events, { events: 50, characters: Infinity });
    expect(history.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['environment.created', 'platform.initReport', 'platform.start']),
    );
    expect(history.events.at(-1)?.record).toBe('line 200');
    expect(history.events.length).toBeLessThanOrEqual(50);
  });

  it('bounds events of the queue, and starts anew when it is cleared', () => {
    const scenario = new Scenario();
    for (let count = 0; count < 100; count += 1)
      scenario.queue('asynchronous.queued', { requestId: String(count) }, count);
    const history = historyOf(
      scenario.events.map((event, index) => ({ ...event, requestId: String(index) })),
      { events: 20, characters: Infinity },
    );
    expect(history.events.map(({ requestId }) => requestId).at(-1)).toBe('99');
    expect(history.events.length).toBeLessThanOrEqual(20);
    history.clear();
    expect([history.events, history.dropped]).toEqual([[], 0]);
  });
});
