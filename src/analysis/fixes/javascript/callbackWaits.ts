import { child, parts } from '../../languages/languageWalk';
import type { FixMaker } from '../fix';
import { isWithin, pathTo } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import { EditList } from './editList';
import { statementAround, wholeStatement } from './statements';
import { styleOf } from './writingStyle';

/** Takes the setting out of handlers that it is not for. */
export const removeWaitSetting: FixMaker = (finding, source) => {
  const held = statementAround(pathTo(source.root, finding.span));
  const [assignment] = parts(held?.statement);
  if (held?.statement.type !== 'expression_statement' || assignment?.type !== 'assignment_expression') return [];
  if (child(assignment, 'left')?.start !== finding.span.start || parts(held.block).length === 1) return [];
  const edits = new EditList(source.text);
  edits.remove(wholeStatement(source, held.statement).span);
  const finished = edits.finish();
  const title = 'Remove callbackWaitsForEmptyEventLoop';
  return finished === undefined ? [] : [{ title, edits: finished, isSafe: true }];
};

/** Has the answer of a callback sent at once. */
export const addWaitSetting: FixMaker = (finding, source) => {
  const { file, root, text } = source;
  const facts = file.facts.functions.findLast(({ parameters }) =>
    parameters.some(({ span }, at) => at === 2 && isWithin(finding.span, span)),
  );
  const context = facts?.parameters[1];
  if (facts === undefined || context?.bindings.length !== 1 || !/^[\w$]+$/.test(context.name)) return [];
  const node = pathTo(root, facts.span).findLast(
    (each) => isWithin(facts.span, each) && child(each, 'body') !== undefined,
  );
  const body = child(node, 'body');
  const [first] = parts(body);
  if (body?.type !== 'statement_block' || first === undefined) return [];
  const { semicolon, lineBreak } = styleOf(source);
  const line = `${context.name}.callbackWaitsForEmptyEventLoop = false${semicolon}`;
  const edits = [
    { span: { start: first.start, end: first.start }, text: `${line}${lineBreak}${indentationAt(text, first.start)}` },
  ];
  return [{ title: 'Answer without waiting for the event loop', edits, isSafe: false }];
};
