import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource, TextEdit } from '../fix';
import { functionAt } from '../names';
import { nodesIn } from '../syntaxPath';
import { indentationAt, lineBreakOf, lineEnd, lineStart } from '../textLayout';
import type { StatementPlace } from './codeBlocks';
import { hasLongString, indentOf, linesOf, nodeAt, statementAt, textOf } from './codeBlocks';
import { nameOf } from './creationSite';
import { imported } from './moduleScope';

/** Works in a directory that is removed afterwards: `with tempfile.TemporaryDirectory() as folder:`. */
export const temporaryDirectory: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const place = statementAt(source, span);
  const callee = child(call, 'function');
  if (call?.type !== 'call' || place === undefined || callee === undefined) return [];
  const name = nameOf(source, place, call);
  const made = textOf(source, callee);
  if (name === undefined || !/(?:^|\.)mkdtemp$/.test(made) || !made.includes('.') || name.annotation !== '') return [];
  const rest = restOf(place, place.statement);
  const inner = rest === undefined ? undefined : indented(source, rest);
  if (inner === undefined || rest === undefined || isHandedOut(source, wordOf(name.name), rest)) return [];
  const { statement } = place;
  const edits = [
    { span: { start: statement.start, end: call.start }, text: 'with ' },
    { span: { start: callee.end - 'mkdtemp'.length, end: callee.end }, text: 'TemporaryDirectory' },
    { span: { start: statement.end, end: statement.end }, text: ` as ${name.name}:` },
    ...inner,
  ];
  return [{ title: 'Use a temporary directory that is removed', edits, isSafe: false }];
};

/** Removes the file whatever happens: `try: … finally: os.remove(path)`. */
export const removeInFinally: FixMaker = ({ span }, source) => {
  const call = nodeAt(source, span);
  const os = imported(source, 'os');
  const name = call === undefined ? undefined : pathName(source, call);
  const stretch = call === undefined || name === undefined ? undefined : stretchOf(source, call, name);
  if (os === undefined || name === undefined || stretch === undefined) return [];
  const inner = indented(source, stretch.body);
  const isSure = stretch.removal !== undefined || !isHandedOut(source, wordOf(name), stretch.body);
  if (inner === undefined || !isSure) return [];
  const edits = wrapped(source, { ...stretch, name, os: os.name }, inner);
  return [{ title: 'Remove it whatever happens', edits: [...os.edits, ...edits], isSafe: false }];
};

/** Statements during which a file is there. */
interface Stretch {
  readonly from: PlainNode;
  readonly last: PlainNode;
  readonly body: readonly PlainNode[];
  /** The statement behind them that removes the file. */
  readonly removal: PlainNode | undefined;
}

function stretchOf(source: FixSource, call: PlainNode, name: string): Stretch | undefined {
  const first = statementAt(source, call);
  if (first === undefined) return undefined;
  const place = outermostWith(source, first, call);
  const all = parts(place.block);
  const made = all.find((each) => gives(source, each, name));
  if (made === undefined || made.start > place.statement.start) return undefined;
  const from = made === place.statement ? restOf(place, made)?.[0] : place.statement;
  const removal = all.find((each) => isRemoval(source, each, name));
  const last = removal === undefined ? all.at(-1) : all[all.indexOf(removal) - 1];
  if (from === undefined || last === undefined || last.start < from.start) return undefined;
  return { from, last, removal, body: all.slice(all.indexOf(from), all.indexOf(last) + 1) };
}

interface Wrapped extends Stretch {
  readonly name: string;
  readonly os: string;
}

function wrapped(
  source: FixSource,
  { from, last, removal, name, os }: Wrapped,
  inner: readonly TextEdit[],
): TextEdit[] {
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const indent = indentOf(source);
  const indentation = indentationAt(text, from.start);
  const head = lineStart(text, from.start);
  const end = lineEnd(text, last.end);
  const open = text[end - 1] === '\n' ? '' : lineBreak;
  const lines = [
    `${open}${indentation}finally:`,
    `${indentation}${indent}if ${os}.path.exists(${name}):`,
    `${indentation}${indent}${indent}${os}.remove(${name})`,
    '',
  ];
  const until = removal === undefined ? end : lineEnd(text, removal.end);
  return [
    { span: { start: head, end: head }, text: `${indentation}try:${lineBreak}` },
    ...inner,
    { span: { start: end, end: until }, text: lines.join(lineBreak) },
  ];
}

/** The local name that says where a file is: an argument of the call, or what `mkstemp` gives. */
function pathName(source: FixSource, call: PlainNode): string | undefined {
  const callee = child(call, 'function');
  if (callee !== undefined && /(?:^|\.)mkstemp$/.test(textOf(source, callee))) {
    const [assignment] = parts(statementAt(source, call)?.statement);
    const [, name] = parts(child(assignment, 'left'));
    return name?.type === 'identifier' ? textOf(source, name) : undefined;
  }
  const { bindings, references } = source.file.facts;
  const owner = functionAt(source.file.facts, call.start);
  const names = parts(child(call, 'arguments')).flatMap((argument) => {
    const used = references.find(({ start }) => start === argument.start);
    const binding = used?.name.binding === undefined ? undefined : bindings[used.name.binding];
    const isPath = argument.type === 'identifier' && binding?.kind === 'variable' && binding.function === owner;
    return isPath && binding.values.length === 1 ? [binding.name] : [];
  });
  const temporary = names.filter((name) => isTemporary(source, name, owner));
  return temporary.length === 1 ? temporary[0] : undefined;
}

function isTemporary({ root, text, file }: FixSource, name: string, owner: number): boolean {
  const span = file.facts.functions[owner]?.span;
  const given = [...nodesIn(root)].find(
    (node) =>
      node.type === 'assignment' &&
      span !== undefined &&
      node.start >= span.start &&
      node.end <= span.end &&
      text.slice(node.start, child(node, 'left')?.end ?? node.start) === name,
  );
  return given !== undefined && /\/tmp\b|gettempdir\(|mkdtemp\(/.test(text.slice(given.start, given.end));
}

/** `with open(path, "w") as out:` is the statement as a whole. */
export function outermostWith(source: FixSource, place: StatementPlace, call: PlainNode): StatementPlace {
  const { statement } = place;
  const isItem = statement.type === 'with_statement' && call.end <= (child(statement, 'body')?.start ?? 0);
  return isItem ? (statementAt(source, statement) ?? place) : place;
}

function gives(source: FixSource, statement: PlainNode, name: string): boolean {
  const [assignment] = parts(statement);
  const left = assignment?.type === 'assignment' ? child(assignment, 'left') : undefined;
  if (left === undefined) return false;
  return textOf(source, left) === name || parts(left).some((each) => textOf(source, each) === name);
}

function isRemoval(source: FixSource, statement: PlainNode, name: string): boolean {
  return [`os.remove(${name})`, `os.unlink(${name})`].includes(textOf(source, statement));
}

/** The statements behind one. */
function restOf({ block }: StatementPlace, statement: PlainNode): PlainNode[] | undefined {
  const all = parts(block);
  const rest = all.slice(all.indexOf(statement) + 1);
  return rest.length === 0 ? undefined : rest;
}

/** Moves statements one level further in. */
export function indented(source: FixSource, statements: readonly PlainNode[]): TextEdit[] | undefined {
  const [first] = statements;
  const last = statements.at(-1);
  const { text, root } = source;
  if (first === undefined || last === undefined) return undefined;
  if (statements.some((each) => hasLongString(source, each))) return undefined;
  if (text.slice(lineStart(text, first.start), first.start).trim() !== '') return undefined;
  if (linesOf(source, { statement: last, block: root, around: [] }) === undefined) return undefined;
  const edits: TextEdit[] = [];
  for (let at = lineStart(text, first.start); at < last.end; at = lineEnd(text, at)) {
    if (text.slice(at, lineEnd(text, at)).trim() === '') continue;
    edits.push({ span: { start: at, end: at }, text: indentOf(source) });
  }
  return edits;
}

/** Calls that keep what they are given, or use it later. */
const KEEPING = /(?:^|\.)(?:add|append|extend|insert|put|setdefault|submit|Thread|Process|create_task)$/;

function wordOf(name: string): RegExp {
  return new RegExp(`\\b${name}\\b`);
}

/**
 * Whether something may use a file, which code names by `used`, after statements: who calls the function, unless that is
 * Lambda, or what is behind.
 */
export function isHandedOut(source: FixSource, used: RegExp, statements: readonly PlainNode[]): boolean {
  const [first] = statements;
  const { facts } = source.file;
  const owner = functionAt(facts, first?.start ?? 0);
  const isHandler = source.analysis.roots.some(
    ({ place, kind }) => kind === 'handler' && place.file === source.file && place.function === owner,
  );
  const last = statements.at(-1);
  const isAll = last?.end === facts.functions[owner]?.span.end;
  return statements
    .flatMap((statement) => [...nodesIn(statement)])
    .some((node) => used.test(textOf(source, node)) && isLater(source, node, { isHandler, isAll }));
}

/** Whether a node makes that what it mentions is used later. */
function isLater(
  source: FixSource,
  node: PlainNode,
  { isHandler, isAll }: Record<'isHandler' | 'isAll', boolean>,
): boolean {
  if (node.type === 'yield' || node.type === 'lambda') return true;
  if (node.type === 'return_statement') return !isHandler;
  if (node.type === 'assignment') return !isAll;
  const callee = node.type === 'call' ? child(node, 'function') : undefined;
  return callee !== undefined && !(isHandler && isAll) && KEEPING.test(textOf(source, callee));
}
