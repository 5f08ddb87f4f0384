import type { TraceContext } from '../../../lambda/lifecycleEvents';
import { parsedObject, stringOf } from '../json';
import { MALFORMED, statusOf } from './platformLine';
import type { Outcome, PlatformLine } from './platformLine';
import { recordedLine } from './recordedLine';

/** What the platform says in a log event of text or JSON log format; undefined when the function has written it. */
export function readPlatformLine(message: string): PlatformLine | undefined {
  const text = message.trim();
  if (text.startsWith('{')) return recordedLine(text);
  const word = /^[A-Z_]+(?=\s)/.exec(text)?.[0];
  const read = word === undefined || !Object.hasOwn(TEXT_LINES, word) ? undefined : TEXT_LINES[word];
  return read === undefined ? failureLine(text) : read(text);
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
    const [, name, state, events = ''] = /^EXTENSION\s+Name: (.*?)\s+State: (\w+)\s+Events: \[(.*?)\]/.exec(text) ?? [];
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

function tracingOf(text: string): TraceContext | undefined {
  const [, root, segment, sampled] = /XRAY TraceId: (\S+)\s+SegmentId: (\S+)(?:\s+Sampled: (\w+))?/.exec(text) ?? [];
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
