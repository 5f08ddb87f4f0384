import type { CallFacts, Expression, FunctionFacts } from '../facts/fileFacts';
import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { ProgramFile } from '../program/program';
import { factsOf } from '../program/program';
import type { Root } from '../program/reach';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** Methods of the context that answered invocations before there were callbacks. */
const ANSWERING: ReadonlySet<string> = new Set(['done', 'fail', 'succeed']);

/** An async Node.js handler that answers through its callback. */
export const asyncWithCallback: Rule = {
  code: 'async-with-callback',
  title: 'An async handler answers through the callback, although its promise is the answer',
  find: (file, analysis) => {
    if (file.language !== 'javascript') return [];
    const found = analysis.roots.flatMap((root) => (root.place.file === file ? foundIn(file, root, analysis) : []));
    return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
  },
};

function foundIn(file: ProgramFile, root: Root, analysis: Analysis): Finding[] {
  const facts = factsOf(root.place);
  if (root.kind === 'route' || facts?.isAsync !== true) return [];
  const severity = root.handler.confidence === 'possible' ? 'information' : 'warning';
  return file.facts.calls
    .filter(({ span }) => span.start >= facts.span.start && span.end <= facts.span.end)
    .filter((call) => answers(file, facts, call, analysis))
    .map((call) => {
      const message =
        'The answer of an async handler is what its promise gives: what is answered here may be lost; return the result, or throw the error, instead.';
      return findingOf(asyncWithCallback, file, call.span, { severity, message });
    });
}

/** Whether a call answers: `callback(…)`, `context.succeed(…)`, or a function that calls the callback. */
function answers(file: ProgramFile, { parameters }: FunctionFacts, call: CallFacts, analysis: Analysis): boolean {
  const [, context, callback] = parameters;
  const is = (expression: Expression, bindings: readonly number[] = []): boolean =>
    expression.kind === 'name' && expression.binding !== undefined && bindings.includes(expression.binding);
  const { callee } = call;
  if (is(callee, callback?.bindings)) return true;
  if (callee.kind === 'member' && ANSWERING.has(callee.name) && is(callee.object, context?.bindings)) return true;
  return call.arguments.some(
    ({ value }, position) => is(value, callback?.bindings) && callsParameter(file, call, position, analysis),
  );
}

/** Whether a function of the program calls what it is given in a place. */
function callsParameter(file: ProgramFile, { callee }: CallFacts, position: number, { values }: Analysis): boolean {
  return values.of(file, callee).some((value) => {
    if (value.kind !== 'function') return false;
    const bindings = factsOf({ file: value.file, function: value.id })?.parameters[position]?.bindings ?? [];
    return value.file.facts.calls.some(
      (call) =>
        call.callee.kind === 'name' &&
        bindings.some((each) => call.callee.kind === 'name' && each === call.callee.binding),
    );
  });
}
