import type { CallFacts } from '../facts/fileFacts';
import type { Analysis } from './analysis';
import type { BackgroundWork } from './backgroundWork';
import { workOf } from './backgroundWork';
import { partsOfExpression } from './mentions';
import type { FunctionPlace, ProgramFile } from './program';
import { factsOf, lastName } from './program';

const TIMERS: ReadonlySet<string> = new Set(['setImmediate', 'setInterval', 'setTimeout']);

const CHILDREN = /^(?:child_process#(?:exec|execFile|fork|spawn)|worker_threads#Worker)$/;

/** Names of calls that wait for a stream, or tell that it has ended. */
const LISTENING = /^(?:addListener|done|finished|on|once|pipeline)$/;

/** Work of JavaScript that a function starts and does not wait for (analysis-rules §4, group D). */
export function javaScriptBackground(analysis: Analysis, place: FunctionPlace): BackgroundWork[] {
  const { file } = place;
  const promises = analysis.floating
    .in(place)
    .map((call) => workOf(call, `what ${wordsOf(file, call)} starts`, remedyOf(call)));
  const others = analysis.program.callsOf(place).flatMap((call) => otherWork(analysis, file, call));
  return [...promises, ...others];
}

function otherWork(analysis: Analysis, file: ProgramFile, call: CallFacts): BackgroundWork[] {
  if (!analysis.results.isLost(file, call)) return [];
  if (isTimer(analysis, file, call)) {
    return [workOf(call, `what ${lastName(call.callee)}() runs later`, 'await a promise of it, or clear the timer')];
  }
  if (isChild(analysis, file, call)) {
    const what = call.isNew ? 'this worker' : 'this process';
    return [workOf(call, what, 'await a promise that its end resolves')];
  }
  return isPipe(analysis, file, call) ? [workOf(call, 'this stream', 'await pipeline() of node:stream/promises')] : [];
}

function isTimer({ signals, values }: Analysis, file: ProgramFile, { callee, arguments: given }: CallFacts): boolean {
  if (callee.kind !== 'name' || !TIMERS.has(callee.name)) return false;
  const isGlobal = callee.binding === undefined || values.of(file, callee).some((value) => isOfTimers(value));
  const [first] = given;
  if (!isGlobal || first === undefined || signals.isSignal(file, first.value, 0)) return false;
  return first.value.kind !== 'function' || !onlyAborts(file, first.value.function);
}

function isOfTimers(value: { readonly kind: string; readonly path?: string }): boolean {
  return value.kind === 'external' && value.path?.startsWith('timers#') === true;
}

/** What only gives up a request does nothing more when that has ended. */
function onlyAborts(file: ProgramFile, id: number): boolean {
  const calls = file.facts.calls.filter((call) => call.function === id);
  return calls.length > 0 && calls.every(({ callee }) => lastName(callee) === 'abort');
}

function isChild({ signals, values }: Analysis, file: ProgramFile, call: CallFacts): boolean {
  const { callee } = call;
  const isStarted = values.of(file, callee).some((value) => value.kind === 'external' && CHILDREN.test(value.path));
  return isStarted && !signals.isGivenBy(file, call);
}

/** `body.pipe(createWriteStream(…))` in a function that listens to no stream. */
function isPipe(analysis: Analysis, file: ProgramFile, call: CallFacts): boolean {
  const [target] = call.arguments;
  if (call.callee.kind !== 'member' || call.callee.name !== 'pipe' || target === undefined) return false;
  const isFile = analysis.values
    .of(file, target.value)
    .some((value) => value.kind === 'external' && value.path === 'fs#createWriteStream()');
  const span = factsOf({ file, function: call.function })?.span;
  if (!isFile || span === undefined) return false;
  const isWithin = (other: CallFacts): boolean => other.span.start >= span.start && other.span.end <= span.end;
  return !file.facts.calls.some((other) => isWithin(other) && LISTENING.test(lastName(other.callee)));
}

/** The first call of a chain, as it is written. */
function wordsOf(file: ProgramFile, call: CallFacts): string {
  const names = partsOfExpression(file, call.callee).flatMap((part) =>
    part.kind === 'call' ? [file.facts.calls[part.call]] : [],
  );
  const first = names.at(-1) ?? call;
  const name = lastName(first.callee);
  if (first.isNew) return `new ${name}()`;
  return name === '' ? 'this function' : `${name}()`;
}

function remedyOf({ callee }: CallFacts): string {
  return /^(?:filter|flatMap|forEach|map)$/.test(lastName(callee))
    ? 'await Promise.all() of the promises that map() gives'
    : 'await it before the response';
}
