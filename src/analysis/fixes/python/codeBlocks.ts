import type { PlainNode } from '../../../syntax/plainTree';
import type { Span } from '../../facts/fileFacts';
import { parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { nodesIn, pathTo } from '../syntaxPath';
import { indentationAt, lineEnd, lineStart } from '../textLayout';

export function textOf({ text }: Pick<FixSource, 'text'>, { start, end }: Span): string {
  return text.slice(start, end);
}

/** A statement and the list of statements that has it. */
export interface StatementPlace {
  readonly statement: PlainNode;
  readonly block: PlainNode;
  /** The nodes from the root down to the block. */
  readonly around: readonly PlainNode[];
}

/** The innermost statement around a stretch of the text. */
export function statementAt({ root }: FixSource, span: Span): StatementPlace | undefined {
  const path = pathTo(root, span);
  for (let at = path.length - 1; at > 0; at--) {
    const [block, statement] = [path[at - 1], path[at]];
    if (block !== undefined && statement !== undefined && (block.type === 'block' || block.type === 'module')) {
      return { statement, block, around: path.slice(0, at) };
    }
  }
  return undefined;
}

/** The node that is exactly a stretch of the text; the innermost one. */
export function nodeAt({ root }: FixSource, { start, end }: Span): PlainNode | undefined {
  return pathTo(root, { start, end }).findLast((node) => node.start === start && node.end === end);
}

/** Whether lines of a node are part of a string, so that their white space counts. */
export function hasLongString(source: FixSource, node: PlainNode): boolean {
  return [...nodesIn(node)].some(({ type, ...span }) => type === 'string' && textOf(source, span).includes('\n'));
}

/**
 * The whole lines of a statement, with the comments directly above it; undefined when something else is on them, or
 * they cannot be moved.
 */
export function linesOf(source: FixSource, { statement, block }: StatementPlace): Span | undefined {
  const { text } = source;
  const start = lineStart(text, statement.start);
  const isAlone = text.slice(start, statement.start).trim() === '';
  const behind = text.slice(statement.end, lineEnd(text, statement.end));
  if (!isAlone || !/^[^\S\n]*(?:#.*)?\r?\n?$/.test(behind) || hasLongString(source, statement)) return undefined;
  let from = start;
  const above = block.children.filter((each) => each.end <= statement.start);
  for (let comment = above.pop(); comment?.type === 'comment'; comment = above.pop()) {
    const begin = lineStart(text, comment.start);
    const isNext = lineEnd(text, comment.end) === from && text.slice(begin, comment.start).trim() === '';
    if (!isNext) break;
    from = begin;
  }
  return { start: from, end: lineEnd(text, statement.end) };
}

/** Lines with another indentation instead of one that all of them have. */
export function reindented(lines: string, from: string, to: string): string {
  const changed = lines.split('\n').map((line) => {
    const bare = line.startsWith(from) ? line.slice(from.length) : line;
    return bare.trim() === '' ? bare : to + bare;
  });
  return changed.join('\n');
}

/** The lines of a statement as they are at the margin, with their line break. */
export function atMargin(source: FixSource, { start, end }: Span): string {
  return reindented(textOf(source, { start, end }), indentationAt(source.text, start), '');
}

/** Removes statements of one block; undefined when nothing would be left in it. */
export function removal(source: FixSource, places: readonly StatementPlace[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const place of places) {
    const lines = linesOf(source, place);
    const others = parts(place.block).filter((each) => !places.some(({ statement }) => statement === each));
    if (lines === undefined || others.length === 0) return undefined;
    edits.push({ span: withBlankLine(source, place.block, lines), text: '' });
  }
  return edits;
}

/** What is removed at the beginning of a block, or between blank lines, takes the blank line behind it along. */
function withBlankLine({ text }: FixSource, block: PlainNode, { start, end }: Span): Span {
  const next = lineEnd(text, end);
  const isBlankBehind = next > end && text.slice(end, next).trim() === '';
  const before = text.slice(lineStart(text, start - 1), start);
  const isFirst = lineStart(text, block.start) >= start;
  return isBlankBehind && (isFirst || before.trim() === '') ? { start, end: next } : { start, end };
}

/** One level of indentation of a file. */
export function indentOf({ text }: FixSource): string {
  return /^(?:def|class|if|for|with|async def)\b[^\n]*:\s*\n([^\S\n]+)\S/m.exec(text)?.[1] ?? '    ';
}
