import type { PlainNode } from '../../../syntax/plainTree';
import type { CallFacts, Span } from '../../facts/fileFacts';
import { child, parts } from '../../languages/languageWalk';
import type { FixSource } from '../fix';
import { functionAt, functionsAround } from '../names';
import { isWithin, pathTo } from '../syntaxPath';
import { statementAround } from './statements';
import { textOf } from './topLevel';

/** A variable that is declared with what a call gives: `const s3 = new S3Client({});`. */
export interface CreatedVariable {
  readonly statement: PlainNode;
  readonly block: PlainNode;
  readonly name: string;
  readonly nameNode: PlainNode;
  /** Index of the file's facts. */
  readonly binding: number;
  /** With its colon, as it is written. */
  readonly annotation: string;
}

/** A call in the code. */
export interface CallSite {
  readonly facts: CallFacts;
  /** The call itself. */
  readonly call: PlainNode;
  /** What gives its result, with `await` and type assertions around the call. */
  readonly value: PlainNode;
  readonly isAwaited: boolean;
  /** From the root to the call. */
  readonly path: readonly PlainNode[];
  /** Undefined where the result has no variable of its own. */
  readonly variable: CreatedVariable | undefined;
}

const AROUND: ReadonlySet<string> = new Set([
  'as_expression',
  'non_null_expression',
  'parenthesized_expression',
  'satisfies_expression',
]);

/** The call that is a stretch of the text; undefined where there is none. */
export function callSite(source: FixSource, span: Span): CallSite | undefined {
  const { file, root } = source;
  const facts = file.facts.calls.find((call) => call.span.start === span.start && call.span.end === span.end);
  const whole = pathTo(root, span);
  const at = whole.findIndex(({ type, start, end }) => isCall(type) && isWithin({ start, end }, span));
  const call = whole[at];
  if (facts === undefined || call === undefined) return undefined;
  const path = whole.slice(0, at + 1);
  const { value, isAwaited } = around(path);
  return { facts, call, value, isAwaited, path, variable: variableOf(source, path, value) };
}

function isCall(type: string): boolean {
  return type === 'call_expression' || type === 'new_expression';
}

function around(path: readonly PlainNode[]): { readonly value: PlainNode; readonly isAwaited: boolean } {
  let at = path.length - 1;
  let isAwaited = false;
  for (; at > 0; at--) {
    const outer = path[at - 1];
    if (outer === undefined) break;
    if (outer.type === 'await_expression') isAwaited = true;
    else if (!AROUND.has(outer.type)) break;
  }
  const value = path[at];
  // The path has the call at its end.
  if (value === undefined) throw new Error('There is no call');
  return { value, isAwaited };
}

function variableOf(source: FixSource, path: readonly PlainNode[], value: PlainNode): CreatedVariable | undefined {
  const { text, file } = source;
  const at = path.indexOf(value);
  const declarator = path[at - 1];
  const held = statementAround(path.slice(0, at));
  if (declarator?.type !== 'variable_declarator' || held === undefined || path[at - 2] !== held.statement) {
    return undefined;
  }
  const nameNode = child(declarator, 'name');
  if (nameNode?.type !== 'identifier' || parts(held.statement).length !== 1) return undefined;
  const name = textOf(nameNode, text);
  const { facts } = file;
  const owners = functionsAround(facts, functionAt(facts, nameNode.start));
  const candidates = facts.bindings.flatMap((binding, id) =>
    binding.name === name && binding.function === owners[0] ? [id] : [],
  );
  const [binding] = candidates;
  if (binding === undefined || candidates.length > 1) return undefined;
  const annotation = child(declarator, 'type');
  return { ...held, name, nameNode, binding, annotation: annotation === undefined ? '' : textOf(annotation, text) };
}
