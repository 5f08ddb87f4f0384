import type { Finding } from '../../analysis/finding';
import type { Paint } from '../terminal';
import { sarifLog } from './sarifLog';
import type { ShownFinding } from './shownFinding';

export const LINT_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

/** How findings are written. */
export interface FindingStyle {
  readonly paint: Paint;
  /** A file as it is shown: relative to the working folder, with slashes. */
  readonly shown: (file: string) => string;
  /** Pages that explain rules, as Markdown, by the rule's code. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Everything that goes to standard output for findings, in one of the formats. */
export function formatFindings(format: LintFormat, found: readonly ShownFinding[], style: FindingStyle): string {
  switch (format) {
    case 'text':
      return found.map(({ finding }) => textOf(finding, style)).join('');
    case 'json':
      return json(found.map((each) => jsonOf(each, style)));
    case 'sarif':
      return json(sarifLog(found, style));
    case 'github':
      return found.map(({ finding }) => githubOf(finding, style)).join('');
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const STYLES = { error: 'red', warning: 'yellow', information: 'blue', hint: 'dim' } as const;

function textOf({ file, range, severity, code, message, related }: Finding, { paint, shown }: FindingStyle): string {
  const first = `${shown(file)}:${range.line}:${range.column} ${paint(STYLES[severity], `${severity}:`)} ${message} ${paint('dim', `[${code}]`)}\n`;
  const steps = related.map(
    (place) =>
      `    ${paint('dim', `${shown(place.file)}:${place.range.line}:${place.range.column} ${place.message}`)}\n`,
  );
  return first + steps.join('');
}

function jsonOf({ finding, fixes }: ShownFinding, { shown }: FindingStyle): unknown {
  const { file, range, code, severity, message, related } = finding;
  return {
    path: shown(file),
    line: range.line,
    column: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    rule: code,
    severity,
    message,
    related: related.map((place) => ({ path: shown(place.file), line: place.range.line, message: place.message })),
    fixes: fixes.map(({ title }) => title),
  };
}

/** Workflow commands that GitHub shows beside the changed lines. */
function githubOf({ file, range, severity, code, message }: Finding, { shown }: FindingStyle): string {
  const command = severity === 'error' || severity === 'warning' ? severity : 'notice';
  const properties = {
    file: shown(file),
    line: range.line,
    col: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    title: `Warmpath ${code}`,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
  return `::${command} ${written.join(',')}::${escaped(message)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
