import type { PlainNode } from '../../../syntax/plainTree';
import type { CallFacts, Expression } from '../../facts/fileFacts';
import { parts } from '../../languages/languageWalk';
import { lastName } from '../../program/program';
import type { Reached } from '../../program/reach';
import type { FixSource, TextEdit } from '../fix';
import { rootOf } from '../names';
import { pathTo } from '../syntaxPath';
import { indentationAt, lineEnd, lineStart } from '../textLayout';
import type { StatementPlace } from './codeBlocks';
import { hasLongString, nodeAt, removal, statementAt } from './codeBlocks';
import type { CreationSite } from './creationSite';

/** Methods that leave something behind in the client that they are called on. */
const CHANGING: ReadonlySet<string> = new Set([
  'add_handler',
  'append',
  'extend',
  'mount',
  'register',
  'register_first',
  'register_last',
  'set_cookie',
  'set_session',
  'setdefault',
  'subscribe',
  'update',
]);

/** Members of clients whose content is kept. */
const CONTENT: ReadonlySet<string> = new Set(['cookies', 'headers', 'hooks', 'params']);

/** What becomes of a client where it is made. */
export interface ClientUse {
  /** Statements that end it. */
  readonly closes: readonly StatementPlace[];
}

/** Undefined when the client is changed, or ended where that cannot be left out: it is made for one use then. */
export function useOf(source: FixSource, site: CreationSite): ClientUse | undefined {
  const { creation, name } = site;
  if (site.isEntered && creation.entry.onExit !== 'open') return undefined;
  const closes = name === undefined ? [] : closesOf(source, site, name.binding);
  if (closes === undefined || (escapes(source, site) && isEndedElsewhere(source, site))) return undefined;
  return { closes };
}

function closesOf(source: FixSource, { creation }: CreationSite, id: number): StatementPlace[] | undefined {
  const { bindings, assignments, calls, contexts, references } = source.file.facts;
  const isOwn = (expression: Expression): boolean => rootOf(expression)?.binding === id;
  if (bindings[id]?.values.length !== 1 || bindings[id].kind !== 'variable') return undefined;
  if (assignments.some(({ target }) => target.kind !== 'name' && isOwn(target))) return undefined;
  if (references.some(({ name, start }) => name.binding === id && isDeleted(source, start))) return undefined;
  if (contexts.some(({ value }) => isEntering(source, value, id)) && creation.entry.onExit !== 'open') return undefined;
  const own = calls.filter(({ callee }) => callee.kind === 'member' && isOwn(callee));
  if (own.some(({ callee }) => isChanging(callee))) return undefined;
  const closing = own.filter(({ callee }) => creation.entry.close.includes(lastName(callee)));
  const places = closing.map((call) => statementOf(source, call));
  return places.every((place) => place !== undefined) ? places : undefined;
}

/** `with connection:`, `with closing(connection):` */
function isEntering({ file }: FixSource, value: Expression, id: number): boolean {
  if (value.kind === 'name') return value.binding === id;
  const call = value.kind === 'call' ? file.facts.calls[value.call] : undefined;
  return call?.arguments.some((given) => given.value.kind === 'name' && given.value.binding === id) ?? false;
}

function isDeleted({ root }: FixSource, start: number): boolean {
  return pathTo(root, { start, end: start + 1 }).some(({ type }) => type === 'delete_statement');
}

function isChanging(callee: Expression): boolean {
  if (callee.kind !== 'member' || !CHANGING.has(callee.name)) return false;
  const { object } = callee;
  return callee.name !== 'update' || (object.kind === 'member' && CONTENT.has(object.name));
}

/** The statement that does nothing but a call. */
function statementOf(source: FixSource, { span }: CallFacts): StatementPlace | undefined {
  const place = statementAt(source, span);
  const [inner] = parts(place?.statement);
  return place?.statement.type === 'expression_statement' && inner?.start === span.start && inner.end === span.end
    ? place
    : undefined;
}

/** Whether the client goes to other code: it is returned, given or kept. */
function escapes(source: FixSource, { call, name }: CreationSite): boolean {
  if (name === undefined) return isGiven(source, call);
  const uses = source.file.facts.references.filter((each) => !each.isWritten && each.name.binding === name.binding);
  return uses.some(({ start }) => {
    const node = nodeAt(source, { start, end: start + name.name.length });
    return node === undefined || isGiven(source, node);
  });
}

function isGiven({ root }: FixSource, node: PlainNode): boolean {
  const path = pathTo(root, node);
  const around = path[path.indexOf(node) - 1];
  return around?.type !== 'attribute' && around?.type !== 'with_item' && around?.type !== 'as_pattern';
}

/** Whether code of the Invoke phase may end or change the client elsewhere. */
function isEndedElsewhere({ analysis }: FixSource, { creation }: CreationSite): boolean {
  for (const [first] of analysis.reach.reached.values()) {
    for (const { callee } of analysis.program.callsOf(first.place)) {
      if (callee.kind !== 'member') continue;
      const isEnd = creation.entry.close.includes(callee.name);
      if (!isEnd && !isChanging(callee)) continue;
      const values = analysis.values.of(first.place.file, callee);
      if (isEnd && values.length === 0) return true;
      if (values.some((value) => value.kind === 'external' && value.path.startsWith(`${creation.path}()`))) return true;
    }
  }
  return false;
}

/** Leaves out the statements that end a client, with the `finally` that is there for them only. */
export function withoutCloses(source: FixSource, closes: readonly StatementPlace[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const place of closes) {
    const isOnly = parts(place.block).length === 1;
    const made = isOnly ? withoutFinally(source, place) : removal(source, [place]);
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  return edits;
}

function withoutFinally(source: FixSource, { around }: StatementPlace): TextEdit[] | undefined {
  const clause = around.at(-2);
  const attempt = around.at(-3);
  if (clause?.type !== 'finally_clause' || attempt?.type !== 'try_statement') return undefined;
  const { text } = source;
  const end = { span: { start: lineStart(text, clause.start), end: lineEnd(text, clause.end) }, text: '' };
  const clauses = parts(attempt).filter(({ type }) => type.endsWith('_clause'));
  if (clauses.some(({ type }) => type.startsWith('except'))) return [end];
  const body = attempt.children.find(({ type }) => type === 'block');
  const isPlain = clauses.length === 1 && text.slice(attempt.start, lineEnd(text, attempt.start)).trim() === 'try:';
  if (body === undefined || !isPlain || hasLongString(source, body)) return undefined;
  const head = { span: { start: lineStart(text, attempt.start), end: lineEnd(text, attempt.start) }, text: '' };
  const outer = indentationAt(text, attempt.start).length;
  const inner = indentationAt(text, body.start).length;
  const edits: TextEdit[] = [head];
  for (let at = head.span.end; at < end.span.start; at = lineEnd(text, at)) {
    const width = Math.min(indentationAt(text, at).length, inner) - outer;
    if (width > 0) edits.push({ span: { start: at, end: at + width }, text: '' });
  }
  return [...edits, end];
}

/** Whether something on the way to a client may run it several times at once: threads, or what calls a function. */
export function isShared({ creation }: CreationSite): boolean {
  return creation.ways.some((way) => {
    for (let step: Reached | undefined = way; step !== undefined; step = step.from?.reached) {
      if (step.from?.edge.kind === 'given') return true;
    }
    return false;
  });
}
