import type { PlainNode } from '../../../syntax/plainTree';
import { child, hasWord, parts } from '../../languages/languageWalk';
import type { Fix, FixMaker, FixSource, TextEdit } from '../fix';
import { freeName } from '../names';
import { pathTo } from '../syntaxPath';
import { indentationAt } from '../textLayout';
import { callSite } from './callSite';
import { hasLongText, statementAround } from './statements';
import { textOf } from './topLevel';
import { styleOf } from './writingStyle';

/** Waits for what a function of the Invoke phase starts. */
export const awaitWork: FixMaker = (finding, source) => {
  const work = workAt(source, finding.span);
  const site = callSite(source, finding.span);
  const owner = site === undefined ? undefined : source.file.facts.functions[site.facts.function];
  if (work === undefined || site === undefined || owner?.isAsync !== true || owner.isGenerator) return [];
  // Timers and processes give no promise.
  const floating = source.analysis.floating.in({ file: source.file, function: site.facts.function });
  if (!floating.some(({ span }) => span.start === finding.span.start && span.end === finding.span.end)) return [];
  return [{ title: titleOf(work), edits: awaited(work), isSafe: false }];
};

/** Waits for what the module starts: in the module, or in the handlers where it is no ES module. */
export const awaitInit: FixMaker = (finding, source) => {
  const work = workAt(source, finding.span);
  if (work === undefined) return [];
  if (source.analysis.program.modules.isEsModule(source.file.file)) {
    return [{ title: `${titleOf(work)} in the Init phase`, edits: awaited(work), isSafe: false }];
  }
  return awaitInHandlers(source, work);
};

/** A statement that starts work and does nothing else. */
interface Work {
  readonly statement: PlainNode;
  /** What gives the promise. */
  readonly value: PlainNode;
  /** Edits that make one promise of those of a loop. */
  readonly joining: readonly TextEdit[];
  readonly isLoop: boolean;
}

function workAt(source: FixSource, span: { readonly start: number; readonly end: number }): Work | undefined {
  const { root, text } = source;
  const path = pathTo(root, span);
  const held = statementAround(path);
  if (held?.statement.type !== 'expression_statement') return undefined;
  const [whole] = parts(held.statement);
  const value = whole?.type === 'unary_expression' && hasWord(whole, 'void') ? child(whole, 'argument') : whole;
  if (value?.type !== 'call_expression' || !isSame(value, span)) return undefined;
  const { statement } = held;
  const method = child(child(value, 'function'), 'property');
  const isLoop = method !== undefined && /^(?:forEach|map)$/.test(textOf(method, text));
  if (!isLoop) return { statement, value, joining: [], isLoop };
  const joining = joiningOf(source, value, method);
  return joining === undefined ? undefined : { statement, value, joining, isLoop };
}

/** Edits that make one promise of what a loop starts. */
function joiningOf({ text }: FixSource, value: PlainNode, method: PlainNode): TextEdit[] | undefined {
  const [given, ...others] = parts(child(value, 'arguments'));
  const isFunction = given?.type === 'arrow_function' || given?.type === 'function_expression';
  // `?.` may give nothing that could be waited for.
  const isOptional = textOf(child(value, 'function') ?? value, text).includes('?.');
  if (!isFunction || others.length > 0 || isOptional || !givesPromise(given)) return undefined;
  return [
    ...(textOf(method, text) === 'map' ? [] : [{ span: method, text: 'map' }]),
    { span: { start: value.start, end: value.start }, text: 'Promise.all(' },
    { span: { start: value.end, end: value.end }, text: ')' },
  ];
}

/** Whether a function gives what it starts: asynchronous ones do, and those that are one expression. */
function givesPromise(node: PlainNode): boolean {
  return hasWord(node, 'async') || child(node, 'body')?.type !== 'statement_block';
}

function titleOf({ isLoop }: Work): string {
  return isLoop ? 'Wait for all of it' : 'Wait for it';
}

function awaited({ statement, value, joining }: Work): TextEdit[] {
  const [first, ...others] = joining;
  // `void` gives way, and insertions at one place are one edit.
  const start = { start: statement.start, end: value.start };
  const opening = first === undefined ? undefined : joining.find(({ text }) => text === 'Promise.all(');
  const rest = first === undefined ? [] : [first, ...others].filter((each) => each !== opening);
  return [{ span: start, text: `await ${opening?.text ?? ''}` }, ...rest];
}

function awaitInHandlers(source: FixSource, work: Work): Fix[] {
  const { file, analysis } = source;
  const handlers = analysis.roots.filter(({ place, kind }) => place.file === file && kind === 'handler');
  const { facts } = file;
  const kept = freeName(facts, ['ready', 'initialised']);
  const getter = freeName(facts, ['getReady', 'initialise']);
  const places = new Set(handlers.map(({ place }) => place.function));
  const waiting = [...places].map((id) => beginning(source, id, `await ${getter}()`));
  if (waiting.length === 0 || waiting.includes(undefined)) return [];
  const { semicolon, lineBreak, indent, isTyped } = styleOf(source);
  const written = withJoining(source, work);
  const isLong = written.includes('\n');
  if (isLong && hasLongText(source, work.value)) return [];
  const opening = freeName(facts, ['start', 'startOnce']);
  const lines = written.split(/\r?\n/).map((line) => (line === '' ? '' : indent + line));
  const code = [
    `let ${kept}${isTyped ? ': Promise<unknown> | undefined' : ''}${semicolon}`,
    `const ${getter} = () =>`,
    `${indent}(${kept} ??= ${isLong ? `${opening}()` : written}.catch((error${isTyped ? ': unknown' : ''}) => {`,
    `${indent}${indent}${kept} = undefined${semicolon}`,
    `${indent}${indent}throw error${semicolon}`,
    `${indent}}))${semicolon}`,
    ...(isLong
      ? ['', `async function ${opening}() {`, `${indent}await ${lines.join(lineBreak).trimStart()}${semicolon}`, '}']
      : []),
  ].join(lineBreak);
  const { start, end } = work.statement;
  const edits = [{ span: { start, end }, text: code }, ...waiting.flatMap((each) => each ?? [])];
  return [{ title: 'Start it in the handler once and wait for it', edits, isSafe: false }];
}

/** Edits that put a statement at the beginning of an asynchronous function. */
function beginning(source: FixSource, id: number, statement: string): TextEdit[] | undefined {
  const { file, root, text } = source;
  const { semicolon, lineBreak, indent } = styleOf(source);
  const facts = file.facts.functions[id];
  if (facts?.isAsync !== true) return undefined;
  const node = pathTo(root, facts.span).findLast(
    (each) => isSame(each, facts.span) && child(each, 'body') !== undefined,
  );
  const body = child(node, 'body');
  const [first] = parts(body);
  if (body === undefined || first === undefined) return undefined;
  if (body.type === 'statement_block') {
    const line = `${statement}${semicolon}${lineBreak}${indentationAt(text, first.start)}`;
    return [{ span: { start: first.start, end: first.start }, text: line }];
  }
  const indentation = indentationAt(text, body.start);
  const result = body.type === 'parenthesized_expression' && first.type === 'object' ? first : body;
  const given = textOf(result, text);
  if (given.includes('\n')) return undefined;
  const lines = [`${statement}${semicolon}`, `return ${given}${semicolon}`].map((line) => indentation + indent + line);
  const { start, end } = body;
  return [{ span: { start, end }, text: ['{', ...lines, `${indentation}}`].join(lineBreak) }];
}

/** The promise as one expression. */
function withJoining({ text }: FixSource, { value, joining }: Work): string {
  let written = textOf(value, text);
  for (const edit of joining.toSorted((left, right) => right.span.start - left.span.start)) {
    written = written.slice(0, edit.span.start - value.start) + edit.text + written.slice(edit.span.end - value.start);
  }
  return written;
}

function isSame(node: PlainNode, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return node.start === start && node.end === end;
}
