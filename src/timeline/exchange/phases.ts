import type {
  EventRecords,
  InitializationType,
  LifecycleEvent,
  PhaseStatus,
  ShutdownReason,
} from '../../lambda/lifecycleEvents';
import type { TimelineSpan } from '../timeline';
import { numberOf, stringOf } from './json';
import type { JsonObject } from './json';
import { lifecycleEvent } from './lifecycleEvent';
import type { EventOrigin } from './lifecycleEvent';

/** What formats that know slices of time only say about one: plain values by name. */
export type PhaseValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** Everything about a phase but its times, which `phaseEvents` makes events of again. */
export function phaseValues(span: TimelineSpan): PhaseValues {
  const open = span.open ? { open: true } : {};
  switch (span.phase) {
    case 'init': {
      const { initPhase, initializationType, status, errorType, durationMs } = span;
      return { initializationType, phase: initPhase, status, errorType, durationMs, ...open };
    }
    case 'invoke': {
      const { requestId, cold, status, errorType, metrics, producedBytes, runtimeDoneMs, storage } = span;
      return {
        requestId,
        cold,
        status,
        errorType,
        ...metrics,
        producedBytes,
        runtimeDurationMs: runtimeDoneMs === undefined ? undefined : runtimeDoneMs - span.startMs,
        temporaryStorageBytes: storage?.usedBytes,
        temporaryStorageLimitBytes: storage?.limitBytes,
        ...open,
      };
    }
    case 'frozen':
      return { durationMs: span.durationMs, ...open };
    case 'shutdown': {
      const { reason, cause, durationMs } = span;
      return { reason, cause, durationMs, ...open };
    }
  }
}

/** A phase as another format tells it; times are milliseconds since the epoch. */
export interface ReadPhase {
  readonly phase: TimelineSpan['phase'];
  readonly startMs: number;
  readonly endMs: number;
  readonly values: JsonObject;
  readonly spans?: EventRecords['platform.report']['spans'];
}

/** The events that tell of a phase. */
export function phaseEvents(read: ReadPhase, origin: EventOrigin): LifecycleEvent[] {
  switch (read.phase) {
    case 'init':
      return initEvents(read, origin);
    case 'invoke':
      return invokeEvents(read, origin);
    case 'frozen':
      return [
        lifecycleEvent('environment.frozen', { processes: 0 }, read.startMs, origin),
        ...ended(read, () => [lifecycleEvent('environment.thawed', { frozenMs: statedMs(read) }, read.endMs, origin)]),
      ];
    case 'shutdown': {
      const reason = shutdownReason(read.values['reason']);
      const cause = stringOf(read.values['cause']) ?? '';
      const durationMs = statedMs(read);
      return [
        lifecycleEvent('environment.stopping', { reason, cause }, read.startMs, origin),
        ...ended(read, () => [
          lifecycleEvent('environment.stopped', { reason, cause, durationMs }, read.endMs, origin),
        ]),
      ];
    }
  }
}

function initEvents(read: ReadPhase, origin: EventOrigin): LifecycleEvent[] {
  const { values, startMs, endMs } = read;
  const initializationType: InitializationType =
    values['initializationType'] === 'provisioned-concurrency' ? 'provisioned-concurrency' : 'on-demand';
  const phase = values['phase'] === 'invoke' ? 'invoke' : 'init';
  const { functionName } = origin;
  const start = { initializationType, phase, functionName, functionVersion: '$LATEST' } as const;
  return [
    lifecycleEvent('platform.initStart', start, startMs, origin),
    ...ended(read, () => {
      const record = {
        initializationType,
        phase,
        ...outcome(values),
        metrics: { durationMs: statedMs(read) },
      } as const;
      return [lifecycleEvent('platform.initReport', record, endMs, origin)];
    }),
  ];
}

function invokeEvents(read: ReadPhase, origin: EventOrigin): LifecycleEvent[] {
  const { values, startMs, endMs, spans = [] } = read;
  const requestId = stringOf(values['requestId']) ?? '';
  const own = { ...origin, requestId };
  const isEnded = values['open'] !== true;
  const runtimeMs = numberOf(values['runtimeDurationMs']);
  const producedBytes = numberOf(values['producedBytes']);
  const usedBytes = numberOf(values['temporaryStorageBytes']);
  const runtimeSpans = spans.filter(({ name }) => name !== EXTENSION_SPAN);
  const extensionSpans = spans.filter(({ name }) => name === EXTENSION_SPAN);
  const events = [lifecycleEvent('platform.start', { requestId, version: '$LATEST' }, startMs, own)];
  if (runtimeMs !== undefined || runtimeSpans.length > 0 || producedBytes !== undefined) {
    const durationMs = runtimeMs ?? statedMs(read);
    const metrics = { durationMs, ...(producedBytes === undefined ? {} : { producedBytes }) };
    const record = {
      requestId,
      ...outcome(values),
      metrics,
      ...(runtimeSpans.length === 0 ? {} : { spans: runtimeSpans }),
    };
    events.push(lifecycleEvent('platform.runtimeDone', record, Math.min(endMs, startMs + durationMs), own));
  }
  if (isEnded) {
    const record = {
      requestId,
      ...outcome(values),
      metrics: reportMetrics(read),
      ...(extensionSpans.length === 0 ? {} : { spans: extensionSpans }),
    };
    events.push(lifecycleEvent('platform.report', record, endMs, own));
  }
  if (usedBytes !== undefined) {
    const limitBytes = numberOf(values['temporaryStorageLimitBytes']) ?? usedBytes;
    const record = { usedBytes, limitBytes, overrun: usedBytes > limitBytes };
    events.push(lifecycleEvent('environment.storage', record, endMs, own));
  }
  return events;
}

/** Its time comes after the runtime was done. */
const EXTENSION_SPAN = 'extensionOverhead';

function reportMetrics(read: ReadPhase): EventRecords['platform.report']['metrics'] {
  const { values } = read;
  const durationMs = statedMs(read);
  const initDurationMs = numberOf(values['initDurationMs']);
  const pausedMs = numberOf(values['pausedMs']);
  return {
    durationMs,
    billedDurationMs: numberOf(values['billedDurationMs']) ?? Math.ceil(durationMs),
    memorySizeMB: numberOf(values['memorySizeMB']) ?? 0,
    maxMemoryUsedMB: numberOf(values['maxMemoryUsedMB']) ?? 0,
    ...(initDurationMs === undefined ? {} : { initDurationMs }),
    ...(pausedMs === undefined ? {} : { pausedMs }),
  };
}

function ended({ values }: ReadPhase, events: () => LifecycleEvent[]): LifecycleEvent[] {
  return values['open'] === true ? [] : events();
}

function statedMs({ values, startMs, endMs }: ReadPhase): number {
  return numberOf(values['durationMs']) ?? Math.max(0, endMs - startMs);
}

function outcome(values: JsonObject): { readonly status: PhaseStatus; readonly errorType?: string } {
  const errorType = stringOf(values['errorType']);
  const status = STATUSES.find((each) => each === values['status']) ?? (errorType === undefined ? 'success' : 'error');
  return { status, ...(errorType === undefined ? {} : { errorType }) };
}

const STATUSES = ['success', 'failure', 'error', 'timeout'] as const;

function shutdownReason(value: unknown): ShutdownReason {
  return value === 'TIMEOUT' || value === 'FAILURE' ? value : 'SPINDOWN';
}
