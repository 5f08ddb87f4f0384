import type { PlainNode } from '../../../syntax/plainTree';
import type { CallFacts, FunctionFacts, Reference, Span } from '../../facts/fileFacts';
import type { Finding } from '../../finding';
import { child, childrenOf, hasWord, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { isWithin, nodesIn, pathTo } from '../syntaxPath';
import { EditList } from './editList';
import { statementAround } from './statements';
import { textOf } from './topLevel';
import { styleOf } from './writingStyle';

/** A handler with a third parameter. */
interface CallbackHandler {
  readonly node: PlainNode;
  readonly id: number;
  readonly facts: FunctionFacts;
  /** Index of the callback's binding. */
  readonly callback: number;
  readonly references: readonly Reference[];
}

/** Takes the callback out of a handler, where it is not used or what it is told can be returned. */
export const removeCallback: FixMaker = (finding, source) => {
  const handler = handlerOf(finding, source);
  if (handler === undefined) return [];
  const edits = new EditList(source.text);
  removeParameter(source, handler, edits);
  const isUnused = handler.references.length === 0;
  if (!isUnused && !returnInstead(source, handler, edits)) return [];
  const finished = edits.finish();
  if (finished === undefined) return [];
  const title = isUnused ? 'Remove the callback parameter' : 'Return instead of calling back';
  return [{ title, edits: finished, isSafe: isUnused }];
};

/** Returns what an asynchronous handler gives to its callback. */
export const returnResult: FixMaker = (finding, source) => {
  const handler = handlerOf(finding, source);
  if (handler?.facts.isAsync !== true || handler.references.length === 0) return [];
  return removeCallback(finding, source);
};

/** The innermost handler at a finding: its parameter or something in its body. */
function handlerOf({ span }: Finding, source: FixSource): CallbackHandler | undefined {
  const { file, root, analysis } = source;
  const around = analysis.roots.flatMap(({ place, kind, handler }) => {
    const facts =
      place.file === file && kind === 'handler' && !handler.isWrapped
        ? file.facts.functions[place.function]
        : undefined;
    return facts !== undefined && isWithin(span, facts.span) ? [{ facts, id: place.function }] : [];
  });
  const [found] = around;
  const [, , third] = found?.facts.parameters ?? [];
  const callback = third?.bindings[0];
  if (found === undefined || third === undefined || callback === undefined) return undefined;
  if (found.facts.parameters.length !== 3 || third.hasDefault || third.isRest || third.bindings.length > 1)
    return undefined;
  const own = pathTo(root, found.facts.span).findLast((node) => isSame(node, found.facts.span) && isFunction(node));
  if (own === undefined) return undefined;
  const references = file.facts.references.filter(({ name }) => name.binding === callback);
  return { node: own, ...found, callback, references };
}

function isSame(node: PlainNode, { start, end }: Span): boolean {
  return node.start === start && node.end === end;
}

function isFunction(node: PlainNode): boolean {
  return child(node, 'parameters') !== undefined && child(node, 'body') !== undefined;
}

function removeParameter(source: FixSource, { node, facts }: CallbackHandler, edits: EditList): void {
  const [, before, third] = facts.parameters;
  if (before === undefined || third === undefined) return;
  const parameters = child(node, 'parameters');
  const at = parameters?.children.find(({ start, end }) => start <= third.span.start && third.span.end <= end);
  const previous = parts(parameters)[1];
  edits.replace({ start: previous?.end ?? before.span.end, end: at?.end ?? third.span.end }, '');
  if (at !== undefined) for (const edit of unusedTypes(source, at)) edits.replace(edit.span, edit.text);
}

/** Imports of types that only the parameter named. */
function unusedTypes({ root, text }: FixSource, parameter: PlainNode): TextEdit[] {
  const names = new Set(
    [...nodesIn(parameter)].flatMap((node) => (node.type === 'type_identifier' ? [textOf(node, text)] : [])),
  );
  return [...names].flatMap((name): TextEdit[] => {
    const uses = [...nodesIn(root)].filter(
      (node) => (node.type === 'type_identifier' || node.type === 'identifier') && textOf(node, text) === name,
    );
    const imported = uses.find((node) => pathTo(root, node).some(({ type }) => type === 'import_specifier'));
    if (imported === undefined || uses.some((node) => node !== imported && !isWithin(node, parameter))) return [];
    const path = pathTo(root, imported);
    const specifier = path.find(({ type }) => type === 'import_specifier');
    const all = parts(path.find(({ type }) => type === 'named_imports'));
    const [first] = all;
    if (specifier === undefined || first === undefined || all.length < 2) return [];
    const at = all.indexOf(specifier);
    const next = all[at + 1];
    const previous = all[at - 1];
    const start = next === undefined ? (previous?.end ?? specifier.start) : specifier.start;
    return [{ span: { start, end: next?.start ?? specifier.end }, text: '' }];
  });
}

/** Whether every call of the callback is the last thing that the handler does, so that it can be a `return`. */
function returnInstead(source: FixSource, handler: CallbackHandler, edits: EditList): boolean {
  const { facts } = source.file;
  const { node, id, references } = handler;
  const own = facts.calls.filter((call) => call.function === id);
  const calls = references.map(({ start }) =>
    own.find(({ span, callee }) => span.start === start && callee.kind === 'name'),
  );
  if (calls.some((call) => call === undefined) || child(node, 'return_type') !== undefined) return false;
  // Whatever nobody waits for, a callback would wait for it.
  const isLeft = own.some((call) => call.use === 'dropped' && !calls.includes(call) && !isLogging(call));
  if (isLeft || facts.functions.some(({ parent }) => parent === id)) return false;
  if (!calls.every((call) => call !== undefined && replaceCall(source, handler, call, edits))) return false;
  if (handler.facts.isAsync) return true;
  const start = node.type === 'method_definition' ? (child(node, 'name')?.start ?? node.start) : node.start;
  edits.replace({ start, end: start }, 'async ');
  return !hasWord(node, 'get') && !hasWord(node, '*');
}

function isLogging({ callee }: CallFacts): boolean {
  return callee.kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'console';
}

function replaceCall(source: FixSource, { node }: CallbackHandler, { span }: CallFacts, edits: EditList): boolean {
  const { root, text } = source;
  const path = pathTo(root, span);
  const call = path.find(
    ({ start, end, type }) => start === span.start && end === span.end && type === 'call_expression',
  );
  const answer = call === undefined ? undefined : answerOf(call, text);
  if (call === undefined || answer === undefined) return false;
  if (child(node, 'body') === call) {
    if (answer.failure !== undefined || answer.result === undefined) return false;
    const given = textOf(answer.result, text);
    edits.replace(call, answer.result.type === 'object' ? `(${given})` : given);
    return true;
  }
  const held = statementAround(path);
  if (held === undefined || !isLast(node, held.statement, call)) return false;
  const word = answer.failure === undefined ? 'return' : 'throw';
  const given = answer.failure ?? answer.result;
  const written = given === undefined ? word : `${word} ${textOf(given, text)}`;
  edits.replace(held.statement, `${written}${styleOf(source).semicolon}`);
  return true;
}

/** What a callback is told: a failure, or a result. */
interface Answer {
  readonly failure: PlainNode | undefined;
  readonly result: PlainNode | undefined;
}

/** Undefined where it is not to be seen which of both it is. */
function answerOf(call: PlainNode, text: string): Answer | undefined {
  const [failure, result, ...others] = parts(child(call, 'arguments'));
  const isOptional = call.children.some(({ type }) => type === 'optional_chain');
  if (isOptional || others.length > 0) return undefined;
  const isDone = failure === undefined || /^(?:null|undefined)$/.test(textOf(failure, text));
  if (isDone) return { failure: undefined, result };
  // `callback(error)` after a failure that may be none is both.
  return result === undefined ? { failure, result: undefined } : undefined;
}

/** Whether a statement does nothing but a call, and nothing comes after it. */
function isLast(node: PlainNode, statement: PlainNode, call: PlainNode): boolean {
  if (parts(statement)[0] !== call) return false;
  if (statement.type === 'return_statement') return true;
  const body = child(node, 'body');
  return statement.type === 'expression_statement' && endsWith(body, statement);
}

/** Whether a statement is the end of a block, or of the branches that the block ends with. */
function endsWith(block: PlainNode | undefined, statement: PlainNode): boolean {
  const last = block?.type === 'statement_block' || block?.type === 'else_clause' ? parts(block).at(-1) : block;
  if (last === undefined || last === statement) return last === statement;
  if (last.type !== 'if_statement' && last.type !== 'statement_block') return false;
  if (last.type === 'statement_block') return endsWith(last, statement);
  return [...childrenOf(last, 'consequence'), ...childrenOf(last, 'alternative')].some((branch) =>
    endsWith(branch, statement),
  );
}
