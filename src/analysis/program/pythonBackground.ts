import type { CallFacts } from '../facts/fileFacts';
import type { Analysis } from './analysis';
import type { BackgroundWork } from './backgroundWork';
import { workOf } from './backgroundWork';
import { Kinship } from './kinship';
import { partsOfExpression } from './mentions';
import type { FunctionPlace, ProgramFile } from './program';
import { lastName } from './program';
import type { Value } from './values';

const THREADS = /^(?:threading\.(?:Thread|Timer)|multiprocessing\.(?:get_context\(\)\.)?Process)$/;

const NEW_THREAD = /^_thread\.start_new_thread$/;

const START: ReadonlySet<string> = new Set(['start']);
const WAITING: ReadonlySet<string> = new Set(['cancel', 'join', 'kill', 'terminate']);

const EXECUTORS = /^concurrent\.futures\.(?:thread\.|process\.)?(?:Thread|Process)PoolExecutor\(\)\.(?:map|submit)$/;

const TASKS =
  /^asyncio\.(?:(?:create_task|ensure_future|gather|run_coroutine_threadsafe)|(?:get_event_loop|get_running_loop|new_event_loop)\(\)\.(?:create_task|run_in_executor))$/;

/** Calls that start something, with the method that ends it. */
const SERVICES: readonly { readonly path: RegExp; readonly end: string }[] = [
  { path: /^paho\.mqtt\.client\.Client\(\)\.loop_start$/, end: 'loop_stop' },
  { path: /^apscheduler\.schedulers\.background\.BackgroundScheduler\(\)\.start$/, end: 'shutdown' },
];

/** Work of Python that a function starts and does not wait for (analysis-rules §4, group D). */
export function pythonBackground(analysis: Analysis, place: FunctionPlace): BackgroundWork[] {
  const { file } = place;
  const calls = analysis.program.callsOf(place);
  return calls.flatMap((call) => {
    const work = workOfCall(analysis, file, call);
    return work === undefined || analysis.reach.isGuarded(file, call) ? [] : [work];
  });
}

function workOfCall(analysis: Analysis, file: ProgramFile, call: CallFacts): BackgroundWork | undefined {
  const callees = analysis.values.of(file, call.callee);
  const paths = callees.flatMap((value) => (value.kind === 'external' ? [value.path] : []));
  const is = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  if (is(THREADS) || callees.some((value) => isThreadClass(analysis, value))) {
    return isLeftRunning(file, call) ? workOf(call, 'what this starts', 'join() it before the response') : undefined;
  }
  if (is(NEW_THREAD)) return workOf(call, 'this thread', 'use threading.Thread and join() it before the response');
  const result = RESULTS.find(({ path }) => is(path));
  if (result !== undefined) {
    return result.isLost(analysis, file, call) ? workOf(call, result.what, result.remedy) : undefined;
  }
  const service = SERVICES.find(({ path }) => is(path));
  if (service === undefined || callsMethod(file, service.end)) return undefined;
  return workOf(call, 'what this starts', `call ${service.end}() before the response`);
}

/** Calls that start something and give what waits for it. */
const RESULTS: readonly {
  readonly path: RegExp;
  readonly what: string;
  readonly remedy: string;
  isLost(analysis: Analysis, file: ProgramFile, call: CallFacts): boolean;
}[] = [
  {
    path: /^subprocess\.Popen$/,
    what: 'this process',
    remedy: 'wait() for it before the response',
    isLost: (analysis, file, call) => analysis.results.isLost(file, call) || isOnlyNamed(analysis, file, call),
  },
  {
    path: EXECUTORS,
    what: 'this future',
    remedy: 'ask for its result() before the response',
    isLost: ({ results }, file, call) => results.isLost(file, call) && !isShutDown(file, call),
  },
  {
    path: TASKS,
    what: 'this task',
    remedy: 'await it before the response',
    isLost: ({ results }, file, call) => results.isLost(file, call) && !callsMethod(file, 'all_tasks'),
  },
];

/** A class of the program that extends `threading.Thread`. */
function isThreadClass({ values }: Analysis, value: Value): boolean {
  if (value.kind !== 'class') return false;
  const bases = value.file.facts.classes[value.id]?.bases ?? [];
  return bases.some((base) =>
    values.of(value.file, base).some((each) => each.kind === 'external' && THREADS.test(each.path)),
  );
}

/** Whether a thread is started and nobody joins it. */
function isLeftRunning(file: ProgramFile, call: CallFacts): boolean {
  const kin = new Kinship(file, call);
  return kin.isCalledOn(START) && !kin.isCalledOn(WAITING) && !kin.escapes;
}

/** Whether all that is ever asked of a process is its number. */
function isOnlyNamed({ results }: Analysis, file: ProgramFile, call: CallFacts): boolean {
  const { bindings, calls } = file.facts;
  const id = bindings.findIndex(({ values }) =>
    values.some(({ value }) => value.kind === 'call' && calls[value.call] === call),
  );
  if (id < 0 || bindings[id]?.function !== call.function) return false;
  const asked = calls
    .filter((other) => other.function === call.function)
    .flatMap(({ arguments: given }) => given.flatMap(({ value }) => partsOfExpression(file, value)))
    .filter((part) => part.kind === 'member' && part.name === 'pid')
    .filter((part) => part.kind === 'member' && part.object.kind === 'name' && part.object.binding === id);
  return asked.length > 0 && asked.length === results.reads(file, id);
}

/** Whether the executor of a call ends, and waits for its work then. */
function isShutDown(file: ProgramFile, { callee }: CallFacts): boolean {
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return false;
  const { binding: id } = callee.object;
  const made = (id === undefined ? undefined : file.facts.bindings[id])?.values.map(({ value }) => value) ?? [];
  const isContext = file.facts.contexts.some(
    ({ value }) =>
      (value.kind === 'name' && value.binding === id) ||
      made.some((each) => each.kind === 'call' && value.kind === 'call' && each.call === value.call),
  );
  return (
    isContext ||
    file.facts.calls.some(
      ({ callee: other, arguments: given }) =>
        other.kind === 'member' &&
        other.name === 'shutdown' &&
        other.object.kind === 'name' &&
        other.object.binding === id &&
        !given.some(({ value }) => value.kind === 'literal' && value.isTrue === false),
    )
  );
}

function callsMethod(file: ProgramFile, name: string): boolean {
  return file.facts.calls.some(({ callee }) => lastName(callee) === name);
}
