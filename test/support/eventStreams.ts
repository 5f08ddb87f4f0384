import type { ConnectionEvidence, ImportEvidence, Leftover } from '../../src/lambda/evidence';
import type { EventRecords, LifecycleEvent, LifecycleEventType, ReportMetrics } from '../../src/lambda/lifecycleEvents';
import { noise } from '../unit/timeline/scenario';
import type { ScenarioEnvironment } from '../unit/timeline/scenario';

/** Streams of `Scenario` begin at this wall clock and at this monotonic time. */
const START_EPOCH_MS = Date.UTC(2026, 10, 21, 12);
const START_MS = 5_000;

interface Origin {
  readonly functionName?: string;
  readonly environmentId?: string;
  readonly requestId?: string;
}

/** One event, `atMs` after the start of scenarios. */
export function eventAt<Type extends LifecycleEventType>(
  atMs: number,
  type: Type,
  record: EventRecords[Type],
  { functionName = 'orders', ...origin }: Origin = {},
): LifecycleEvent {
  const times = { epochMs: START_EPOCH_MS + atMs, monotonicMs: START_MS + atMs };
  // The mapped union cannot be built generically; the pair (type, record) is checked by this function's signature.
  return { type, ...times, functionName, ...origin, record } as unknown as LifecycleEvent;
}

export function inOrder(events: readonly LifecycleEvent[]): LifecycleEvent[] {
  return [...events].sort((left, right) => left.monotonicMs - right.monotonicMs);
}

/** The same events from a host whose monotonic clock began anew: `epochShiftMs` later by wall clock. */
export function afterRestart(
  events: readonly LifecycleEvent[],
  epochShiftMs: number,
  monotonicStartMs = 200,
): LifecycleEvent[] {
  return events.map((event) => ({
    ...event,
    epochMs: event.epochMs + epochShiftMs,
    monotonicMs: event.monotonicMs - START_MS + monotonicStartMs,
    ...(event.environmentId === undefined ? {} : { environmentId: `${event.environmentId}-later` }),
  }));
}

/** From `fromMs` on, the wall clock runs ahead (or, negative, behind) by `jumpMs`; the monotonic clock does not notice. */
export function wallClockJumps(events: readonly LifecycleEvent[], fromMs: number, jumpMs: number): LifecycleEvent[] {
  return events.map((event) =>
    event.monotonicMs - START_MS < fromMs ? event : { ...event, epochMs: event.epochMs + jumpMs },
  );
}

/** Each event comes up to `distance` places too late; the same way every time. */
export function outOfOrder(events: readonly LifecycleEvent[], distance: number, seed = 11): LifecycleEvent[] {
  const random = noise(seed);
  return events
    .map((event, index) => ({ event, place: index + random.next().value * distance }))
    .sort((left, right) => left.place - right.place)
    .map(({ event }) => event);
}

/** An attempt of an asynchronous invocation in an environment of its own. */
export function attempt(
  requestId: string,
  environmentId: string,
  atMs: number,
  durationMs: number,
  failed: boolean,
): LifecycleEvent[] {
  const origin = { environmentId, requestId };
  const metrics: ReportMetrics = {
    durationMs,
    billedDurationMs: Math.ceil(durationMs),
    memorySizeMB: 128,
    maxMemoryUsedMB: 60,
  };
  const endMs = atMs + durationMs;
  return [
    eventAt(atMs, 'platform.start', { requestId, version: '$LATEST' }, origin),
    ...(failed ? [eventAt(endMs, 'invocation.functionError', { requestId, errorType: 'Error' }, origin)] : []),
    eventAt(endMs, 'platform.runtimeDone', { requestId, status: 'success', metrics: { durationMs } }, origin),
    eventAt(endMs, 'platform.report', { requestId, status: 'success', metrics }, origin),
    eventAt(endMs, 'environment.frozen', { processes: 1 }, { environmentId }),
  ];
}

/** An event that is tried `failures` times in vain, then with success unless it is given up. */
export function asynchronous(
  requestId: string,
  environmentId: string,
  atMs: number,
  { failures = 0, delayMs = 1_000, givenUp = false, durationMs = 30 } = {},
): LifecycleEvent[] {
  const events = [eventAt(atMs, 'asynchronous.queued', { requestId }, { requestId })];
  let nowMs = atMs + 2;
  for (let number = 1; number <= failures; number += 1) {
    events.push(...attempt(requestId, environmentId, nowMs, durationMs, true));
    nowMs += durationMs + 0.5;
    if (givenUp && number === failures) {
      events.push(eventAt(nowMs, 'asynchronous.dropped', { requestId, condition: 'RetriesExhausted' }, { requestId }));
      const failure = { requestId, kind: 'OnFailure', target: 'arn:failures', message: {} } as const;
      events.push(eventAt(nowMs, 'asynchronous.destination', failure, { requestId }));
      return events;
    }
    const retry = { requestId, attempt: number + 1, delayMs, cause: 'function error' };
    events.push(eventAt(nowMs, 'asynchronous.retry', retry, { requestId }));
    nowMs += delayMs;
  }
  events.push(...attempt(requestId, environmentId, nowMs, durationMs, false));
  return events;
}

/** What a probe sees of an Init phase that imports some modules, deepest ones inside of those before them. */
export function imports(
  environment: ScenarioEnvironment,
  list: readonly (readonly [name: string, depth: number, startMs: number, durationMs: number])[],
  beganMs: number,
): void {
  const modules = list.map(([name, depth, startMs, durationMs]): ImportEvidence => ({
    name,
    depth,
    startMs,
    durationMs,
  }));
  const startEpochMs = START_EPOCH_MS + environment.nowMs - START_MS - beganMs;
  environment.emit('evidence.imports', { startEpochMs, imports: modules });
}

export function connection(connectionId: string, more: Partial<ConnectionEvidence> = {}): ConnectionEvidence {
  const place = { file: '/code/orders.js', line: 12, functionName: 'handler' };
  return { connectionId, peer: '127.0.0.1:5432', connectMs: 4, place, ...more };
}

export function timer(leftoverId: string): Leftover {
  const place = { file: '/code/orders.js', line: 30 };
  return { leftoverId, kind: 'timer', description: 'interval of 1000 ms', place };
}

/** Many environments with many invocations, in the order of time: `perInvocation` events each. */
export function* manyInvocations(environments: number, invocations: number): Generator<LifecycleEvent> {
  const random = noise(5);
  const ids = Array.from({ length: environments }, (_, index) => `environment-${String(index).padStart(3, '0')}`);
  const record = { initializationType: 'on-demand', phase: 'init' } as const;
  for (const [index, environmentId] of ids.entries()) {
    const origin = { environmentId };
    const created = { reason: 'every environment was busy', initializationType: 'on-demand', fidelity: [] } as const;
    yield eventAt(index, 'environment.created', created, origin);
    yield eventAt(
      index,
      'platform.initStart',
      { ...record, functionName: 'orders', functionVersion: '$LATEST' },
      origin,
    );
  }
  for (const [index, environmentId] of ids.entries()) {
    const metrics = { durationMs: 150 };
    yield eventAt(150 + index, 'platform.initReport', { ...record, status: 'success', metrics }, { environmentId });
  }
  let nowMs = 300;
  for (let count = 0; count < invocations; count += 1) {
    const environmentId = ids[count % environments] ?? '';
    const requestId = `request-${count}`;
    const origin = { environmentId, requestId };
    const durationMs = 1 + Math.round(random.next().value * 30) / 10;
    const isFirst = count < environments;
    if (!isFirst) yield eventAt(nowMs, 'environment.thawed', { frozenMs: environments * 5 - 4 }, { environmentId });
    yield eventAt(nowMs, 'platform.start', { requestId, version: '$LATEST' }, origin);
    yield eventAt(nowMs + durationMs / 2, 'function', `handled ${count}`, origin);
    const status = count % 500 === 499 ? 'error' : 'success';
    const outcome = { requestId, status, ...(status === 'error' ? { errorType: 'Runtime.ExitError' } : {}) } as const;
    const done = nowMs + durationMs;
    yield eventAt(done, 'platform.runtimeDone', { ...outcome, metrics: { durationMs, producedBytes: 20 } }, origin);
    const report = { durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMB: 128, maxMemoryUsedMB: 60 };
    yield eventAt(done, 'platform.report', { ...outcome, metrics: report }, origin);
    yield eventAt(done, 'environment.storage', { usedBytes: 0, limitBytes: 536_870_912, overrun: false }, origin);
    yield eventAt(done, 'environment.frozen', { processes: 1 }, { environmentId });
    nowMs += 5;
  }
}
