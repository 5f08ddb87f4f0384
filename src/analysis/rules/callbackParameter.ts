import type { FunctionFacts } from '../facts/fileFacts';
import type { Finding } from '../finding';
import { FIRST_WITHOUT_CALLBACKS, nodeVersionOf } from '../program/nodeRuntime';
import { factsOf } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Root } from '../program/reach';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** A third parameter of a Node.js handler. */
export const callbackParameter: Rule = {
  code: 'callback-parameter',
  title: 'A handler takes a callback, which Node.js 24 and later refuse',
  find: (file, analysis) => {
    if (file.language !== 'javascript') return [];
    const here = analysis.roots.filter(({ place }) => place.file === file);
    // Of several functions with the same code, the newest runtime decides.
    const newestFirst = here.toSorted(
      (left, right) => (nodeVersionOf(right.handler) ?? 0) - (nodeVersionOf(left.handler) ?? 0),
    );
    const found = newestFirst.flatMap((root) => foundAt(file, root));
    return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
  },
};

function foundAt(file: ProgramFile, root: Root): Finding[] {
  const facts = root.kind === 'route' ? undefined : factsOf(root.place);
  const version = nodeVersionOf(root.handler);
  // A wrapper is a function of its own, with parameters of its own.
  if (facts === undefined || version === undefined || root.handler.isWrapped || lengthOf(facts) < 3) return [];
  const span = facts.parameters[2]?.span ?? facts.nameSpan;
  const isRefused = version >= FIRST_WITHOUT_CALLBACKS;
  const message = isRefused
    ? `The runtime nodejs${version}.x refuses handlers with three parameters, used or not, so the function cannot start; return or throw instead of calling back, and remove this parameter.`
    : `Runtimes from nodejs${FIRST_WITHOUT_CALLBACKS}.x on refuse handlers with three parameters, used or not; return or throw instead of calling back, and remove this parameter.`;
  return [findingOf(callbackParameter, file, span, { severity: isRefused ? 'error' : 'information', message })];
}

/** `length` of the function: parameters before the first one that has a default or takes the rest. */
function lengthOf({ parameters }: FunctionFacts): number {
  const end = parameters.findIndex(({ hasDefault, isRest }) => hasDefault || isRest);
  return end < 0 ? parameters.length : end;
}
