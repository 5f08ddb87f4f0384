import type { Finding } from '../finding';
import { UNUSED_SUPPRESSION } from '../suppressions';
import type { Fix, FixSource } from './fix';
import { indentationAt, lineBreakOf, lineStart } from './textLayout';

const COMMENT_SIGNS = { python: '#', javascript: '//' } as const;

/** What an editor or reader has to write instead. */
const REASON = 'say why';

/** A line that goes on below has no comment behind it or under it; parsers that mend mistakes do not see that. */
const CONTINUED = /\\$/;

/** Ways to ignore a finding: each is a list of places for the comment of which the first that works is the one. */
export function suppressions(finding: Finding, source: FixSource): Fix[][] {
  if (finding.code === UNUSED_SUPPRESSION) return [];
  return [[...above(finding, source), ...behind(finding, source)], [inFile(finding, source)]];
}

/** On a line of its own before the one where the finding begins. */
function above(finding: Finding, source: FixSource): Fix[] {
  const { text } = source;
  const start = lineStart(text, finding.span.start);
  if (CONTINUED.test(text.slice(0, start).trimEnd())) return [];
  const comment = `${indentationAt(text, start)}${commentOf(finding, source, '')}${lineBreakOf(text)}`;
  return [fixOf(`Ignore this ${finding.code} finding`, start, comment)];
}

/** At the end of the line where the finding begins. */
function behind(finding: Finding, source: FixSource): Fix[] {
  const { text } = source;
  const lineEnd = text.indexOf('\n', finding.span.start);
  const line = text.slice(0, lineEnd < 0 ? text.length : lineEnd).trimEnd();
  if (CONTINUED.test(line)) return [];
  return [fixOf(`Ignore this ${finding.code} finding`, line.length, `  ${commentOf(finding, source, '')}`)];
}

/** Before everything but the lines that have to be first. */
function inFile(finding: Finding, source: FixSource): Fix {
  const { text } = source;
  const [first = ''] = /^\uFEFF?(?:#!.*\n)?(?:[^\S\n]*#.*?coding[:=].*\n)?/.exec(text) ?? [];
  const comment = `${commentOf(finding, source, '-file')}${lineBreakOf(text)}`;
  return fixOf(`Ignore ${finding.code} in this file`, first.length, comment);
}

function commentOf({ code }: Finding, { file }: FixSource, kind: '' | '-file'): string {
  return `${COMMENT_SIGNS[file.language]} warmpath-ignore${kind}[${code}]: ${REASON}`;
}

function fixOf(title: string, at: number, text: string): Fix {
  return { title, edits: [{ span: { start: at, end: at }, text }], isSafe: false };
}
