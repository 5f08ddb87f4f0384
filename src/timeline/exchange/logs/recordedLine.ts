import type { Span, TraceContext } from '../../../lambda/lifecycleEvents';
import { isObject, listOf, numberOf, parsedObject, stringOf } from '../json';
import type { JsonObject } from '../json';
import { isRecordOf } from '../recordShapes';
import { MALFORMED, statusOf } from './platformLine';
import type { Outcome, PlatformLine } from './platformLine';

/** A telemetry event, which is how the platform writes in JSON log format; undefined for everything else. */
export function recordedLine(message: string): PlatformLine | undefined {
  const parsed = parsedObject(message);
  const type = stringOf(parsed?.['type']);
  const record = parsed?.['record'];
  if (type?.startsWith('platform.') !== true || !isObject(record)) return undefined;
  return platformRecord(type, record);
}

function platformRecord(type: string, record: JsonObject): PlatformLine | undefined {
  switch (type) {
    case 'platform.start':
      return recordedStart(record);
    case 'platform.report':
      return recordedReport(record);
    case 'platform.initStart':
    case 'platform.restoreStart':
      return recordedInitStart(record, type === 'platform.restoreStart');
    case 'platform.initReport':
    case 'platform.restoreReport':
      return recordedInitReport(record, type === 'platform.restoreReport');
    case 'platform.initRuntimeDone':
    case 'platform.runtimeDone':
    case 'platform.extension':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
    case 'platform.logsDropped':
      return isRecordOf(type, record) ? { kind: 'passedOn', type, record } : MALFORMED;
    default:
      return { kind: 'end' };
  }
}

function recordedStart(record: JsonObject): PlatformLine {
  const requestId = stringOf(record['requestId']);
  if (requestId === undefined) return MALFORMED;
  const tracing = recordedTracing(record['tracing']);
  return {
    kind: 'start',
    requestId,
    version: stringOf(record['version']) ?? '$LATEST',
    ...(tracing === undefined ? {} : { tracing }),
  };
}

function recordedReport(record: JsonObject): PlatformLine {
  const metrics = record['metrics'];
  const requestId = stringOf(record['requestId']);
  if (requestId === undefined || !isObject(metrics)) return MALFORMED;
  const durationMs = numberOf(metrics['durationMs']);
  if (durationMs === undefined) return MALFORMED;
  const initDurationMs = numberOf(metrics['initDurationMs']);
  const restoreDurationMs = numberOf(metrics['restoreDurationMs']);
  const tracing = recordedTracing(record['tracing']);
  const spans = listOf(record['spans']).flatMap(recordedSpan);
  return {
    kind: 'report',
    requestId,
    ...recordedOutcome(record),
    metrics: {
      durationMs,
      billedDurationMs: numberOf(metrics['billedDurationMs']) ?? Math.ceil(durationMs),
      memorySizeMB: numberOf(metrics['memorySizeMB']) ?? 0,
      maxMemoryUsedMB: numberOf(metrics['maxMemoryUsedMB']) ?? 0,
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    },
    ...(restoreDurationMs === undefined ? {} : { restoreDurationMs }),
    ...(spans.length === 0 ? {} : { spans }),
    ...(tracing === undefined ? {} : { tracing }),
  };
}

function recordedOutcome(record: JsonObject): Outcome {
  const errorType = stringOf(record['errorType']);
  return {
    status: statusOf(stringOf(record['status']) ?? (errorType === undefined ? 'success' : 'error')),
    ...(errorType === undefined ? {} : { errorType }),
  };
}

function recordedTracing(value: unknown): TraceContext | undefined {
  if (!isObject(value) || value['type'] !== 'X-Amzn-Trace-Id') return undefined;
  const text = stringOf(value['value']);
  const spanId = stringOf(value['spanId']);
  if (text === undefined) return undefined;
  return { type: 'X-Amzn-Trace-Id', value: text, ...(spanId === undefined ? {} : { spanId }) };
}

const INIT_START_TEXTS = ['functionName', 'functionVersion', 'runtimeVersion', 'runtimeVersionArn'] as const;

function recordedInitStart(record: JsonObject, restore: boolean): PlatformLine {
  const initializationType = stringOf(record['initializationType']);
  const texts = INIT_START_TEXTS.flatMap((name) => {
    const text = stringOf(record[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    kind: 'initStart',
    phase: record['phase'] === 'invoke' ? 'invoke' : 'init',
    restore,
    ...(initializationType === undefined ? {} : { initializationType }),
    ...Object.fromEntries(texts),
  };
}

function recordedInitReport(record: JsonObject, restore: boolean): PlatformLine {
  const metrics = record['metrics'];
  const durationMs = isObject(metrics) ? numberOf(metrics['durationMs']) : undefined;
  if (durationMs === undefined) return MALFORMED;
  const initializationType = stringOf(record['initializationType']);
  return {
    kind: 'initReport',
    phase: record['phase'] === 'invoke' ? 'invoke' : 'init',
    durationMs,
    restore,
    ...(initializationType === undefined ? {} : { initializationType }),
    ...recordedOutcome(record),
  };
}

function recordedSpan(value: unknown): Span[] {
  if (!isObject(value)) return [];
  const name = stringOf(value['name']);
  const start = stringOf(value['start']);
  const durationMs = numberOf(value['durationMs']);
  return name === undefined || start === undefined || durationMs === undefined ? [] : [{ name, start, durationMs }];
}
