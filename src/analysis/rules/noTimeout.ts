import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Finding, FindingSeverity } from '../finding';
import type { Analysis } from '../program/analysis';
import type { PlacedCall } from '../program/origins';
import { bindingOf } from '../program/program';
import type { ProgramFile } from '../program/program';
import type { Reached } from '../program/reach';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSetElsewhere, optionOf } from './timeoutOptions';
import { waitingOf } from './waiting';
import type { Waiting } from './waiting';
import { isSure, wayInWords } from './way';

/** A call that may wait for an answer until Lambda ends the invocation. */
export const noTimeout: Rule = {
  code: 'no-timeout',
  title: 'A request may wait for longer than the function may run',
  find: (file, analysis) => {
    const reached = analysis.reach.in(file);
    const inFunctions = reached.flatMap((ways) =>
      analysis.program
        .callsOf(ways[0].place)
        .flatMap((call) => foundAt({ file, call }, ways, analysis, ['client', 'request'])),
    );
    // Clients of the module are for the functions in it.
    const [first, ...others] = reached.flat();
    const kept = keptElsewhere(file, analysis);
    if (first === undefined) return [...inFunctions, ...kept];
    const ofModule = analysis.program
      .callsOf({ file, function: 0 })
      .flatMap((call) => foundAt({ file, call }, [first, ...others], analysis, ['client']));
    return [...inFunctions, ...kept, ...ofModule];
  },
};

/** Clients that invocations use, made by functions of the Init phase: constructors, functions behind a cache. */
function keptElsewhere(file: ProgramFile, analysis: Analysis): Finding[] {
  return analysis.sharedClientUses.madeIn(file).flatMap(({ client: { call }, uses }) => {
    if (call.function === 0 || isInvoked(file, call, analysis)) return [];
    const [first, ...others] = uses.flatMap(({ ways }) => ways);
    return first === undefined ? [] : foundAt({ file, call }, [first, ...others], analysis, ['client']);
  });
}

function isInvoked(file: ProgramFile, call: CallFacts, { reach }: Analysis): boolean {
  return reach.waysTo({ file, function: call.function }) !== undefined;
}

function foundAt(
  { file, call }: PlacedCall,
  ways: readonly [Reached, ...Reached[]],
  analysis: Analysis,
  kinds: readonly Waiting['is'][],
): Finding[] {
  const path = pathOf(file, call, analysis);
  const waiting = path === undefined ? undefined : waitingOf(file.language, path, call.isNew);
  if (path === undefined || waiting === undefined || !kinds.includes(waiting.is)) return [];
  const limit = limitOf(ways);
  const wait = waitOf({ file, call }, waiting, analysis);
  const severity = severityOf(wait, limit, waiting, ways);
  if (severity === undefined) return [];
  const isOfInit = !isInvoked(file, call, analysis);
  const name = `${callInWords(path.replace(/^(\w+)#\w+\(\)\./, '$1#'), call)}${isOfInit ? '' : wayInWords(ways)}`;
  const message = `${name} ${problemOf(wait, limit)}; give it a shorter timeout (${waiting.advice}).`;
  return [findingOf(noTimeout, file, call.span, { severity, message, ways: isOfInit ? [] : ways })];
}

/** What is called, as tables name it; undefined for what the program defines itself. */
function pathOf(file: ProgramFile, { callee }: CallFacts, { values }: Analysis): string | undefined {
  if (callee.kind === 'name' && callee.binding === undefined) return callee.name;
  if (callee.kind !== 'name' && callee.kind !== 'member') return undefined;
  const [value] = values.of(file, callee);
  return value?.kind === 'external' ? value.path : undefined;
}

/** The shortest time that a template gives a function. */
function limitOf(ways: readonly Reached[]): number | undefined {
  const given = ways.flatMap(({ root }) => (root.handler.timeout === undefined ? [] : [root.handler.timeout]));
  return given.length === 0 ? undefined : Math.min(...given);
}

/** How long a call waits for an answer, in seconds; `unknown` where something else may decide that. */
type Wait =
  | { readonly kind: 'default' | 'given'; readonly seconds: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

const UNKNOWN: Wait = { kind: 'unknown' };

function waitOf(placed: PlacedCall, waiting: Waiting, analysis: Analysis): Wait {
  const given = optionOf(placed, waiting.option, analysis);
  if (given.kind === 'given') {
    const number = numberIn(placed.file, given.value);
    return number === undefined ? UNKNOWN : { kind: 'given', seconds: number / waiting.unit };
  }
  if (given.kind === 'unknown' || isSetElsewhere(placed, waiting, analysis)) return UNKNOWN;
  return waiting.seconds === undefined ? { kind: 'never' } : { kind: 'default', seconds: waiting.seconds };
}

/** A number that is written there, or that a constant has. */
function numberIn(file: ProgramFile, value: Expression): number | undefined {
  if (value.kind === 'literal') return value.number;
  const [only, ...others] = bindingOf(file, value)?.values ?? [];
  return only?.value.kind === 'literal' && others.length === 0 ? only.value.number : undefined;
}

function severityOf(
  wait: Wait,
  limit: number | undefined,
  waiting: Waiting,
  ways: readonly Reached[],
): FindingSeverity | undefined {
  switch (wait.kind) {
    case 'unknown':
      return undefined;
    case 'never':
      if (waiting.severity === 'hint') return limit === undefined ? undefined : 'hint';
      return isSure(ways) ? 'warning' : 'information';
    case 'default':
      return limit === undefined || wait.seconds <= limit ? undefined : 'hint';
    case 'given':
      return limit === undefined || wait.seconds < limit ? undefined : 'information';
  }
}

function problemOf(wait: Wait, limit: number | undefined): string {
  const end = `the function's timeout${limit === undefined ? '' : ` of ${limit} s`}`;
  return 'seconds' in wait
    ? `waits up to ${wait.seconds} s for an answer, but Lambda ends the invocation at ${end}`
    : `waits for an answer without end, and Lambda ends the invocation at ${end}`;
}
