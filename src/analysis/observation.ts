import type { Finding, FindingSeverity } from './finding';
import type { ProgramFile } from './program/program';

/** What runs of a function have shown about one line, as far as it speaks for a finding. */
export interface Observation {
  /** Absolute path. */
  readonly file: string;
  /** From 1, when it was seen. */
  readonly line: number;
  /** The line as it was then: what was seen of another text says nothing about this one. */
  readonly lineText: string;
  /** Codes of the rules it confirms; it is a finding of the first one where no rule found anything. */
  readonly codes: readonly [string, ...string[]];
  /** A name that findings about the same thing mention, wherever in the file they are. */
  readonly subject?: string;
  /** What was seen, without a full stop. */
  readonly note: string;
}

/** A client may be made a few lines above of where it is connected. */
const FARTHEST_ABOVE = 15;
/** A finding that was seen in a run counts at least this much. */
const SEEN: FindingSeverity = 'warning';

/**
 * Findings of a file together with what runs have shown: a finding that was seen says so and is a warning at least; what no
 * rule found is a finding of its own. Observations of lines that have changed since count for nothing.
 */
export function withObservations(
  file: ProgramFile,
  text: string,
  found: readonly Finding[],
  observations: readonly Observation[],
): Finding[] {
  if (observations.length === 0) return [...found];
  const lines = text.split('\n');
  const findings = [...found];
  for (const observation of observations) {
    const line = lineNow(observation, lines);
    if (line === undefined) continue;
    const at = confirmedBy(observation, line, findings, lines);
    if (at === undefined) findings.push(findingOf(observation, line, file, lines));
    else findings.splice(at.index, 1, confirmed(at.finding, observation));
  }
  return findings;
}

/** Where the line of an observation is now; undefined when it is not there any more, or is not one line only. */
export function lineNow(
  { line, lineText }: Pick<Observation, 'line' | 'lineText'>,
  lines: readonly string[],
): number | undefined {
  const wanted = lineText.trim();
  if (lines[line - 1]?.trim() === wanted) return line;
  const first = lines.findIndex((each) => each.trim() === wanted);
  const isOnlyOne = first !== -1 && lines.findIndex((each, index) => index > first && each.trim() === wanted) === -1;
  return isOnlyOne && wanted !== '' ? first + 1 : undefined;
}

function confirmedBy(
  { codes, subject }: Observation,
  line: number,
  findings: readonly Finding[],
  lines: readonly string[],
): { index: number; finding: Finding } | undefined {
  const alike = findings
    .map((finding, index) => ({ finding, index }))
    .filter(({ finding: { code } }) => codes.includes(code));
  if (subject !== undefined)
    return alike.find(({ finding: { message } }) => message.split(/[^\w$]+/).includes(subject));
  const candidates = alike.filter(({ finding: { range } }) => range.line <= line);
  const same = candidates.find(({ finding: { range } }) => range.endLine >= line);
  if (same !== undefined) return same;
  const above = candidates
    .filter(({ finding: { range } }) => line - range.endLine <= FARTHEST_ABOVE && isOneBlock(range.line, line, lines))
    .sort((left, right) => right.finding.range.line - left.finding.range.line);
  return above[0];
}

/** No line between two others is less indented than the first one: they belong to the same block, or to one inside. */
function isOneBlock(from: number, to: number, lines: readonly string[]): boolean {
  const indentation = indentationOf(lines[from - 1] ?? '');
  return lines.slice(from, to).every((line) => line.trim() === '' || indentationOf(line) >= indentation);
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

function confirmed(finding: Finding, { note }: Observation): Finding {
  const isWeaker = finding.severity === 'hint' || finding.severity === 'information';
  return {
    ...finding,
    message: `${finding.message} Seen in runs: ${note}.`,
    severity: isWeaker ? SEEN : finding.severity,
  };
}

function findingOf(
  { codes: [code], note }: Observation,
  line: number,
  file: ProgramFile,
  lines: readonly string[],
): Finding {
  const text = lines[line - 1] ?? '';
  const range = { line, column: indentationOf(text) + 1, endLine: line, endColumn: text.trimEnd().length + 1 };
  return {
    code,
    severity: SEEN,
    message: `Seen in runs: ${note}.`,
    file: file.file,
    span: file.lines.span(range),
    range,
    related: [],
  };
}
