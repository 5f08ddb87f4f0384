import type { LifecycleEventOf, PhaseStatus, ReportMetrics, TraceContext } from '../../../lambda/lifecycleEvents';
import { isObject, numberOf, parsedObject, stringOf } from '../json';
import type { JsonObject } from '../json';
import { isRecordOf } from '../recordShapes';

/** Events whose record a log line has as it is. */
export type PassedOn = LifecycleEventOf<
  | 'platform.initRuntimeDone'
  | 'platform.runtimeDone'
  | 'platform.extension'
  | 'platform.telemetrySubscription'
  | 'platform.logsSubscription'
  | 'platform.logsDropped'
>;

interface Outcome {
  readonly status: PhaseStatus;
  readonly errorType?: string;
}

export interface ReportLine extends Outcome {
  readonly kind: 'report';
  readonly requestId: string;
  readonly metrics: ReportMetrics;
  /** Restoring a snapshot took the place of an Init phase. */
  readonly restoreDurationMs?: number;
  tracing?: TraceContext;
}

export interface InitStartLine {
  readonly kind: 'initStart';
  readonly phase: 'init' | 'invoke';
  /** Absent where the line does not say it. */
  readonly initializationType?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
  readonly restore: boolean;
}

export interface InitReportLine extends Outcome {
  readonly kind: 'initReport';
  readonly phase: 'init' | 'invoke';
  readonly initializationType?: string;
  readonly durationMs: number;
  readonly restore: boolean;
}

/** What the platform says in one line of a log. */
export type PlatformLine =
  | { readonly kind: 'start'; readonly requestId: string; readonly version: string; readonly tracing?: TraceContext }
  | { readonly kind: 'end' }
  | ReportLine
  | InitStartLine
  | InitReportLine
  | { readonly kind: 'passedOn'; readonly type: PassedOn['type']; readonly record: JsonObject }
  | { readonly kind: 'xray'; readonly tracing: TraceContext }
  /** How an invocation failed, on a line of its own. */
  | ({ readonly kind: 'failure'; readonly requestId: string } & Outcome)
  | { readonly kind: 'functionError'; readonly requestId?: string; readonly errorType: string }
  | { readonly kind: 'malformed' };

const MALFORMED: PlatformLine = { kind: 'malformed' };

/** Reads a log event in text or JSON log format; undefined when it is of the function or an extension. */
export function platformLine(message: string): PlatformLine | undefined {
  if (message.trimStart().startsWith('{')) return jsonLine(message);
  const first = message.trimStart().split('\n', 1)[0] ?? '';
  const word = /^[A-Z_]+(?=\s|$)/.exec(first)?.[0];
  const read = word === undefined || !Object.hasOwn(TEXT_LINES, word) ? undefined : TEXT_LINES[word];
  return read === undefined ? failureLine(message.trim()) : read(message.trim());
}

const TEXT_LINES: Readonly<Record<string, (text: string) => PlatformLine | undefined>> = {
  START: startLine,
  END: (text) => (/^END RequestId: \S/.test(text) ? { kind: 'end' } : notOfThePlatform(text)),
  REPORT: reportLine,
  XRAY: (text) => {
    const tracing = tracingOf(text);
    return tracing === undefined ? undefined : { kind: 'xray', tracing };
  },
  INIT_START: (text) => initStartLine(text, false),
  INIT_REPORT: (text) => initReportLine(text, false),
  RESTORE_START: (text) => initStartLine(text, true),
  RESTORE_REPORT: (text) => initReportLine(text, true),
  EXTENSION: (text) => {
    const [, name, state, events = ''] =
      /^EXTENSION\s+Name: (.*?)\s+State: (\w+)\s+Events: \[(.*?)\]/.exec(text) ?? [];
    if (name === undefined || state === undefined) return undefined;
    return { kind: 'passedOn', type: 'platform.extension', record: { name, state, events: words(events) } };
  },
  TELEMETRY: (text) => subscriptionLine('platform.telemetrySubscription', text),
  LOGS: (text) => subscriptionLine('platform.logsSubscription', text),
};

/** Functions may print such words, too; with a request id they are a damaged line of the platform. */
function notOfThePlatform(text: string): PlatformLine | undefined {
  return text.includes('RequestId:') ? MALFORMED : undefined;
}

function startLine(text: string): PlatformLine | undefined {
  const [, requestId, version = '$LATEST'] = /^START RequestId: (\S+)(?:\s+Version: (\S+))?/.exec(text) ?? [];
  return requestId === undefined ? notOfThePlatform(text) : { kind: 'start', requestId, version };
}

function reportLine(text: string): PlatformLine | undefined {
  const requestId = /^REPORT RequestId: (\S+)/.exec(text)?.[1];
  const durations = durationsOf(text);
  const durationMs = durations.get('Duration');
  if (requestId === undefined || durationMs === undefined) return notOfThePlatform(text);
  const initDurationMs = durations.get('Init Duration');
  const restoreDurationMs = durations.get('Restore Duration');
  const pausedMs = durations.get('Paused In Debugger');
  const tracing = tracingOf(text);
  return {
    kind: 'report',
    requestId,
    ...outcomeOf(text),
    metrics: {
      durationMs,
      billedDurationMs: durations.get('Billed Duration') ?? Math.ceil(durationMs),
      memorySizeMB: megabytes(text, 'Memory Size'),
      maxMemoryUsedMB: megabytes(text, 'Max Memory Used'),
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
      ...(pausedMs === undefined ? {} : { pausedMs }),
    },
    ...(restoreDurationMs === undefined ? {} : { restoreDurationMs }),
    ...(tracing === undefined ? {} : { tracing }),
  };
}

const DURATIONS =
  /(Billed Restore Duration|Billed Duration|Restore Duration|Init Duration|Paused In Debugger|Duration): +(\d+(?:\.\d+)?) ms/g;

function durationsOf(text: string): ReadonlyMap<string, number> {
  return new Map(Array.from(text.matchAll(DURATIONS), ([, name = '', value]) => [name, Number(value)]));
}

function megabytes(text: string, name: string): number {
  const at = text.indexOf(`${name}: `);
  return at < 0 ? 0 : Number.parseInt(text.slice(at + name.length + 2), 10) || 0;
}

function outcomeOf(text: string): Outcome {
  const status = /\bStatus: (\w+)/.exec(text)?.[1];
  const errorType = /\bError ?Type: ([\w.]+)/.exec(text)?.[1];
  return {
    status: statusOf(status ?? (errorType === undefined ? 'success' : 'error')),
    ...(errorType === undefined ? {} : { errorType }),
  };
}

function statusOf(status: string): PhaseStatus {
  return status === 'success' || status === 'timeout' || status === 'failure' ? status : 'error';
}

function tracingOf(text: string): TraceContext | undefined {
  const [, root, segment, sampled] =
    /XRAY TraceId: (\S+)\s+SegmentId: (\S+)(?:\s+Sampled: (\w+))?/.exec(text) ?? [];
  if (root === undefined || segment === undefined) return undefined;
  const value = `Root=${root};Parent=${segment};Sampled=${sampled === 'false' ? '0' : '1'}`;
  return { type: 'X-Amzn-Trace-Id', value, spanId: segment };
}

function initStartLine(text: string, restore: boolean): PlatformLine {
  const runtimeVersion = /Runtime Version: (\S+)/.exec(text)?.[1];
  const runtimeVersionArn = /Runtime Version ARN: (\S+)/.exec(text)?.[1];
  return {
    kind: 'initStart',
    phase: 'init',
    restore,
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
    ...(runtimeVersionArn === undefined ? {} : { runtimeVersionArn }),
  };
}

function initReportLine(text: string, restore: boolean): PlatformLine {
  const durations = durationsOf(text);
  const durationMs = durations.get(restore ? 'Restore Duration' : 'Init Duration');
  if (durationMs === undefined) return MALFORMED;
  const phase = /\bPhase: invoke\b/.test(text) ? 'invoke' : 'init';
  const outcome = outcomeOf(text);
  // In text format a successful Init phase is reported only where it happened ahead of any invocation.
  const ahead = !restore && outcome.status === 'success' && phase === 'init';
  return {
    kind: 'initReport',
    phase,
    durationMs,
    restore,
    ...(ahead ? { initializationType: 'provisioned-concurrency' } : {}),
    ...outcome,
  };
}

function subscriptionLine(
  type: 'platform.telemetrySubscription' | 'platform.logsSubscription',
  text: string,
): PlatformLine | undefined {
  const [, name, state, types = ''] = /^\w+\s+Name: (.*?)\s+State: (.*?)\s+Types: \[(.*?)\]/.exec(text) ?? [];
  if (name === undefined || state === undefined) return undefined;
  return { kind: 'passedOn', type, record: { name, state, types: words(types).map((word) => word.toLowerCase()) } };
}

function words(list: string): string[] {
  return list.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
}

/** Lines with which older platforms, or runtimes, say that an invocation failed. */
function failureLine(text: string): PlatformLine | undefined {
  const timedOut = /^(?:\S+Z\s+)?([0-9a-f-]{36}) Task timed out after [\d.]+ seconds/.exec(text)?.[1];
  if (timedOut !== undefined) return { kind: 'failure', requestId: timedOut, status: 'timeout' };
  const [, requestId, reason = ''] = /^RequestId: ([0-9a-f-]{36}) Error: ([^]*)/.exec(text) ?? [];
  if (requestId !== undefined) {
    const errorType = /\b(?:Runtime|Extension|Sandbox)\.\w+/.exec(reason)?.[0];
    const ended = reason.startsWith('Runtime exited') ? 'Runtime.ExitError' : undefined;
    const type = errorType ?? ended;
    return { kind: 'failure', requestId, status: 'error', ...(type === undefined ? {} : { errorType: type }) };
  }
  return functionErrorLine(text);
}

/** Node.js and Python log an error that leaves the handler in a form of their own. */
function functionErrorLine(text: string): PlatformLine | undefined {
  const [, id, json] = /^\S+Z\t([0-9a-f-]{36})\tERROR\tInvoke Error\s+(\{[^]*)/.exec(text) ?? [];
  const errorType =
    json === undefined
      ? /^\[ERROR\] ([A-Za-z_][\w.]*)(?::|$)/.exec(text)?.[1]
      : (stringOf(parsedObject(json)?.['errorType']) ?? /"errorType":"([^"]+)"/.exec(json)?.[1]);
  if (errorType === undefined) return undefined;
  return { kind: 'functionError', errorType, ...(id === undefined ? {} : { requestId: id }) };
}

/** A telemetry event, which is how the platform writes in JSON log format. */
function jsonLine(message: string): PlatformLine | undefined {
  const parsed = parsedObject(message);
  const type = stringOf(parsed?.['type']);
  const record = parsed?.['record'];
  if (type?.startsWith('platform.') !== true || !isObject(record)) return undefined;
  return platformRecord(type, record);
}

/** What a telemetry event of the platform says. */
export function platformRecord(type: string, record: JsonObject): PlatformLine | undefined {
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
