import fc from 'fast-check';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { Scenario } from './scenario';
import type { ScenarioEnvironment } from './scenario';

type Act = (environment: ScenarioEnvironment) => void;

const durations = fc.double({ min: 0, max: 5_000, noNaN: true });
const statuses = fc.constantFrom('success', 'error', 'timeout', 'failure' as const);
const texts = fc.string({ unit: 'grapheme', maxLength: 20 });

const imports = fc
  .array(fc.record({ name: texts, depth: fc.nat(4), startMs: durations, durationMs: durations }), { maxLength: 6 })
  .map((list): Act => {
    return (environment) => environment.emit('evidence.imports', { startEpochMs: 1_795_262_400_000, imports: list });
  });

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((environment) => environment.created()),
  fc.tuple(durations, statuses, fc.boolean()).map(([ms, status, again]): Act => {
    return (environment) => environment.init(ms, { status, phase: again ? 'invoke' : 'init' });
  }),
  fc.tuple(durations, statuses, durations, durations).map(([ms, status, latency, overhead]): Act => {
    const start = '2026-11-21T12:00:00.000Z';
    const spans = [
      { name: 'responseLatency', start, durationMs: latency },
      { name: 'runtimeOverhead', start, durationMs: overhead },
    ];
    return (environment) => environment.invoke(ms, { status, spans });
  }),
  durations.map(
    (ms): Act =>
      (environment) =>
        environment.frozen(ms),
  ),
  durations.map(
    (ms): Act =>
      (environment) =>
        environment.wait(ms),
  ),
  durations.map(
    (ms): Act =>
      (environment) =>
        environment.paused(ms),
  ),
  texts.map(
    (text): Act =>
      (environment) =>
        environment.log(text),
  ),
  fc.constant<Act>((environment) => environment.start()),
  fc.constant<Act>((environment) => environment.reset('FAILURE', 'Runtime.ExitError')),
  durations.map(
    (ms): Act =>
      (environment) =>
        environment.shutdown(ms),
  ),
  fc.constant<Act>((environment) => environment.emit('environment.runtimeStarted', {})),
  fc.tuple(fc.nat(3), fc.option(texts)).map(([id, error]): Act => {
    return (environment) =>
      environment.emit('evidence.connection', {
        connectionId: `c${id}`,
        peer: '127.0.0.1:5432',
        connectMs: 1.5,
        ...(error === null ? { place: { file: '/app/index.js', line: 3 } } : { error }),
      });
  }),
  fc.nat(3).map((id): Act => {
    return (environment) => environment.emit('evidence.connectionEnded', { connectionId: `c${id}`, by: 'peer' });
  }),
  imports,
);

/** Streams of events in any order that environments could be imagined to emit them, and in many they never would. */
export const randomStreams: fc.Arbitrary<LifecycleEvent[]> = fc
  .record({
    lives: fc.array(fc.tuple(fc.nat(3_000), fc.constantFrom('orders', 'payments'), fc.array(acts, { maxLength: 12 })), {
      maxLength: 4,
    }),
    queued: fc.array(fc.nat(5_000), { maxLength: 4 }),
    cut: fc.tuple(fc.nat(5), fc.nat(5)),
  })
  .map(({ lives, queued, cut: [from, less] }) => {
    const scenario = new Scenario();
    for (const [index, [atMs, functionName, life]] of lives.entries()) {
      const environment = scenario.environment(`e${index}`, atMs, functionName);
      for (const act of life) act(environment);
    }
    for (const atMs of queued) {
      scenario.queue('asynchronous.queued', { requestId: 'request-queue' }, atMs);
      const retry = { requestId: 'request-queue', attempt: 2, delayMs: 60_000, cause: 'an error' };
      scenario.queue('asynchronous.retry', retry, atMs + 40);
    }
    const { events } = scenario;
    return events.slice(from, events.length - less);
  });
