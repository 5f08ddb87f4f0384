import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import {
  afterRestart,
  asynchronous,
  attempt,
  connection,
  eventAt,
  imports,
  inOrder,
  outOfOrder,
  timer,
  wallClockJumps,
} from '../../../support/eventStreams';
import { Scenario } from '../scenario';
import { SCENARIOS } from '../scenarios';
import type { LayoutChoices } from './layoutText';

export interface LayoutCase {
  readonly events: () => LifecycleEvent[];
  readonly choices?: LayoutChoices;
}

function scenario(name: string): () => LifecycleEvent[] {
  return SCENARIOS[name] ?? (() => []);
}

function built(build: (scenario: Scenario) => void): () => LifecycleEvent[] {
  return () => {
    const stream = new Scenario();
    build(stream);
    return stream.events;
  };
}

const span = (name: string, durationMs: number): { name: string; start: string; durationMs: number } => ({
  name,
  start: '2026-11-21T12:00:00.000Z',
  durationMs,
});

const importing = built((stream) => {
  const environment = stream.environment('3f9c2a71').created();
  const record = { initializationType: 'on-demand', phase: 'init' } as const;
  environment.emit('platform.initStart', { ...record, functionName: 'orders', functionVersion: '$LATEST' });
  environment.wait(40).emit('environment.runtimeStarted', {}).wait(360);
  const modules = [
    ['./orders', 0, 0, 290],
    ['boto3', 1, 5, 210],
    ['botocore', 2, 10, 180],
    ['requests', 1, 220, 60],
    ['./settings', 0, 292, 4],
  ] as const;
  imports(environment, modules, 300);
  environment.emit('platform.initReport', { ...record, status: 'success', metrics: { durationMs: 400 } });
  environment.invoke(20).frozen(300).invoke(4);
});

const observed = built((stream) => {
  const environment = stream.environment('3f9c2a71').created().init(150).start().wait(5);
  environment.emit('evidence.connection', connection('1')).wait(10);
  environment.emit('evidence.file', { path: '/tmp/report.csv', change: 'added', sizeBytes: 2_048 });
  const variables = [{ name: 'cache', type: 'Map', size: 3, value: 'Map(3)', change: 'grown' }] as const;
  environment.emit('evidence.state', { file: '/code/orders.js', variables });
  environment.emit('evidence.leftover', { leftovers: [timer('t1')] });
  const { requestId } = environment;
  const metrics = { durationMs: 15, billedDurationMs: 15, memorySizeMB: 128, maxMemoryUsedMB: 61 };
  environment.emit('platform.report', { requestId, status: 'success', metrics });
  environment.frozen(400).emit('evidence.connectionEnded', { connectionId: '1', by: 'thaw' });
  environment
    .start()
    .wait(2)
    .emit('evidence.connection', connection('2', { connectMs: 6 }));
  environment.wait(6).emit('evidence.leftover', { leftovers: [] });
  environment.emit('platform.report', { requestId: environment.requestId, status: 'success', metrics }).freeze();
});

const queue = (...parts: LifecycleEvent[][]): LifecycleEvent[] => inOrder(parts.flat());

/** Streams and what people chose to see of them; each has a reviewed file of what is drawn. */
export const LAYOUT_CASES: Readonly<Record<string, LayoutCase>> = {
  nothing: { events: () => [] },
  oneEvent: { events: () => [eventAt(0, 'function', 'alone', { environmentId: 'e1', requestId: 'r1' })] },
  oneQueueEvent: { events: () => [eventAt(0, 'asynchronous.queued', { requestId: 'r1' }, { requestId: 'r1' })] },
  oneInvocation: { events: scenario('oneInvocation') },
  tenInvocations: { events: scenario('tenInvocations') },
  gapsNotCollapsed: { events: scenario('tenInvocations'), choices: { collapse: false } },
  concurrent: { events: scenario('concurrent') },
  failures: { events: scenario('failures') },
  debuggerPauses: { events: scenario('debugger') },
  provisioned: { events: scenario('provisioned') },
  extensions: { events: scenario('extensions') },
  withoutFreeze: { events: scenario('withoutFreeze') },
  cutStream: { events: scenario('partial') },
  cutShort: { events: scenario('cutShort') },
  stoppedDuringReset: { events: scenario('stoppedDuringReset') },
  burst: { events: scenario('manyEnvironments'), choices: { height: 200, scrollTop: 100 } },
  thousandInvocations: { events: scenario('thousandInvocations'), choices: { width: 120, collapse: false } },
  filtered: { events: scenario('concurrent'), choices: { lanes: { functions: new Set(['report']) } } },
  pinned: { events: scenario('concurrent'), choices: { lanes: { pinned: new Set(['c7a0925f']) } } },
  hiddenAndCollapsed: {
    events: scenario('concurrent'),
    choices: { lanes: { hideStopped: true, collapsed: new Set(['orders']) } },
  },
  sidePanel: { events: scenario('failures'), choices: { width: 280 } },
  onePixel: { events: scenario('tenInvocations'), choices: { width: 1 } },
  noWidth: { events: scenario('tenInvocations'), choices: { width: 0 } },
  zoomedIn: {
    events: scenario('tenInvocations'),
    choices: { viewport: ({ startMs }) => ({ startMs: startMs + 150, endMs: startMs + 230 }) },
  },
  microseconds: {
    events: scenario('tenInvocations'),
    choices: { viewport: ({ startMs }) => ({ startMs: startMs + 182.01, endMs: startMs + 182.06 }) },
  },
  insideOfAGap: {
    events: scenario('tenInvocations'),
    choices: {
      viewport: (_timeline, { gaps: [gap], startMs }) => ({
        startMs: (gap?.startMs ?? startMs) + 100,
        endMs: (gap?.endMs ?? startMs) - 100,
      }),
    },
  },
  wallClock: { events: scenario('concurrent'), choices: { wallClock: true } },
  underWay: {
    events: built((stream) => {
      stream.environment('3f9c2a71').created().init(100).start().log('working');
      stream.environment('b04d11e6', 40).created().init(60).invoke(9).freeze();
    }),
    choices: { nowMs: 250 },
  },
  outOfMemory: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created().init(80).invoke(12).frozen(200);
      environment.invoke(900, { status: 'error', errorType: 'Runtime.OutOfMemory', memoryMB: 128 });
      environment.wait(20).reset('FAILURE', 'Runtime.OutOfMemory').wait(100).init(90, { phase: 'invoke' }).invoke(95);
    }),
  },
  timeouts: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created();
      environment
        .init(10_000, { status: 'timeout', errorType: 'Sandbox.Timedout' })
        .reset('TIMEOUT', 'Sandbox.Timedout');
      environment.wait(3).init(700, { phase: 'invoke' }).invoke(3_000, { status: 'timeout' }).wait(4).reset('TIMEOUT');
    }),
  },
  crashedWhileIdle: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created().init(80).invoke(12).wait(30);
      environment.reset('FAILURE', 'Runtime.ExitError').wait(2_000).init(85, { phase: 'invoke' }).invoke(90);
    }),
  },
  extensionCrash: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created();
      environment.init(60, { status: 'error', errorType: 'Extension.Crash' }).reset('FAILURE', 'Extension.Crash');
    }),
  },
  functionErrors: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created().init(60);
      for (const durationMs of [7, 5]) {
        environment.start().wait(durationMs);
        const { requestId } = environment;
        environment.emit('invocation.functionError', { requestId, errorType: 'TypeError' });
        const metrics = { durationMs, billedDurationMs: durationMs, memorySizeMB: 128, maxMemoryUsedMB: 61 };
        environment.emit('platform.report', { requestId, status: 'success', metrics }).frozen(40);
      }
    }),
  },
  throttled: {
    events: built((stream) => {
      stream.environment('3f9c2a71').created().init(60).invoke(300).freeze();
      for (const atMs of [100, 101, 160, 340]) {
        stream.queue('invocation.throttled', { requestId: 'request-queue', reason: 'ReservedConcurrency' }, atMs);
      }
    }),
  },
  sleepingMachine: {
    events: () => wallClockJumps(scenario('oneInvocation')(), 1_000, 3_600_000),
  },
  wallClockSetBack: { events: () => wallClockJumps(scenario('concurrent')(), 90, -30_000) },
  outOfOrder: { events: () => outOfOrder(scenario('failures')(), 6) },
  lateRecords: {
    // Everything of the invocation is there, the report first.
    events: () => {
      const events = attempt('r1', 'e1', 10, 20, false);
      return [...events.slice(-2).reverse(), ...events.slice(0, -2).reverse()];
    },
  },
  reload: {
    events: () => [
      ...built(
        (stream) => void stream.environment('3f9c2a71').created().init(120).invoke(10).frozen(300).invoke(5).freeze(),
      )(),
      ...afterRestart(scenario('oneInvocation')(), 60_000),
    ],
  },
  twoHosts: {
    events: () => {
      const here = scenario('concurrent')();
      const there = afterRestart(scenario('concurrent')(), 200);
      return [...here, ...there].sort((left, right) => left.epochMs - right.epochMs);
    },
  },
  asynchronousRetries: {
    events: () => queue(asynchronous('r1', 'e1', 0, { failures: 2, delayMs: 60_000 })),
  },
  asynchronousGivenUp: { events: () => queue(asynchronous('r1', 'e1', 0, { failures: 3, givenUp: true })) },
  asynchronousParallel: {
    events: () =>
      queue(
        ...[0, 5, 12, 20, 21, 22].map((atMs, index) =>
          asynchronous(`r${index}`, `e${index}`, atMs, { failures: index % 2, delayMs: 100 }),
        ),
      ),
  },
  asynchronousWaiting: {
    events: () => queue(asynchronous('r1', 'e1', 0, { failures: 1, delayMs: 60_000 })).slice(0, 7),
    choices: { nowMs: 400 },
  },
  streaming: {
    events: built((stream) => {
      const spans = [span('responseLatency', 20), span('responseDuration', 700), span('runtimeOverhead', 2)];
      stream.environment('3f9c2a71').created().init(90).invoke(722, { spans }).freeze();
    }),
  },
  extensionOverhead: {
    events: built((stream) => {
      const spans = [span('responseLatency', 20), span('runtimeOverhead', 1), span('extensionOverhead', 60)];
      stream.environment('3f9c2a71').created().init(90).invoke(81, { spans }).freeze();
    }),
  },
  imports: { events: importing },
  importsExpanded: { events: importing, choices: { lanes: { expanded: new Set(['3f9c2a71']) } } },
  evidence: { events: observed },
  manyLogs: {
    events: built((stream) => {
      const environment = stream.environment('3f9c2a71').created().init(50).start();
      for (let line = 0; line < 60; line += 1) environment.wait(line % 20 === 0 ? 40 : 0.5).log(`line ${line}`);
      environment.emit('platform.logsDropped', { droppedBytes: 10, droppedRecords: 1, reason: 'too many' });
    }),
  },
};
