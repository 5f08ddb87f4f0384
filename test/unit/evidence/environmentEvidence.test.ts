import { describe, expect, it } from 'vitest';
import { EnvironmentEvidence, type ObservedEnvironment } from '../../../src/evidence/environmentEvidence';
import type { StateVariable } from '../../../src/lambda/evidence';
import { Scenario, type ScenarioEnvironment } from '../timeline/scenario';

const PLACE = { file: '/code/app.js', line: 12 };

function variable(name: string, value: string, change: StateVariable['change']): StateVariable {
  return { name, type: 'number', value, change };
}

function connect(environment: ScenarioEnvironment, connectionId: string): void {
  environment.emit('evidence.connection', { connectionId, peer: '127.0.0.1:5432', connectMs: 4, place: PLACE });
}

function observe(scenario: Scenario, id = 'a'): ObservedEnvironment {
  const evidence = new EnvironmentEvidence();
  for (const event of scenario.events) evidence.record(event);
  const observed = evidence.of(id);
  if (observed === undefined) throw new Error('nothing is known of it');
  return observed;
}

describe('what survives in an environment', () => {
  it('is what was opened, written, changed and left, with the invocation it comes from', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100);
    connect(a, 'pool');
    a.emit('evidence.state', {
      file: '/code/app.js',
      variables: [variable('count', '0', 'initial'), variable('limit', '3', 'initial')],
    });
    a.start();
    connect(a, 'first');
    a.emit('evidence.connectionEnded', { connectionId: 'first', by: 'function' });
    a.emit('evidence.file', { path: '/tmp/a.csv', change: 'added', sizeBytes: 10, place: PLACE });
    a.emit('evidence.state', { file: '/code/app.js', variables: [variable('count', '1', 'changed')] });
    a.emit('evidence.leftover', {
      leftovers: [{ leftoverId: 't', kind: 'timer', description: 'interval of 1000 ms' }],
    });
    a.wait(1).start();
    connect(a, 'second');
    a.emit('evidence.file', { path: '/tmp/a.csv', change: 'grown', sizeBytes: 20 });
    a.emit('evidence.state', {
      file: '/code/app.js',
      variables: [variable('count', '2', 'changed'), variable('limit', '3', 'removed')],
    });
    a.emit('evidence.leftover', {
      leftovers: [{ leftoverId: 't', kind: 'timer', description: 'interval of 1000 ms' }],
    });
    a.emit('evidence.lost', { reason: 'the inspector is used by somebody else' });
    const observed = observe(scenario);
    const first = { invocation: 1, requestId: 'a-request-1' };
    const second = { invocation: 2, requestId: 'a-request-2' };
    const opened = { peer: '127.0.0.1:5432', connectMs: 4, place: PLACE };
    expect(observed).toMatchObject({ environmentId: 'a', functionName: 'orders', openedConnections: 3 });
    expect(observed.connections).toEqual([
      { connectionId: 'pool', ...opened, opened: { invocation: 0 } },
      { connectionId: 'first', ...opened, opened: first, ended: { ...first, by: 'function' } },
      { connectionId: 'second', ...opened, opened: second },
    ]);
    expect(observed.files).toEqual([
      { path: '/tmp/a.csv', change: 'grown', sizeBytes: 20, place: PLACE, left: first, changed: second },
    ]);
    expect(observed.variables).toEqual([
      { ...variable('count', '2', 'changed'), file: '/code/app.js', changed: second },
    ]);
    expect(observed.leftovers).toEqual([
      { leftoverId: 't', kind: 'timer', description: 'interval of 1000 ms', left: first },
    ]);
    expect(observed.lost).toEqual(['the inspector is used by somebody else']);
    const texts = observed.invocations.map(({ invocation, opened: made, ended, files, variables, leftovers }) =>
      [
        invocation,
        made.map(({ connectionId }) => connectionId),
        ended.map(({ connectionId }) => connectionId),
        files.map(({ change }) => change),
        variables.map(({ name, change }) => `${name} ${change}`),
        leftovers?.length,
      ].join(' | '),
    );
    expect(texts).toEqual([
      '0 | pool |  |  |  | ',
      '1 | first | first | added | count changed | 1',
      '2 | second |  | grown | count changed,limit removed | 1',
    ]);
  });

  it('is nothing of files that are gone, nor of work that was finished', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100).start();
    a.emit('evidence.file', { path: '/tmp/a.csv', change: 'added', sizeBytes: 10 });
    a.emit('evidence.leftover', { leftovers: [{ leftoverId: 't', kind: 'thread', description: 'thread flusher' }] });
    a.start();
    a.emit('evidence.file', { path: '/tmp/a.csv', change: 'removed', sizeBytes: 0 });
    a.emit('evidence.leftover', { leftovers: [] });
    expect(observe(scenario)).toMatchObject({ files: [], leftovers: [] });
  });

  it('is /tmp alone after a reset', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100).start();
    connect(a, 'first');
    a.emit('evidence.file', { path: '/tmp/a.csv', change: 'added', sizeBytes: 10 });
    a.emit('evidence.state', { file: '/code/app.js', variables: [variable('count', '1', 'changed')] });
    a.emit('evidence.leftover', { leftovers: [{ leftoverId: 't', kind: 'timer', description: 'timeout' }] });
    a.reset('TIMEOUT');
    const { connections, files, variables, leftovers } = observe(scenario);
    expect(connections.map(({ ended }) => ended?.by)).toEqual(['reset']);
    expect([files.length, variables, leftovers]).toEqual([1, [], []]);
  });

  it('knows connections that failed or were lost while the environment was frozen', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100).start();
    connect(a, 'first');
    a.emit('evidence.connection', { connectionId: 'refused', peer: '127.0.0.1:1', error: 'ECONNREFUSED' });
    const events = scenario.events;
    const thaw = { ...events[0], type: 'evidence.connectionEnded', record: { connectionId: 'first', by: 'thaw' } };
    const evidence = new EnvironmentEvidence();
    for (const event of events) evidence.record(event);
    evidence.record(thaw as (typeof events)[number]);
    const connections = evidence.of('a')?.connections ?? [];
    expect(connections.map(({ ended, error }) => [ended?.by, ended?.invocation, error])).toEqual([
      ['thaw', 1, undefined],
      [undefined, undefined, 'ECONNREFUSED'],
    ]);
  });

  it('is bounded, however often a function connects', () => {
    const scenario = new Scenario();
    const a = scenario.environment('a').created().init(100);
    for (let count = 0; count < 500; count += 1) {
      a.wait(1).start();
      connect(a, `kept-${String(count)}`);
      connect(a, `closed-${String(count)}`);
      a.emit('evidence.connectionEnded', { connectionId: `closed-${String(count)}`, by: 'function' });
    }
    const { connections, openedConnections, invocations } = observe(scenario);
    const ended = connections.filter((connection) => connection.ended !== undefined);
    expect([openedConnections, connections.length - ended.length]).toEqual([1_000, 500]);
    expect(ended.length).toBeLessThanOrEqual(101);
    expect([invocations.length, invocations[0]?.invocation, invocations.at(-1)?.invocation]).toEqual([101, 0, 500]);
  });

  it('is nothing of environments that are gone', () => {
    const scenario = new Scenario();
    scenario.environment('a').created().init(100).invoke(10).shutdown(5);
    const evidence = new EnvironmentEvidence();
    for (const event of scenario.events) evidence.record(event);
    expect(evidence.of('a')).toBeUndefined();
  });
});
