import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { noise, Scenario } from './scenario';

/** Streams with a name each; every consumer of streams has a reviewed file per scenario. */
export const SCENARIOS: Readonly<Record<string, () => LifecycleEvent[]>> = {
  oneInvocation: () => {
    const scenario = new Scenario();
    scenario.environment('3f9c2a71').created().init(182).invoke(12.4).freeze().wait(2_100).shutdown(0.4);
    return scenario.events;
  },

  tenInvocations: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created().init(182).invoke(41.7);
    for (const [index, durationMs] of [3.1, 2.8, 3.4, 2.9, 120, 3, 2.7, 3.3, 3.2].entries()) {
      environment.frozen(index === 3 ? 3_600_000 : 400 + index * 100).invoke(durationMs, { memoryMB: 61 + index });
    }
    environment.freeze().wait(900).shutdown(2.1);
    return scenario.events;
  },

  thousandInvocations: () => {
    const scenario = new Scenario();
    const random = noise(7);
    const next = (): number => random.next().value;
    for (const [index, count] of [600, 300, 100].entries()) {
      const environment = scenario.environment(`${index}f9c2a71`, index * 40);
      environment.created().init(150 + next() * 60);
      for (let invocation = 0; invocation < count; invocation += 1) {
        if (invocation > 0) environment.frozen(50 + next() * 200);
        if (index === 1 && invocation === 140) {
          environment.invoke(2, { status: 'error', errorType: 'Runtime.ExitError' });
          environment.wait(3).reset('FAILURE', 'Runtime.ExitError').wait(200).init(160, { phase: 'invoke' }).invoke(4);
        } else {
          environment.invoke(2 + next() * 4);
        }
      }
      environment.freeze().wait(500).shutdown(0.6);
    }
    return scenario.events;
  },

  concurrent: () => {
    const scenario = new Scenario();
    for (const [index, id] of ['3f9c2a71', 'b04d11e6', 'c7a0925f'].entries()) {
      const environment = scenario.environment(id, index * 30).created('every environment was busy');
      environment
        .init(170 + index * 10)
        .invoke(400)
        .frozen(300)
        .invoke(80)
        .freeze();
    }
    scenario.environment('77aa01fe', 100, 'report').created().init(90).invoke(15).freeze().wait(600).shutdown(1);
    scenario.queue('invocation.throttled', { requestId: 'request-queue', reason: 'no more environments' }, 90);
    scenario.queue('asynchronous.queued', { requestId: 'request-queue' }, 95, 'report');
    return scenario.events;
  },

  failures: () => {
    const scenario = new Scenario();
    scenario
      .environment('3f9c2a71')
      .created()
      .init(120, { status: 'error', errorType: 'Runtime.ImportModuleError' })
      .reset('FAILURE', 'Runtime.ImportModuleError')
      .init(110, { phase: 'invoke' })
      .invoke(118)
      .frozen(1_000)
      .log('calling a service that does not answer')
      .invoke(3_000, { status: 'timeout' })
      .wait(10)
      .reset('TIMEOUT')
      .wait(1_500)
      .init(130, { phase: 'invoke' })
      .invoke(140, { status: 'error', errorType: 'Runtime.ExitError' })
      .wait(8)
      .reset('FAILURE', 'Runtime.ExitError')
      .shutdown(0.2);
    return scenario.events;
  },

  debugger: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created('the debugger was asked for').init(300).start();
    environment.wait(5).paused(42_000).wait(3).paused(8_000).wait(4);
    const { requestId } = environment;
    const metrics = { durationMs: 50_012, billedDurationMs: 50_012, memorySizeMB: 128, maxMemoryUsedMB: 70 };
    environment.emit('platform.runtimeDone', { requestId, status: 'success', metrics: { durationMs: 50_012 } });
    environment.emit('platform.report', { requestId, status: 'success', metrics });
    environment.frozen(500).invoke(6);
    return scenario.events;
  },

  provisioned: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created('provisioned', 'provisioned-concurrency');
    environment.init(400, { type: 'provisioned-concurrency' }).frozen(5_000).invoke(20).frozen(100).invoke(4);
    return scenario.events;
  },

  extensions: () => {
    const scenario = new Scenario();
    const span = (name: string, durationMs: number): { name: string; start: string; durationMs: number } => ({
      name,
      start: '2026-11-21T12:00:00.000Z',
      durationMs,
    });
    const environment = scenario.environment('3f9c2a71').created().init(250);
    environment.log('first line').invoke(30, { spans: [span('responseLatency', 12), span('responseDuration', 3)] });
    environment.emit('extension', { level: 'INFO', message: 'sent 3 records' });
    environment.emit('environment.notice', { message: 'The memory limit is not enforced on this machine.' });
    environment.frozen(300).invoke(25).freeze().wait(50).shutdown(420);
    return scenario.events;
  },

  withoutFreeze: () => {
    const scenario = new Scenario();
    scenario.environment('3f9c2a71').created().init(100).invoke(10).wait(700).invoke(4).wait(300).shutdown(1);
    return scenario.events;
  },

  manyEnvironments: () => {
    const scenario = new Scenario();
    for (let index = 0; index < 25; index += 1) {
      scenario
        .environment(`burst-${index}`, index * 2)
        .created()
        .init(150 + index)
        .invoke(20)
        .freeze();
    }
    return scenario.events;
  },

  /** Begins in the midst of an invocation and ends in another: what a bounded buffer keeps of a longer stream. */
  partial: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created().init(182).invoke(41.7).frozen(500).invoke(6);
    environment.frozen(800).invoke(7).frozen(200).start().wait(2_000).log('still at it');
    const { events } = scenario;
    return events.slice(events.findIndex(({ type }) => type === 'platform.runtimeDone'));
  },

  /** The environment is stopped in the midst of an invocation, whose report comes during Shutdown. */
  cutShort: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created().init(100).invoke(5).frozen(50).start().wait(700);
    environment.emit('environment.stopping', { reason: 'SPINDOWN', cause: 'the session ended' });
    const { requestId } = environment;
    const outcome = { requestId, status: 'failure', errorType: 'Sandbox.Failure' } as const;
    const metrics = { durationMs: 702, billedDurationMs: 702, memorySizeMB: 128, maxMemoryUsedMB: 61 };
    environment.wait(2).emit('platform.runtimeDone', { ...outcome, metrics: { durationMs: 702 } });
    environment.emit('platform.report', { ...outcome, metrics });
    environment.wait(3).emit('environment.stopped', { reason: 'SPINDOWN', cause: 'the session ended', durationMs: 5 });
    return scenario.events;
  },

  /** The session ends while the processes of a timed-out invocation are still being ended. */
  stoppedDuringReset: () => {
    const scenario = new Scenario();
    const environment = scenario.environment('3f9c2a71').created().wait(1.1).init(136).invoke(18).frozen(2);
    environment.invoke(1_000, { status: 'timeout' });
    environment.wait(1).emit('environment.stopping', { reason: 'SPINDOWN', cause: 'the session ended' });
    environment.wait(9).reset('TIMEOUT', 'Sandbox.Timedout');
    environment.wait(2).emit('environment.stopped', { reason: 'SPINDOWN', cause: 'the session ended', durationMs: 11 });
    return scenario.events;
  },

  nothing: () => [],
};
