import type { Finding } from '../finding';
import { factsOf, lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Root } from '../program/reach';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** Decorators for Lambda that call the function as it is. */
const PASSING: ReadonlySet<string> = new Set(['capture_lambda_handler', 'inject_lambda_context', 'log_metrics']);

/** A coroutine function as the handler: Lambda's Python runtime does not await what handlers return. */
export const asyncPythonHandler: Rule = {
  code: 'async-python-handler',
  title: 'A Python handler is a coroutine function, which the runtime does not await',
  find: (file, analysis) => {
    if (file.language !== 'python') return [];
    const here = analysis.roots.filter(({ place }) => place.file === file);
    const found = here.flatMap((root) => foundAt(file, root));
    return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
  },
};

function foundAt(file: ProgramFile, { handler, kind, place }: Root): Finding[] {
  const facts = factsOf(place);
  if (kind === 'route' || facts?.isAsync !== true || handler.confidence === 'possible') return [];
  const decorators = facts.decorators.map((decorator) => {
    const call = decorator.kind === 'call' ? file.facts.calls[decorator.call] : undefined;
    return lastName(call?.callee ?? decorator);
  });
  // Any other wrapper may run the coroutine itself.
  if (!decorators.every((name) => PASSING.has(name)) || (handler.isWrapped && decorators.length === 0)) return [];
  const severity = handler.confidence === 'certain' ? 'error' : 'warning';
  const message =
    'Lambda does not await the coroutine that this handler returns, so every invocation fails; make it a plain function that calls asyncio.run().';
  return [findingOf(asyncPythonHandler, file, facts.nameSpan, { severity, message })];
}
