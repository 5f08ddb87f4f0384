import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { functionAt } from '../names';
import { nodesIn } from '../syntaxPath';
import type { Stretch } from './removeTemporary';
import { namesOf, textOf } from './topLevel';
import { calleeOf } from './types';

/** What is there before its statement has run, or is of another block then. */
const HOISTED = /^(?:function_declaration|generator_function_declaration|class_declaration|yield_expression)$/;

const FUNCTIONS = /^(?:arrow_function|function_expression|function|generator_function|method_definition)$/;

/** Calls that are done when they give something. */
const DONE = /(?:Sync|^(?:path\.)?(?:basename|dirname|extname|join|normalize|parse|relative|resolve)|^console\.\w+)$/;

/** Whether something may use a file after a stretch of statements: a promise nobody waits for, a callback, the caller. */
export function isUsedLater(source: FixSource, stretch: Stretch): boolean {
  const { text } = source;
  const names = pathNames(source, stretch);
  const isNamed = (node: PlainNode): boolean =>
    [...nodesIn(node)].some((each) => each.type.includes('identifier') && names.has(textOf(each, text)));
  if (declaresForBefore(source, stretch)) return true;
  return stretch.body.some((statement) => {
    if (statement === stretch.removal) return false;
    return [...steps(statement, false)].some(({ node, isAwaited }) => {
      if (HOISTED.test(node.type)) return true;
      if (FUNCTIONS.test(node.type) || node.type === 'assignment_expression') return isNamed(node);
      if (node.type === 'return_statement') return isNamed(node) && !isOfHandler(source, node);
      if (isAwaited || (node.type !== 'call_expression' && node.type !== 'new_expression')) return false;
      return !DONE.test(textOf(calleeOf(node), text)) && parts(child(node, 'arguments')).some(isNamed);
    });
  });
}

/** The nodes of a statement, each with whether what they give is waited for. */
function* steps(
  node: PlainNode,
  isAwaited: boolean,
): Generator<{ node: PlainNode; isAwaited: boolean }, void, undefined> {
  yield { node, isAwaited };
  const isInner = isAwaited || node.type === 'await_expression';
  for (const each of parts(node)) yield* steps(each, FUNCTIONS.test(node.type) ? false : isInner);
}

/** The name of a path, and those of paths that are made of it. */
function pathNames({ text }: FixSource, { name, body }: Stretch): ReadonlySet<string> {
  const names = new Set([name]);
  for (const node of body.flatMap((statement) => [...nodesIn(statement)])) {
    const value = node.type === 'variable_declarator' ? child(node, 'value') : undefined;
    const declared = child(node, 'name');
    if (value === undefined || declared === undefined || value.type === 'await_expression') continue;
    const isMade = [...nodesIn(value)].some((each) => each.type === 'identifier' && names.has(textOf(each, text)));
    const gives = value.type === 'call_expression' ? textOf(calleeOf(value), text) : '';
    if (isMade && !gives.endsWith('Sync')) names.add(textOf(declared, text));
  }
  return names;
}

/** Whether what is declared in a stretch is used before it, as functions may. */
function declaresForBefore({ text }: FixSource, { body, block }: Stretch): boolean {
  const before = text.slice(block.start, body[0]?.start ?? block.start);
  return body.some((statement) => {
    if (statement.type !== 'lexical_declaration') return false;
    return namesOf(statement, text).some((name) =>
      new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(before),
    );
  });
}

/** Lambda uses nothing of what a handler gives but its text. */
function isOfHandler({ file, analysis }: FixSource, node: PlainNode): boolean {
  const owner = functionAt(file.facts, node.start);
  return analysis.roots.some(
    ({ place, kind }) => kind === 'handler' && place.file === file && place.function === owner,
  );
}
