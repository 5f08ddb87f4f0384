import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Analysis } from '../program/analysis';
import { partsOfExpression } from '../program/mentions';
import type { ProgramFile } from '../program/program';
import type { TemporaryFile } from '../program/temporaryFiles';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** A file in /tmp with data of the request under a name that every invocation uses. */
export const tmpNameShared: Rule = {
  code: 'tmp-name-shared',
  title: 'Data of a request is kept in /tmp under a name that every invocation uses',
  find: (file, analysis) =>
    analysis.reach.in(file).flatMap((ways) => {
      const isConcurrent = ways.some(({ root }) => root.handler.isConcurrent === true);
      return analysis.temporaryFiles
        .in(ways[0].place)
        .filter((temporary) => isShared(temporary, isConcurrent) && holdsRequest(file, temporary.call, analysis))
        .map(({ call }) => {
          const effect = isConcurrent
            ? 'invocations that run in this environment at the same time overwrite it'
            : 'a later invocation may read what this one wrote';
          const message = `Data of the request goes to a fixed name in /tmp${wayInWords(ways)}, so ${effect}; use a name of its own for each invocation.`;
          const severity = !isSure(ways) ? 'hint' : isConcurrent ? 'warning' : 'information';
          return findingOf(tmpNameShared, file, call.span, { severity, message, ways });
        });
    }),
};

function isShared({ path, isCache, isRemoved }: TemporaryFile, isConcurrent: boolean): boolean {
  return path.isConstant && !isCache && (isConcurrent || isRemoved === 'never');
}

/** Whether a call, or what is done with the file that it opens, writes something that depends on the event. */
function holdsRequest(file: ProgramFile, call: CallFacts, { taint }: Analysis): boolean {
  const { bindings, calls } = file.facts;
  const isTainted = (expressions: readonly Expression[]): boolean =>
    expressions.some((expression) => taint.of(file, expression).event);
  if (isTainted(call.arguments.map(({ value }) => value))) return true;
  const id = calls.indexOf(call);
  const opened = new Set(
    bindings.flatMap(({ values }, binding) =>
      values.some(({ value }) => value.kind === 'call' && value.call === id) ? [binding] : [],
    ),
  );
  const isFile = (part: Expression): boolean =>
    (part.kind === 'call' && part.call === id) ||
    (part.kind === 'name' && part.binding !== undefined && opened.has(part.binding));
  return calls.some((other) => {
    if (other === call || other.function !== call.function) return false;
    const given = [
      ...(other.callee.kind === 'member' ? [other.callee.object] : []),
      ...other.arguments.map(({ value }) => value),
    ];
    return given.some((each) => partsOfExpression(file, each).some(isFile)) && isTainted(given);
  });
}
