import { parseCsv } from '../csv';
import { insightsRow } from './jsonLogs';
import type { LogText } from './logEntry';

/** Names of columns as Insights has them, by those of the console's other tables. */
const COLUMNS: Readonly<Record<string, string>> = {
  timestamp: '@timestamp',
  message: '@message',
  logStreamName: '@logStream',
  logstream: '@logStream',
};

/** Log events of a CSV that the CloudWatch console has exported; undefined when the first line names no messages. */
export function csvLogs(text: string): LogText | undefined {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  if (!/(^|,)"?@?message"?(,|$)/.test(header)) return undefined;
  const [names = [], ...rows] = parseCsv(text);
  const columns = names.map((name) => COLUMNS[name.trim()] ?? name.trim());
  const read = rows.map((row) => {
    const fields = row.map((value, index): [string, string] => [columns[index] ?? '', value]);
    return insightsRow(Object.fromEntries(fields));
  });
  const entries = read.flatMap((entry) => entry ?? []);
  return { style: 'a CSV of the CloudWatch console', entries, isTimed: true, malformed: read.length - entries.length };
}
