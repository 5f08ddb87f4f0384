import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { functionAt } from '../names';
import { indentationAt, lineBreakOf, lineEnd } from '../textLayout';
import type { StatementPlace } from './codeBlocks';
import { indentOf, linesOf, nodeAt, statementAt, textOf } from './codeBlocks';
import { nameOf } from './creationSite';
import { atBodyEnd, definitionOf } from './functionBody';

const THREAD = /^(?:threading\.Thread|multiprocessing\.(?:get_context\(\)\.)?Process)$/;
/** Nobody wants to wait for when those end. */
const TIMER = /^threading\.Timer$/;
const PROCESS = /^subprocess\.Popen$/;
const TASK = /^asyncio\.(?:create_task|ensure_future)$/;
const FUTURE = /^concurrent\.futures\.(?:thread\.|process\.)?(?:Thread|Process)PoolExecutor\(\)\.submit$/;

/** Waits for what a function starts before it returns. */
export const waitForWork: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = statementAt(source, span);
  if (call?.type !== 'call' || place === undefined) return [];
  const paths = pathsOf(source, span.start, span.end);
  const is = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  const id = functionAt(source.file.facts, span.start);
  if (is(TASK)) return awaited(source, call, place, id);
  // Who writes to a pipe waits for its reader.
  if (is(PROCESS) && /\bPIPE\b/.test(textOf(source, span))) return [];
  if (is(PROCESS)) return fixed(waitedFor(source, { call, place, id, method: 'wait' }), 'Wait for the process');
  if (is(FUTURE) && isDropped(place, call) && !isInLoop(source, call))
    return fixed([inserted(call.end, '.result()')], 'Wait for the result');
  if (is(TIMER) || (!is(THREAD) && !isStarted(source, place, call))) return [];
  return fixed(joined(source, { call, place, id, method: 'join' }), 'Join it before the function returns');
};

interface StartedWork {
  readonly call: PlainNode;
  readonly place: StatementPlace;
  /** The function that starts it. */
  readonly id: number;
  readonly method: string;
}

function pathsOf({ file, analysis }: FixSource, start: number, end: number): string[] {
  const facts = file.facts.calls.find(({ span }) => span.start === start && span.end === end);
  const values = facts === undefined ? [] : analysis.values.of(file, facts.callee);
  return values.flatMap((value) => (value.kind === 'external' ? [value.path] : []));
}

function isInLoop({ file }: FixSource, { start }: PlainNode): boolean {
  return file.facts.calls.some(({ span, isInLoop: inLoop }) => span.start === start && inLoop);
}

function fixed(edits: readonly TextEdit[] | undefined, title: string): ReturnType<FixMaker> {
  return edits === undefined ? [] : [{ title, edits, isSafe: false }];
}

function inserted(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text };
}

function isDropped({ statement }: StatementPlace, call: PlainNode): boolean {
  const [inner] = parts(statement);
  return statement.type === 'expression_statement' && inner?.start === call.start && inner.end === call.end;
}

/** `asyncio.create_task(send())` becomes `await send()`. */
function awaited(source: FixSource, call: PlainNode, place: StatementPlace, id: number): ReturnType<FixMaker> {
  const [argument, ...others] = parts(child(call, 'arguments'));
  if (source.file.facts.functions[id]?.isAsync !== true) return [];
  if (isDropped(place, call)) {
    if (argument?.type !== 'call' || others.length > 0) return [];
    const edits = [{ span: { start: call.start, end: call.end }, text: `await ${textOf(source, argument)}` }];
    return fixed(edits, 'Await it');
  }
  const name = nameOf(source, place, call);
  return name === undefined
    ? []
    : fixed(atEnd(source, place, id, `await ${name.name}`), 'Await it before the function returns');
}

/** A line at the end of the function; undefined where not every way through it has what the line needs. */
function atEnd(source: FixSource, place: StatementPlace, id: number, line: string): TextEdit[] | undefined {
  const definition = definitionOf(source, id);
  if (definition === undefined || child(definition, 'body') !== place.block) return undefined;
  const edit = atBodyEnd(source, definition, line);
  return edit === undefined ? undefined : [edit];
}

function waitedFor(source: FixSource, { call, place, id, method }: StartedWork): TextEdit[] | undefined {
  if (isDropped(place, call)) return [inserted(call.end, `.${method}()`)];
  const name = nameOf(source, place, call);
  return name === undefined ? undefined : atEnd(source, place, id, `${name.name}.${method}()`);
}

/** `Uploader(key).start()`, or a name on which `start()` is called. */
function isStarted(source: FixSource, place: StatementPlace, call: PlainNode): boolean {
  if (textOf(source, place.statement).endsWith(').start()')) return true;
  const name = nameOf(source, place, call);
  return name !== undefined && startOf(source, place, name.name) !== undefined;
}

function joined(source: FixSource, work: StartedWork): TextEdit[] | undefined {
  const { call, place, id } = work;
  const name = nameOf(source, place, call);
  if (name !== undefined) return waitedFor(source, work);
  const [list] = parts(place.statement);
  if (list?.type === 'assignment') return joinedAll(source, place, list);
  return joinedInPlace(source, place, call, id);
}

/** `Thread(…).start()` gets a name, so that it can be joined. */
function joinedInPlace(source: FixSource, place: StatementPlace, call: PlainNode, id: number): TextEdit[] | undefined {
  const { statement } = place;
  const written = textOf(source, statement);
  const lines = linesOf(source, place);
  if (!written.endsWith(').start()') || call.start !== statement.start || lines === undefined) return undefined;
  const name = source.file.facts.bindings.some((binding) => binding.name === 'thread') ? 'worker' : 'thread';
  if (source.file.facts.bindings.some((binding) => binding.name === name)) return undefined;
  const lineBreak = lineBreakOf(source.text);
  const start = `${lineBreak}${indentationAt(source.text, statement.start)}${name}.start()`;
  const join = atEnd(source, place, id, `${name}.join()`);
  const behind = join ?? [
    inserted(statement.end, `${lineBreak}${indentationAt(source.text, statement.start)}${name}.join()`),
  ];
  return [
    inserted(statement.start, `${name} = `),
    { span: { start: call.end, end: statement.end }, text: start },
    ...behind,
  ];
}

/** `threads = [Thread(…) for …]` with a loop that starts them. */
function joinedAll(source: FixSource, { block }: StatementPlace, assignment: PlainNode): TextEdit[] | undefined {
  const left = child(assignment, 'left');
  if (left?.type !== 'identifier' || child(assignment, 'right')?.type !== 'list_comprehension') return undefined;
  const name = textOf(source, left);
  const loop = parts(block).find(
    (each) => each.type === 'for_statement' && textOf(source, child(each, 'right') ?? each) === name,
  );
  const item = child(loop, 'left');
  const body = parts(child(loop, 'body'));
  const [only] = body;
  if (loop === undefined || item?.type !== 'identifier' || only === undefined || body.length !== 1) return undefined;
  if (textOf(source, only) !== `${textOf(source, item)}.start()`) return undefined;
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const indentation = indentationAt(text, loop.start);
  const head = `${indentation}for ${textOf(source, item)} in ${name}:${lineBreak}`;
  const lines = `${head}${indentation}${indentOf(source)}${textOf(source, item)}.join()${lineBreak}`;
  return [inserted(lineEnd(text, loop.end), lines)];
}

/** The statement that starts a thread by its name, in the same block. */
function startOf(source: FixSource, { block }: StatementPlace, name: string): PlainNode | undefined {
  return parts(block).find((each) => textOf(source, each) === `${name}.start()`);
}
