import { describe, expect, it } from 'vitest';
import { EnvironmentStates } from '../../../../src/editor/environmentStates';
import {
  environmentRows,
  type EnvironmentRow,
  type EnvironmentsModel,
} from '../../../../src/editor/environmentsView/environmentRows';
import { EnvironmentEvidence } from '../../../../src/evidence/environmentEvidence';
import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { Scenario } from '../../timeline/scenario';

const t = (message: string, ...values: (string | number)[]): string =>
  message.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));

function modelOf(events: readonly LifecycleEvent[]): EnvironmentsModel {
  const states = new EnvironmentStates();
  const evidence = new EnvironmentEvidence();
  for (const event of events) {
    states.record(event);
    evidence.record(event);
  }
  return {
    functions: states.functionNames().map((name) => ({
      label: name.toUpperCase(),
      name,
      key: `/code/template.yaml#${name}`,
      environments: states.of(name).environments,
    })),
    evidence: (id) => evidence.of(id),
    now: () => Date.UTC(2026, 10, 21, 12, 10),
  };
}

function text(rows: readonly EnvironmentRow[], indent = ''): string {
  return rows
    .map(({ kind, icon, label, description = '', place, children }) => {
      const line = `${indent}${kind} ${icon}: ${label} (${description})${place === undefined ? '' : ` -> ${place.file}:${String(place.line)}`}`;
      return [line, ...(children.length === 0 ? [] : [text(children, `${indent}  `)])].join('\n');
    })
    .join('\n');
}

function busyEnvironment(): LifecycleEvent[] {
  const scenario = new Scenario();
  const place = { file: '/code/src/app.js', line: 12, functionName: 'handler' };
  const a = scenario.environment('a').created('first invocation').init(100);
  a.emit('evidence.state', {
    file: '/code/src/app.js',
    variables: [
      { name: 'cache', type: 'Map', size: 0, value: 'Map(0) {}', change: 'initial' },
      { name: 'password', type: 'string', size: 8, value: '***', change: 'initial' },
    ],
  });
  a.invoke(10);
  a.emit('evidence.connection', {
    connectionId: '1',
    peer: '127.0.0.1:5432',
    connectMs: 41,
    place,
    factory: 'pg.Client',
  });
  a.emit('evidence.connection', { connectionId: '2', peer: '10.0.0.1:80', error: 'ECONNREFUSED' });
  a.emit('evidence.connection', { connectionId: '3', peer: '/run/cache.sock', place });
  a.emit('evidence.connectionEnded', { connectionId: '3', by: 'peer' });
  a.emit('evidence.file', { path: '/tmp/report.csv', change: 'added', sizeBytes: 2_500_000, place });
  a.emit('evidence.file', { path: '/tmp/`lock`', change: 'added', sizeBytes: 1 });
  a.frozen(1_000).start();
  a.emit('evidence.file', { path: '/tmp/report.csv', change: 'grown', sizeBytes: 5_000_000 });
  a.emit('evidence.state', {
    file: '/code/src/app.js',
    variables: [{ name: 'cache', type: 'Map', size: 2, value: 'Map(2) {…}', change: 'grown' }],
  });
  a.emit('evidence.leftover', {
    leftovers: [{ leftoverId: 't', kind: 'timer', description: 'interval of 1000 ms', place }],
  });
  a.emit('evidence.lost', { reason: 'connections of native code are not attributed' });
  return scenario.events;
}

describe('rows of the Environments view', () => {
  it('are functions, their environments, and what is left in each', () => {
    expect(text(environmentRows(modelOf(busyEnvironment()), t))).toBe(
      `runningFunction symbol-function: ORDERS (1 environment)
  runningEnvironment sync~spin: Environment #1 (Invoke · 2 invocations · 61 MB)
    evidenceGroup plug: Connections (3 opened, 1 open)
      evidence debug-disconnect: /run/cache.sock (closed by the peer · invocation 1 · app.js:12) -> /code/src/app.js:12
      evidence debug-disconnect: 10.0.0.1:80 (ECONNREFUSED · invocation 1)
      evidence plug: 127.0.0.1:5432 (open · invocation 1 · app.js:12 · pg.Client · 41 ms) -> /code/src/app.js:12
    evidenceGroup file-directory: Files in /tmp (2 files · 4.8 MB / 512 MB)
      evidence file: /tmp/report.csv (4.8 MB · invocation 1 · grown · invocation 2 · app.js:12) -> /code/src/app.js:12
      evidence file: /tmp/\`lock\` (1 byte · invocation 1)
    evidenceGroup symbol-variable: Module State (2)
      evidence diff-modified: cache = Map(2) {…} (Map (2) · grown · invocation 2)
      evidence symbol-variable: password = *** (string (8))
    evidenceGroup watch: Leftovers (1)
      evidence watch: interval of 1000 ms (invocation 2 · app.js:12) -> /code/src/app.js:12
    evidenceGroup question: Not Observed (1)
      evidence question: connections of native code are not attributed ()`,
    );
  });

  it('are one group for each function, and none for environments that are gone', () => {
    const scenario = new Scenario();
    scenario.environment('a').created().init(100).invoke(10).freeze();
    scenario.environment('b', 500).created().init(100);
    scenario.environment('c', 0, 'payments').created().init(100).invoke(10).shutdown(5);
    scenario.environment('d', 900, 'refunds').created();
    expect(text(environmentRows(modelOf(scenario.events), t))).toBe(
      `runningFunction symbol-function: ORDERS (2 environments)
  runningEnvironment server-environment: Environment #1 (frozen · 1 invocation · 61 MB)
  runningEnvironment server-environment: Environment #2 (idle)
runningFunction symbol-function: REFUNDS (1 environment)
  runningEnvironment server-environment: Environment #1 (idle)`,
    );
  });

  it('have ids of their own, and what commands need', () => {
    const rows = environmentRows(modelOf(busyEnvironment()), t);
    const all = (each: readonly EnvironmentRow[]): EnvironmentRow[] =>
      each.flatMap((row) => [row, ...all(row.children)]);
    const ids = all(rows).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(rows[0]?.function).toBe('/code/template.yaml#orders');
    expect(rows[0]?.children[0]?.environmentId).toBe('a');
  });

  it('sum up an environment for those who point at it', () => {
    const [row] = environmentRows(modelOf(busyEnvironment()), t);
    expect(row?.children[0]?.tooltip?.()).toBe(
      [
        '**ORDERS** Environment #1 `a`',
        '',
        '- Invoke, 10 min 0 s old',
        '- cold start: first invocation',
        '- 2 invocations',
        '- 61 of 128 MB used at most',
        '- 1.2 MB of 512 MB in /tmp',
        '- 3 connections, 1 still open',
        '- 2 files left in /tmp',
        '- 1 variable of the module changed since Init',
        '- 1 unfinished when it was frozen',
      ].join('\n'),
    );
    const files = row?.children[0]?.children[1]?.children ?? [];
    expect(files[1]?.tooltip?.()).toBe('`` /tmp/`lock` ``\n\n` 1 byte · invocation 1 `');
  });
});
