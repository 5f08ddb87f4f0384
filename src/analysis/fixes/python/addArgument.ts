import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource, TextEdit } from '../fix';
import { indentationAt, lineBreakOf, lineStart } from '../textLayout';
import { textOf } from './codeBlocks';

/** Adds a named argument to a call, on a line of its own where the last one has one. */
export function addedArgument(source: FixSource, call: PlainNode, argument: string): TextEdit | undefined {
  const list = child(call, 'arguments');
  const last = parts(list).at(-1);
  if (list?.type !== 'argument_list') return undefined;
  if (last === undefined) return { span: { start: list.start + 1, end: list.start + 1 }, text: argument };
  if (last.type === 'generator_expression' && !textOf(source, last).startsWith('(')) return undefined;
  const { text } = source;
  const hasOwnLine = text.slice(lineStart(text, last.start), last.start).trim() === '';
  const gap = hasOwnLine ? `${lineBreakOf(text)}${indentationAt(text, last.start)}` : ' ';
  return { span: { start: last.end, end: last.end }, text: `,${gap}${argument}` };
}

/** The value of a named argument. */
export function argumentOf(source: FixSource, call: PlainNode, name: string): PlainNode | undefined {
  const found = parts(child(call, 'arguments')).find((argument) => {
    const own = argument.type === 'keyword_argument' ? child(argument, 'name') : undefined;
    return own !== undefined && textOf(source, own) === name;
  });
  return child(found, 'value');
}
