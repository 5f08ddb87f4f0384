import { isObject, listOf, numberOf, stringOf } from '../json';
import type { JsonObject } from '../json';
import { epochOf, functionOfGroup, timeWithin } from './logEntry';
import type { LogEntry, LogText } from './logEntry';

const JSON_LINES = 'a log in JSON format';

type Read = readonly (LogEntry | undefined)[];

/**
 * Log events in JSON: answers of `aws logs` (`filter-log-events`, `get-log-events`, `get-query-results`), Insights
 * exports, subscriptions, and log lines in JSON log format. Undefined when the values are none of these.
 */
export function jsonLogs(values: readonly unknown[]): LogText | undefined {
  const styles = new Set<string>();
  const entries: LogEntry[] = [];
  let malformed = 0;
  for (const value of values.flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : [each]))) {
    const found = isObject(value) ? containerOf(value) : undefined;
    if (found === undefined) {
      malformed += 1;
      continue;
    }
    styles.add(found.style);
    for (const entry of found.read) {
      if (entry === undefined) malformed += 1;
      else entries.push(entry);
    }
  }
  const [style] = styles;
  return style === undefined ? undefined : { style, entries, isTimed: style !== JSON_LINES, malformed };
}

function containerOf(value: JsonObject): { readonly style: string; readonly read: Read } | undefined {
  if (Array.isArray(value['logEvents'])) {
    const functionName = functionOfGroup(stringOf(value['logGroup']));
    const stream = stringOf(value['logStream']);
    // Others tell that the subscription works.
    const events = value['messageType'] === 'CONTROL_MESSAGE' ? [] : listOf(value['logEvents']);
    const read = events.map((event) => logEvent(event, { functionName, stream }));
    return { style: 'a log subscription', read };
  }
  if (Array.isArray(value['events'])) {
    return { style: 'log events of the AWS CLI', read: listOf(value['events']).map((event) => logEvent(event, {})) };
  }
  if (Array.isArray(value['results'])) {
    const read = listOf(value['results']).map((row) => insightsRow(Object.fromEntries(listOf(row).flatMap(field))));
    return { style: 'results of Logs Insights', read };
  }
  if ('@message' in value) return { style: 'results of Logs Insights', read: [insightsRow(value)] };
  if (typeof value['message'] === 'string' && typeof value['timestamp'] === 'number' && !('level' in value)) {
    return { style: 'log events of the AWS CLI', read: [logEvent(value, {})] };
  }
  return { style: JSON_LINES, read: [logLine(value)] };
}

function field(value: unknown): [string, unknown][] {
  const name = isObject(value) ? stringOf(value['field']) : undefined;
  return isObject(value) && name !== undefined ? [[name, value['value']]] : [];
}

function logEvent(
  value: unknown,
  origin: { readonly functionName?: string | undefined; readonly stream?: string | undefined },
): LogEntry | undefined {
  if (!isObject(value)) return undefined;
  const message = stringOf(value['message']);
  if (message === undefined) return undefined;
  const atMs = numberOf(value['timestamp']);
  const stream = stringOf(value['logStreamName']) ?? origin.stream;
  const eventId = stringOf(value['eventId']) ?? stringOf(value['id']);
  const { functionName } = origin;
  return {
    message,
    ...(atMs === undefined ? {} : { atMs }),
    ...(stream === undefined ? {} : { stream }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(functionName === undefined ? {} : { functionName }),
  };
}

/** A row of Insights, by the names of its fields. A message in JSON may be there as what it says. */
export function insightsRow(row: JsonObject): LogEntry | undefined {
  const message = isObject(row['@message']) ? JSON.stringify(row['@message']) : stringOf(row['@message']);
  if (message === undefined) return undefined;
  const time = row['@timestamp'];
  const atMs = typeof time === 'string' ? epochOf(time) : numberOf(time);
  const stream = stringOf(row['@logStream']);
  const functionName = functionOfGroup(stringOf(row['@log']));
  return {
    message,
    ...(atMs === undefined ? {} : { atMs }),
    ...(stream === undefined || stream === '' ? {} : { stream }),
    ...(functionName === undefined ? {} : { functionName }),
  };
}

/** A line in JSON log format, or a telemetry event; log events in these are texts or objects. */
function logLine(value: JsonObject): LogEntry {
  const { type, record } = value;
  const isLog = (type === 'function' || type === 'extension') && (typeof record === 'string' || isObject(record));
  const text = JSON.stringify(value);
  const atMs = timeWithin(text);
  const message = !isLog ? text : typeof record === 'string' ? record : JSON.stringify(record);
  return { message, ...(atMs === undefined ? {} : { atMs }) };
}
