import type { Span } from './facts/fileFacts';
import type { Finding } from './finding';
import type { ProgramFile } from './program/program';

/** Code of the finding for a suppression that hides nothing. */
export const UNUSED_SUPPRESSION = 'unused-suppression';

interface Suppression {
  readonly code: string;
  readonly span: Span;
  /** The line it is for; undefined for the whole file. */
  readonly line: number | undefined;
}

/** `# warmpath-ignore[code]: reason`, `// warmpath-ignore-file[code, code]: reason` */
const COMMENT = /warmpath-ignore(-file)?\[([^\]]*)\]/g;

/**
 * The findings that no comment of the file hides, and one for each comment that hides none, as far as its rule is not
 * off.
 */
export function unsuppressed(
  file: ProgramFile,
  text: string,
  findings: readonly Finding[],
  isOff: (code: string) => boolean,
): Finding[] {
  const suppressions = suppressionsOf(file, text);
  if (suppressions.length === 0) return [...findings];
  const used = new Set<Suppression>();
  const shown = findings.filter((finding) => {
    const hiding = suppressions.filter(
      ({ code, line }) =>
        code === finding.code && (line === undefined || (line >= finding.range.line && line <= finding.range.endLine)),
    );
    for (const each of hiding) used.add(each);
    return hiding.length === 0;
  });
  const unused = suppressions.filter((suppression) => !used.has(suppression) && !isOff(suppression.code));
  return [...shown, ...unused.map((suppression) => unusedFinding(file, suppression))];
}

function suppressionsOf(file: ProgramFile, text: string): Suppression[] {
  return file.facts.comments.flatMap(({ start, end }) => {
    const comment = text.slice(start, end);
    return [...comment.matchAll(COMMENT)].flatMap((match) => {
      const whole = { start: start + match.index, end: start + match.index + match[0].length };
      const line = match[1] === undefined ? lineOf(file, text, { start, end }) : undefined;
      const [opening = ''] = /^[^[]*\[/.exec(match[0]) ?? [];
      const codes = codesIn(match[2] ?? '', whole.start + opening.length);
      return codes.map((each) => ({ ...each, span: codes.length === 1 ? whole : each.span, line }));
    });
  });
}

/** The codes of a list that begins at an offset. */
function codesIn(list: string, offset: number): { readonly code: string; readonly span: Span }[] {
  return [...list.matchAll(/[^\s,]+/g)].map(({ 0: code, index }) => ({
    code,
    span: { start: offset + index, end: offset + index + code.length },
  }));
}

/** A comment on a line of its own is for the next line that has something else. */
function lineOf(file: ProgramFile, text: string, { start, end }: Span): number {
  const { line } = file.lines.position(start);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (before.trim() !== '') return line;
  const next = /^(?:[^\S\n]*(?:(?:#|\/\/)[^\n]*)?\n)*/.exec(text.slice(end));
  return file.lines.position(end + (next?.[0].length ?? 0)).line;
}

function unusedFinding(file: ProgramFile, { code, span }: Suppression): Finding {
  return {
    code: UNUSED_SUPPRESSION,
    severity: 'hint',
    message: `There is no ${code} finding here to ignore; remove the comment.`,
    file: file.file,
    span,
    range: file.lines.range(span),
    related: [],
  };
}
