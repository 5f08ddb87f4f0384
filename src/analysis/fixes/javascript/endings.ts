import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { functionAt } from '../names';
import { isWithin, pathTo } from '../syntaxPath';
import { indentationAt, lineStart } from '../textLayout';
import type { EditList } from './editList';
import { linesOf, wholeStatement } from './statements';
import { namesOf } from './topLevel';

/** Statements that go: those that end a client, and those that stand elsewhere from now on. */
export interface Going {
  readonly ends: readonly PlainNode[];
  readonly moved: readonly PlainNode[];
}

/**
 * Takes statements out, and with them the `finally` that has nothing else in it, or the whole `try` around it where
 * nothing is caught. False where the code would mean something else then.
 */
export function takeOut(source: FixSource, { ends, moved }: Going, edits: EditList): boolean {
  const finalizers = new Map<PlainNode, PlainNode>();
  for (const statement of ends) {
    const path = pathTo(source.root, statement);
    const at = path.indexOf(statement);
    const [whole, clause, block] = [path[at - 3], path[at - 2], path[at - 1]];
    const isEmptied = block !== undefined && parts(block).every((each) => ends.includes(each));
    if (isEmptied && whole?.type === 'try_statement' && clause?.type === 'finally_clause') {
      finalizers.set(clause, whole);
    } else edits.remove(wholeStatement(source, statement).span);
  }
  const isClear = [...finalizers].every(([clause, whole]) => takeOutFinally(source, whole, { clause, moved }, edits));
  for (const statement of moved) {
    if (!edits.touches(statement)) edits.remove(wholeStatement(source, statement).span);
  }
  return isClear;
}

function takeOutFinally(
  source: FixSource,
  whole: PlainNode,
  { clause, moved }: { readonly clause: PlainNode; readonly moved: readonly PlainNode[] },
  edits: EditList,
): boolean {
  const handler = child(whole, 'handler');
  if (handler !== undefined) {
    edits.replace({ start: handler.end, end: clause.end }, '');
    return true;
  }
  const body = child(whole, 'body');
  const staying = body?.children.filter((each) => each.isNamed && !moved.includes(each)) ?? [];
  const [first] = staying;
  const last = staying.at(-1);
  if (body === undefined || first === undefined || last === undefined || !isOneScope(source, body)) return false;
  const { text } = source;
  const isOnLines = lineStart(text, first.start) > whole.start && lineStart(text, clause.start) >= last.end;
  if (!isOnLines) return false;
  const between = { start: first.start, end: last.end };
  for (const statement of moved) {
    if (isWithin(statement, between)) edits.remove(wholeStatement(source, statement).span);
  }
  edits.replace({ start: whole.start, end: first.start }, '');
  edits.replace({ start: last.end, end: whole.end }, '');
  return moveLeft(source, { whole, first, last }, edits);
}

/** Moves the statements of a block to where the block begins. */
function moveLeft(
  source: FixSource,
  { whole, first, last }: { readonly whole: PlainNode; readonly first: PlainNode; readonly last: PlainNode },
  edits: EditList,
): boolean {
  const { text } = source;
  const indentation = indentationAt(text, whole.start);
  const inner = indentationAt(text, first.start);
  const level = inner.slice(indentation.length);
  for (const start of linesOf(source, { start: first.start, end: last.end })) {
    const blanks = { start, end: start + level.length };
    if (text.startsWith(level, start) && !edits.touches(blanks)) edits.replace(blanks, '');
  }
  return inner.startsWith(indentation);
}

/** Whether the names of a block are no others in the block around it. */
function isOneScope({ file: { facts }, text }: FixSource, body: PlainNode): boolean {
  const owner = functionAt(facts, body.start);
  const names = parts(body).flatMap((statement) =>
    statement.type.endsWith('_declaration') ? namesOf(statement, text) : [],
  );
  return names.every(
    (name) => facts.bindings.filter((each) => each.name === name && each.function === owner).length === 1,
  );
}
