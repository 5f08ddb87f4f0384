import type { CallFacts, Condition } from '../facts/fileFacts';
import type { Analysis } from '../program/analysis';
import { partsOfExpression } from '../program/mentions';
import type { ProgramFile } from '../program/program';
import { lastName } from '../program/program';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** Names in conditions under which a module is run as a script. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['argv', 'env', 'import', 'main', 'module', 'process', 'require']);

/** Work of a Node.js module that the Init phase begins and does not wait for. */
export const unawaitedInit: Rule = {
  code: 'unawaited-init',
  title: 'The Init phase ends before asynchronous work at module scope is done',
  find: (file, analysis) => {
    if (file.language !== 'javascript' || !analysis.isBehindHandler(file)) return [];
    return analysis.floating
      .in({ file, function: 0 })
      .filter((call) => !isOfScript(file, call) && !isQueueing(file, call, analysis))
      .map((call) => {
        const message =
          'Nothing waits for this: the Init phase ends and the execution environment may be frozen before it is done, and the first invocation runs without its result; await it here in an ES module, or keep the promise and await it in the handler.';
        return findingOf(unawaitedInit, file, call.span, {
          severity: call.use === 'voided' ? 'hint' : 'warning',
          message,
        });
      });
  },
};

/** `if (require.main === module) main();`, `if (process.env.IS_OFFLINE) …` */
function isOfScript(file: ProgramFile, { conditions }: CallFacts): boolean {
  return conditions.some((id) => asksForSurroundings(file, file.facts.conditions[id]));
}

function asksForSurroundings(file: ProgramFile, condition: Condition | undefined): boolean {
  const parts = condition?.test === undefined ? [] : partsOfExpression(file, condition.test);
  return parts.some((part) => SURROUNDINGS.has(lastName(part)));
}

/** Database clients keep what they are asked before they are connected. */
function isQueueing(file: ProgramFile, call: CallFacts, analysis: Analysis): boolean {
  return partsOfExpression(file, call.callee).some((part) =>
    analysis.values.of(file, part).some((value) => value.kind === 'external' && /[#.]connect$/.test(value.path)),
  );
}
