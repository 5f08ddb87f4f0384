import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { functionAt, rootOf } from '../names';
import { indentationAt, lineBreakOf, lineEnd } from '../textLayout';
import { withoutCloses } from './clientUse';
import type { StatementPlace } from './codeBlocks';
import { nodeAt, statementAt, textOf } from './codeBlocks';

/** Leaves a connection open for the next invocation. */
export const dropClose: FixMaker = ({ span }, source) => {
  const place = closePlace(source, nodeAt(source, span));
  const edits = place === undefined ? undefined : withoutCloses(source, [place]);
  return edits === undefined ? [] : [{ title: 'Leave it open for the next invocation', edits, isSafe: false }];
};

/** Lets the next invocation see that the connection is closed. */
export const forgetClosed: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = call === undefined ? undefined : statementAt(source, call);
  const facts = source.file.facts.calls.find((each) => each.span.start === span.start && each.span.end === span.end);
  const kept = facts === undefined ? undefined : rootOf(facts.callee);
  if (call === undefined || place === undefined || kept === undefined || !isOnly(place.statement, call)) return [];
  if (!isGlobal(source, kept.name, kept.binding, span.start)) return [];
  const { text } = source;
  const at = lineEnd(text, place.statement.end);
  const open = text[at - 1] === '\n' ? '' : lineBreakOf(text);
  const line = `${open}${indentationAt(text, place.statement.start)}${kept.name} = None${lineBreakOf(text)}`;
  return [
    {
      title: 'Connect again in the next invocation',
      edits: [{ span: { start: at, end: at }, text: line }],
      isSafe: false,
    },
  ];
};

/** Whether the function may give the module's name another value, and asks for it before it connects. */
function isGlobal({ file, text }: FixSource, name: string, binding: number | undefined, offset: number): boolean {
  const { bindings, functions } = file.facts;
  const { span } = functions[functionAt(file.facts, offset)] ?? {};
  const isOfModule = binding !== undefined && bindings[binding]?.function === 0;
  const isGuarded = new RegExp(`\\bif (?:not ${name}|${name} is None)\\b`).test(text);
  const own = span === undefined ? '' : text.slice(span.start, span.end);
  return isOfModule && isGuarded && new RegExp(`^\\s+global\\b.*\\b${name}\\b`, 'm').test(own);
}

function isOnly(statement: PlainNode, call: PlainNode): boolean {
  const [inner] = parts(statement);
  return statement.type === 'expression_statement' && inner?.start === call.start && inner.end === call.end;
}

/** The statement that closes, with the `if` around it that only asks whether there is something to close. */
function closePlace(source: FixSource, call: PlainNode | undefined): StatementPlace | undefined {
  const place = call === undefined ? undefined : statementAt(source, call);
  if (place === undefined || call === undefined || !isOnly(place.statement, call)) return undefined;
  const condition = place.around.at(-2);
  if (condition?.type !== 'if_statement' || parts(place.block).length > 1) return place;
  const test = child(condition, 'condition');
  const callee = child(child(call, 'function'), 'object');
  const isPlain = condition.children.every(({ field }) => field !== 'alternative');
  if (test === undefined || callee === undefined || !isPlain) return undefined;
  const name = textOf(source, callee);
  if (![name, `${name} is not None`].includes(textOf(source, test))) return undefined;
  const outer = statementAt(source, condition);
  return outer?.statement === condition ? outer : undefined;
}
