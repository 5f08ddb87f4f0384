import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { nodesIn } from '../syntaxPath';
import { indentationAt, lineBreakOf, lineStart } from '../textLayout';
import { reindented } from './codeBlocks';

/** The syntax of a function of the file's facts. */
export function definitionOf({ root, file }: FixSource, id: number): PlainNode | undefined {
  const { start, end } = file.facts.functions[id]?.span ?? { start: -1, end: -1 };
  return [...nodesIn(root)].find(
    (node) => node.type === 'function_definition' && node.start === start && node.end === end,
  );
}

/** Puts lines at the beginning of a function's body, behind its documentation; undefined for bodies on one line. */
export function atBodyStart(source: FixSource, definition: PlainNode, lines: string): TextEdit | undefined {
  const statements = parts(child(definition, 'body'));
  const [first, second] = statements;
  if (first === undefined) return undefined;
  const isText = first.type === 'expression_statement' && parts(first)[0]?.type === 'string';
  const next = isText ? second : first;
  const { text } = source;
  if (next === undefined) return undefined;
  const at = lineStart(text, next.start);
  if (at <= definition.start || text.slice(at, next.start).trim() !== '') return undefined;
  return { span: { start: at, end: at }, text: reindented(lines, '', indentationAt(text, next.start)) };
}

/** Puts a line behind the last statement of a function, or before it where that returns. */
export function atBodyEnd(source: FixSource, definition: PlainNode, line: string): TextEdit | undefined {
  const body = child(definition, 'body');
  const last = parts(body).at(-1);
  if (body === undefined || last === undefined) return undefined;
  const returns = [...nodesIn(body, ({ type }) => type !== 'function_definition' && type !== 'lambda')].filter(
    ({ type }) => type === 'return_statement',
  );
  const { text } = source;
  const isLast = last.type === 'return_statement';
  if (returns.length > (isLast ? 1 : 0) || last.type === 'raise_statement') return undefined;
  const indentation = indentationAt(text, last.start);
  if (text.slice(lineStart(text, last.start), last.start).trim() !== '') return undefined;
  const lineBreak = lineBreakOf(text);
  if (isLast) {
    const at = lineStart(text, last.start);
    return { span: { start: at, end: at }, text: `${indentation}${line}${lineBreak}` };
  }
  const behind = text.indexOf('\n', last.end);
  const at = behind < 0 ? text.length : behind + 1;
  return { span: { start: at, end: at }, text: `${behind < 0 ? lineBreak : ''}${indentation}${line}${lineBreak}` };
}
