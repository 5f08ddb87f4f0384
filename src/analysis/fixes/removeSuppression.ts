import type { Span } from '../facts/fileFacts';
import type { Finding } from '../finding';
import type { Fix, FixSource } from './fix';
import { lineStart } from './textLayout';

/** What begins a comment in a comment: `# warmpath-ignore[…]: reason  # noqa`. */
const NEXT_COMMENT = { python: /[^\S\n]*#/, javascript: /[^\S\n]*\/\// } as const;

const WHOLE = /^warmpath-ignore(?:-file)?\[/;

/**
 * Removes what ignores nothing: the comment with its reason, of several codes the one, and nothing else that a comment
 * says. Reasons are a person's words, so somebody has to look at it.
 */
export function removeSuppression(finding: Finding, source: FixSource): Fix[] {
  const comment = source.file.facts.comments.find(
    ({ start, end }) => start <= finding.span.start && finding.span.end <= end,
  );
  if (comment === undefined) return [];
  const said = source.text.slice(finding.span.start, finding.span.end);
  const span = WHOLE.test(said) ? wholeOf(finding.span, comment, source) : codeOf(finding.span, source.text);
  return [{ title: 'Remove the comment that ignores nothing', edits: [{ span, text: '' }], isSafe: false }];
}

/** One of several codes, with a comma. */
function codeOf({ start, end }: Span, text: string): Span {
  const [after = ''] = /^\s*,\s*/.exec(text.slice(end)) ?? [];
  if (after !== '') return { start, end: end + after.length };
  const [before = ''] = /\s*,\s*$/.exec(text.slice(0, start)) ?? [];
  return { start: start - before.length, end };
}

function wholeOf(said: Span, comment: Span, { file, text }: FixSource): Span {
  const inBlock = text.startsWith('/*', comment.start);
  const commentEnd = inBlock ? comment.end - '*/'.length : comment.end;
  const rest = text.slice(said.end, commentEnd);
  const next = inBlock ? -1 : rest.search(NEXT_COMMENT[file.language]);
  const another = rest.search(/\s*warmpath-ignore/);
  const ends = [next, another].filter((at) => at >= 0);
  const end = ends.length === 0 ? commentEnd : said.end + Math.min(...ends);
  const isFirst = /^(?:#+|\/\/+|\/\*+)\s*$/.test(text.slice(comment.start, said.start));
  if (end < commentEnd)
    return isFirst && another < 0
      ? { start: comment.start, end: startOfWord(text, end) }
      : { start: said.start, end: startOfWord(text, end) };
  if (!isFirst) return { start: startOfBlank(text, said.start), end };
  return withBlanks(comment, text);
}

/** A comment with the blanks before it, and with its line when nothing else is on it. */
function withBlanks({ start, end }: Span, text: string): Span {
  const line = lineStart(text, start);
  const behind = /^[^\S\n]*(?:\n|$)/.exec(text.slice(end));
  if (text.slice(line, start).trim() === '' && behind !== null) return { start: line, end: end + behind[0].length };
  return { start: behind === null ? start : startOfBlank(text, start), end };
}

function startOfBlank(text: string, at: number): number {
  return text.slice(0, at).trimEnd().length;
}

function startOfWord(text: string, at: number): number {
  return at + (/^[^\S\n]*/.exec(text.slice(at))?.[0].length ?? 0);
}
