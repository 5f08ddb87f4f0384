import type { PlainNode } from '../../../syntax/plainTree';
import type { Span } from '../../facts/fileFacts';
import type { FixSource } from '../fix';
import { nodesIn, pathTo } from '../syntaxPath';
import { indentationAt, lineEnd, lineStart } from '../textLayout';

/** What has statements. */
const BLOCKS: ReadonlySet<string> = new Set(['program', 'statement_block', 'switch_case', 'switch_default']);

/** The statement around a node that is in a list of statements, with that list; undefined where there is none. */
export function statementAround(
  path: readonly PlainNode[],
): { readonly statement: PlainNode; readonly block: PlainNode } | undefined {
  for (let at = path.length - 1; at > 0; at--) {
    const block = path[at - 1];
    const statement = path[at];
    if (block !== undefined && statement !== undefined && BLOCKS.has(block.type)) return { statement, block };
  }
  return undefined;
}

/** Comments directly above a statement, each on lines of its own. */
export function leadingComments({ root, text }: FixSource, statement: PlainNode): PlainNode[] {
  const siblings = pathTo(root, statement).find(({ children }) => children.includes(statement))?.children ?? [];
  const found: PlainNode[] = [];
  let below = statement;
  for (let at = siblings.indexOf(statement) - 1; at >= 0; at--) {
    const comment = siblings[at];
    if (comment?.type !== 'comment' || !/^[^\S\n]*\n[^\S\n]*$/.test(text.slice(comment.end, below.start))) break;
    if (text.slice(lineStart(text, comment.start), comment.start).trim() !== '') break;
    found.unshift(comment);
    below = comment;
  }
  return found;
}

/** A statement with the comments that belong to it. */
export interface WholeStatement {
  /** All that goes when the statement goes: whole lines where nothing else is on them. */
  readonly span: Span;
  /** As it is written at the beginning of a line. */
  readonly text: string;
}

export function wholeStatement(source: FixSource, statement: PlainNode): WholeStatement {
  const { text } = source;
  const start = leadingComments(source, statement)[0]?.start ?? statement.start;
  const end = endWithComment(source, statement);
  const written = dedented(source, { start, end }, indentationAt(text, start));
  const isAlone = text.slice(lineStart(text, start), start).trim() === '' && /^[^\S\n]*(?:\n|$)/.test(text.slice(end));
  if (!isAlone) {
    const [space = ''] = /^[^\S\n]*/.exec(text.slice(end)) ?? [];
    return { span: { start, end: end + space.length }, text: written };
  }
  return { span: { start: lineStart(text, start), end: lineEnd(text, end) }, text: written };
}

/** A comment behind a statement on its line is part of it. */
function endWithComment({ root, text }: FixSource, statement: PlainNode): number {
  const siblings = pathTo(root, statement).find(({ children }) => children.includes(statement))?.children ?? [];
  const next = siblings[siblings.indexOf(statement) + 1];
  const isBehind = next?.type === 'comment' && /^[^\S\n]*$/.test(text.slice(statement.end, next.start));
  return isBehind && /^[^\S\n]*(?:\r?\n|$)/.test(text.slice(next.end)) ? next.end : statement.end;
}

/** Whether code has text with line breaks, whose lines cannot be moved to the right or left. */
export function hasLongText({ text }: FixSource, code: PlainNode): boolean {
  return [...nodesIn(code)].some(
    ({ type, start, end }) => type === 'template_string' && text.slice(start, end).includes('\n'),
  );
}

/** The offsets where lines of a stretch begin whose white space does not count, the first line left out. */
export function linesOf({ root, text }: FixSource, { start, end }: Span): number[] {
  const inside = pathTo(root, { start, end }).at(-1) ?? root;
  const strings = [...nodesIn(inside, ({ type }) => type !== 'template_string')].filter(
    ({ type }) => type === 'template_string',
  );
  const lines: number[] = [];
  for (let at = lineEnd(text, start); at < end; at = lineEnd(text, at)) {
    if (!strings.some((string) => string.start < at && at < string.end)) lines.push(at);
  }
  return lines;
}

/** A stretch of the text with its lines that many blanks further left. */
export function dedented(source: FixSource, span: Span, indentation: string): string {
  return reindented(source, span, (line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line));
}

function reindented(source: FixSource, span: Span, change: (line: string) => string): string {
  const { text } = source;
  const starts = linesOf(source, span);
  let written = '';
  let from = span.start;
  for (const start of starts) {
    const end = Math.min(lineEnd(text, start), span.end);
    written += text.slice(from, start) + change(text.slice(start, end));
    from = end;
  }
  return written + text.slice(from, span.end);
}
