import { numberOf, parsedObject, stringOf } from '../json';

/** One log event of CloudWatch, as far as its export tells of it. */
export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
  /** Name of its log stream: one for each execution environment. */
  readonly stream?: string;
  readonly functionName?: string;
  /** Unique, where the export has it; exports may overlap. */
  readonly eventId?: string;
  readonly message: string;
}

/** The log events of a text. */
export interface LogText {
  /** What the text is, in words. */
  readonly style: string;
  readonly entries: readonly LogEntry[];
  /** The times are those of CloudWatch, which may be sorted by; otherwise the order of the text counts. */
  readonly isTimed: boolean;
  /** Elements that could not be read. */
  readonly malformed: number;
}

/** Name of the function that a log group is of: `/aws/lambda/orders`, also with an account before it. */
export function functionOfGroup(group: string | undefined): string | undefined {
  return group === undefined ? undefined : /(?:^|:)\/aws\/lambda\/(.+)$/.exec(group)?.[1];
}

/** Milliseconds since the epoch of a time in any form that exports have; without a zone it is UTC. */
export function epochOf(text: string): number | undefined {
  if (/^\d{13}$/.test(text)) return Number(text);
  const [, date, time, fraction = '', zone = 'Z'] = TIME.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const epochMs = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** The time that a message itself has: at its beginning, or as a member of its JSON. */
export function timeWithin(message: string): number | undefined {
  if (message.startsWith('{')) {
    const parsed = parsedObject(message);
    const time = parsed?.['time'] ?? parsed?.['timestamp'];
    return typeof time === 'string' ? epochOf(time) : likelyEpoch(numberOf(time));
  }
  const time = /^\d{4}-\d\d-\d\d[T ]\S+?(?=\s|$)/.exec(message)?.[0];
  return time === undefined ? undefined : epochOf(time);
}

/** Milliseconds; structured loggers write seconds, too. */
function likelyEpoch(time: number | undefined): number | undefined {
  return time === undefined || time < 1e11 ? undefined : time;
}

/** Name of the function, as structured loggers write it into their lines. */
export function functionWithin(message: string): string | undefined {
  if (!message.includes('"function_name"')) return undefined;
  return stringOf(parsedObject(message)?.['function_name']);
}

/** Request id of the invocation that logged a line, as far as the line has it. */
export function requestWithin(message: string): string | undefined {
  const parsed = parsedObject(message);
  if (parsed === undefined) return /^\S+Z\t([0-9a-f-]{36})\t/.exec(message)?.[1] ?? PYTHON.exec(message)?.[1];
  return REQUEST_MEMBERS.map((name) => stringOf(parsed[name])).find((id) => id !== undefined && id !== '');
}

/** `[INFO]\t2026-11-21T12:00:00.123Z\t<request id>\t…` */
const PYTHON = /^\[[A-Z]+\]\t\S+Z\t([0-9a-f-]{36})\t/;
const REQUEST_MEMBERS = ['requestId', 'AWSRequestId', 'awsRequestId', 'function_request_id', 'aws_request_id'] as const;
