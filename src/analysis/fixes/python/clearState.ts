import { parts } from '../../languages/languageWalk';
import type { FixMaker } from '../fix';
import { functionAt } from '../names';
import { nodesIn } from '../syntaxPath';
import { addedArgument } from './addArgument';
import { nodeAt, textOf } from './codeBlocks';

/** Lets a logger of Powertools forget the keys of an invocation: `inject_lambda_context(clear_state=True)`. */
export const clearState: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span) ?? undefined;
  if (call === undefined || !/\bappend_keys\(/.test(textOf(source, span))) return [];
  const owner = source.file.facts.functions[functionAt(source.file.facts, span.start)];
  const decorated = [...nodesIn(source.root)].find(
    ({ type, end, children }) =>
      type === 'decorated_definition' &&
      end === owner?.span.end &&
      children.some(({ start }) => start === owner.span.start),
  );
  for (const decorator of decorated?.children.filter(({ type }) => type === 'decorator') ?? []) {
    const [expression] = parts(decorator);
    if (expression === undefined || !/\.inject_lambda_context\b/.test(textOf(source, expression))) continue;
    const edit =
      expression.type === 'call'
        ? addedArgument(source, expression, 'clear_state=True')
        : { span: { start: expression.end, end: expression.end }, text: '(clear_state=True)' };
    if (edit !== undefined) return [{ title: 'Clear the keys after every invocation', edits: [edit], isSafe: false }];
  }
  return [];
};
