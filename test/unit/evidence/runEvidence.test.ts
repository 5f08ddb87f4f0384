import { expect, test } from 'vitest';
import { RunEvidence } from '../../../src/evidence/runEvidence';
import { declarationLine } from '../../../src/evidence/stateRuns';
import type { StateVariable } from '../../../src/lambda/evidence';
import type { EventRecords, LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { eventAt } from '../../support/eventStreams';

const FILE = '/code/app.py';
const ENVIRONMENT = 'one';

/** Invocations of one environment, told in the fewest words. */
class Runs {
  readonly evidence = new RunEvidence();
  private requestId: string | undefined;
  private count = 0;

  constructor(private readonly environmentId = ENVIRONMENT) {}

  invocation(...happens: (() => void)[]): this {
    this.count += 1;
    this.requestId = `request-${String(this.count)}`;
    for (const happen of happens) happen();
    const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 30 };
    this.add('platform.report', { requestId: this.requestId, status: 'success', metrics });
    return this;
  }

  opened = (connectionId: string, line = 5): void => {
    const place = { file: FILE, line, functionName: 'handler' };
    this.add('evidence.connection', { connectionId, peer: '127.0.0.1:5432', connectMs: 41, place });
  };

  ended = (connectionId: string, by: 'function' | 'peer' | 'thaw' = 'function'): void => {
    this.add('evidence.connectionEnded', { connectionId, by });
  };

  left = (path: string): void => {
    this.add('evidence.file', { path, change: 'added', sizeBytes: 2_048, place: { file: FILE, line: 7 } });
  };

  state = (variable: Partial<StateVariable>): void => {
    const all = { name: 'seen', type: 'list', value: '[…]', change: 'grown' as const, ...variable };
    this.add('evidence.state', { file: FILE, variables: [all] });
  };

  add<Type extends LifecycleEvent['type']>(type: Type, record: EventRecords[Type]): void {
    const { environmentId, requestId } = this;
    this.evidence.add(eventAt(0, type, record, { environmentId, ...(requestId === undefined ? {} : { requestId }) }));
  }

  get text(): string[] {
    const lines = this.evidence.lines((file) =>
      file === FILE ? 'seen = []\n\n\ndef handler(event, context):\n' : undefined,
    );
    return lines.map(({ line, note, confirms = [] }) => `${String(line)}: ${note} [${confirms.join(' ')}]`);
  }
}

test('a connection that every invocation opens', () => {
  const runs = new Runs();
  for (let index = 0; index < 6; index += 1) {
    const id = String(index);
    runs.invocation(
      () => runs.opened(id),
      () => index % 2 === 0 && runs.ended(id),
    );
  }
  expect(runs.text).toEqual([
    '5: 6 connections in 6 invocations to 127.0.0.1:5432, 41 ms each, 3 still open - opened in handler ' +
      '[client-in-handler session-per-invocation event-dependent-client loop-bound-client]',
  ]);
});

test('what is open at the end is told after the environment is gone', () => {
  const runs = new Runs().invocation();
  runs.invocation(() => runs.opened('a'));
  runs.add('environment.stopped', { reason: 'SPINDOWN', cause: 'test', durationMs: 1 });
  expect(runs.text).toEqual([
    '5: 1 connection in 2 invocations to 127.0.0.1:5432, 41 ms, 1 still open - opened in handler []',
  ]);
});

test('one that is opened again because it was lost is no finding of its own', () => {
  const runs = new Runs();
  runs.invocation(() => runs.opened('a'));
  runs.invocation(
    () => runs.ended('a', 'thaw'),
    () => runs.opened('b'),
  );
  expect(runs.text).toEqual([
    '5: 2 connections in 2 invocations to 127.0.0.1:5432, 41 ms each, 1 still open - opened in handler []',
    '5: 1 connection to 127.0.0.1:5432 was lost while the environment was frozen [stale-connection]',
  ]);
});

test('one of the Init phase serves all invocations', () => {
  const runs = new Runs();
  runs.opened('a', 1);
  runs.invocation().invocation();
  expect(runs.text).toEqual([
    '1: 1 connection in the Init phase to 127.0.0.1:5432, 41 ms, 1 still open, for 2 invocations []',
  ]);
});

test('files that add up are a finding, one that is there is a note', () => {
  const one = new Runs();
  one.invocation(() => one.left('/tmp/cache')).invocation();
  expect(one.text).toEqual(['7: 1 file left in /tmp after 2 invocations, 2 KB (/tmp/cache) []']);
  const many = new Runs();
  many.invocation(() => many.left('/tmp/1')).invocation(() => many.left('/tmp/2'));
  expect(many.text).toEqual(['7: 2 files left in /tmp after 2 invocations, 4 KB (/tmp/1, …) [tmp-file-left]']);
});

test('state that grows is a finding at its declaration, state that changes is a note', () => {
  const grows = new Runs();
  grows.state({ change: 'initial', size: 0 });
  grows.invocation(() => grows.state({ size: 1 })).invocation(() => grows.state({ size: 2 }));
  expect(grows.text).toEqual([
    '1: seen grew from 0 to 2 in 2 of 2 invocations and stays for the next one [module-state-mutated]',
  ]);
  const changes = new Runs();
  changes.state({ change: 'initial', value: '0' });
  changes.invocation(() => changes.state({ change: 'changed', value: '7' }));
  expect(changes.text).toEqual(['1: seen changed (now 7) in 1 of 1 invocation and stays for the next one []']);
});

test('changed code begins anew', () => {
  const runs = new Runs();
  runs.invocation(() => runs.opened('a'));
  runs.add('environment.created', { reason: 'code changed: app.py', initializationType: 'on-demand', fidelity: [] });
  expect(runs.text).toEqual([]);
});

test.each([
  ['const seen = new Map();', 'seen', 1],
  ['import x from "x";\nexport let count = 0, $total = 1;', '$total', 2],
  ['let later;\n', 'later', 1],
  ['"""x"""\ncache: dict[str, int] = {}', 'cache', 2],
  ['def f():\n    cache = {}\n', 'cache', undefined],
  ['if cache == 1:\n  pass', 'cache', undefined],
])('the declaration in %j', (text, name, line) => {
  expect(declarationLine(text, name)).toBe(line);
});
