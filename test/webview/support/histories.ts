import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import type { HostMessage } from '../../../src/timeline/viewMessages';
import { Scenario } from '../../unit/timeline/scenario';

type History = Extract<HostMessage, { type: 'history' }>;

/** The message that tells a whole history; by default of something that still goes on. */
export function historyOf(events: readonly LifecycleEvent[], changes: Partial<History> = {}): History {
  const last = events.at(-1);
  const now = { epochMs: last?.epochMs ?? 0, monotonicMs: last?.monotonicMs ?? 0 };
  return { type: 'history', title: 'Live', live: true, dropped: 0, events, now, ...changes };
}

/** One environment: a cold invocation and five warm ones, with logs and what probes saw. */
export function coldAndWarm(): LifecycleEvent[] {
  const scenario = new Scenario();
  const environment = scenario.environment('3f9c2a71').created('first invocation').init(182);
  environment.emit('evidence.imports', {
    startEpochMs: Date.UTC(2026, 10, 21, 12) + 60,
    imports: [
      { name: 'boto3', depth: 0, startMs: 0, durationMs: 78 },
      { name: 'botocore', depth: 1, startMs: 4, durationMs: 61 },
      { name: './orders', depth: 0, startMs: 80, durationMs: 22 },
    ],
  });
  const durations = [41.7, 12.3, 11.8, 13.1, 12.6, 11.9];
  for (const [index, durationMs] of durations.entries()) {
    if (index > 0) environment.frozen(400 + index * 100);
    environment.start().log(`order ${index} received`).wait(durationMs);
    const { requestId } = environment;
    environment.emit('evidence.connection', {
      connectionId: `c${index}`,
      peer: '127.0.0.1:5432',
      connectMs: 4.1,
      place: { file: '/project/src/orders.py', line: 12, functionName: 'handler' },
    });
    environment.emit('platform.runtimeDone', {
      requestId,
      status: 'success',
      metrics: { durationMs, producedBytes: 20 },
    });
    environment.emit('platform.report', {
      requestId,
      status: 'success',
      metrics: {
        durationMs,
        billedDurationMs: Math.ceil(durationMs),
        memorySizeMB: 128,
        maxMemoryUsedMB: 61 + index,
        ...(index === 0 ? { initDurationMs: 182 } : {}),
      },
    });
    environment.emit('environment.storage', {
      usedBytes: 1_258_291 * (index + 1),
      limitBytes: 536_870_912,
      overrun: false,
    });
    environment.emit('evidence.file', {
      path: `/tmp/order-${index}.json`,
      change: 'added',
      sizeBytes: 2_048,
      place: { file: '/project/src/orders.py', line: 20 },
    });
  }
  environment.freeze();
  return scenario.events;
}

/** Seconds of one environment without a long gap, so that time is drawn evenly: 200 ms Init, 100 ms cold, 2 x 100 ms warm, 100 ms between. */
export function evenly(): LifecycleEvent[] {
  const scenario = new Scenario();
  const environment = scenario.environment('3f9c2a71').created('first invocation').init(200);
  environment.log('connected to the database').invoke(100).frozen(100).invoke(100).frozen(100);
  environment.log('order 7 received').invoke(100).shutdown(100);
  return scenario.events;
}
/** How long `evenly` takes. */
export const EVENLY_MS = 800;

/** A moment of `evenly` as a share of all of it. */
export function shareOf(milliseconds: number): number {
  return milliseconds / EVENLY_MS;
}

/** Two functions; the first has three environments at the same time. */
export function twoFunctions(): LifecycleEvent[] {
  const scenario = new Scenario();
  for (const [index, id] of ['aa000001', 'aa000002', 'aa000003'].entries()) {
    scenario
      .environment(id, index * 10)
      .created()
      .init(100)
      .invoke(60)
      .frozen(50)
      .invoke(20)
      .freeze();
  }
  scenario.environment('bb000001', 30, 'report').created().init(80).invoke(40).shutdown(10);
  return scenario.events;
}
