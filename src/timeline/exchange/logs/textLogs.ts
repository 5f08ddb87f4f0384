import { epochOf, timeWithin } from './logEntry';
import type { LogEntry, LogText } from './logEntry';
import { readPlatformLine } from './textLine';

const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`;
const STREAM = String.raw`\d{4}/\d\d/\d\d/\S*\[[^\]\s]+\]\S+`;
/** `aws logs tail` writes the time first, `sam logs` the stream; exports and the console have no stream. */
const PREFIX = new RegExp(`^(?:(${TIME})(?:\\s+(${STREAM}))?|(${STREAM})\\s+(${TIME}))(?:\\s+|$)`);

interface Line {
  readonly whole: string;
  /** What stands before the message; undefined when nothing does. */
  readonly prefix?: { readonly atMs?: number; readonly stream?: string; readonly message: string };
}

/** Log events of plain text, with or without times and streams before them. */
export function textLogs(text: string): LogText {
  const lines = text.split(/\r\n|\n|\r/).map(lineOf);
  const isStamped = lines.some((line, index) => saysSomething(line, lines[index + 1]));
  const style = isStamped ? 'log lines with times' : 'log lines without times';
  return { style, entries: isStamped ? stampedEntries(lines) : plainEntries(lines), isTimed: isStamped, malformed: 0 };
}

function lineOf(whole: string): Line {
  const match = PREFIX.exec(whole);
  if (match === null) return { whole };
  const [prefix, time = match[4] ?? '', stream = match[3]] = match;
  const atMs = epochOf(time);
  const message = whole.slice(prefix.length);
  return {
    whole,
    prefix: { message, ...(atMs === undefined ? {} : { atMs }), ...(stream === undefined ? {} : { stream }) },
  };
}

/** Whether a time stands before a message of the platform, and not at the beginning of a message of the function. */
function saysSomething({ prefix }: Line, next: Line | undefined): boolean {
  if (prefix === undefined) return false;
  // The console, and JSON in `aws logs tail`, have the message on the next line.
  const message = prefix.message === '' ? (next?.whole ?? '') : prefix.message;
  if (prefix.stream !== undefined) return true;
  const kind = readPlatformLine(message)?.kind;
  return kind !== undefined && kind !== 'failure' && kind !== 'functionError';
}

/** Lines without a time go on with the message before. */
function stampedEntries(lines: readonly Line[]): LogEntry[] {
  const entries: { atMs?: number; stream?: string; message: string }[] = [];
  for (const { whole, prefix } of lines) {
    const last = entries.at(-1);
    if (prefix !== undefined) entries.push({ ...prefix });
    else if (last === undefined) entries.push({ message: whole });
    else last.message += last.message === '' ? whole : `\n${whole}`;
  }
  return entries.flatMap((entry) =>
    entry.message.trim() === '' ? [] : [{ ...entry, message: entry.message.trimEnd() }],
  );
}

function plainEntries(lines: readonly Line[]): LogEntry[] {
  return lines.flatMap(({ whole }): LogEntry[] => {
    if (whole.trim() === '') return [];
    const atMs = timeWithin(whole);
    return [{ message: whole, ...(atMs === undefined ? {} : { atMs }) }];
  });
}
