import type { CallFacts, Expression } from '../facts/fileFacts';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { lastName } from './program';

/** `elapsed`: compared with or taken from another value; `sent`: into a response or a store; `logged`: into a log line. */
type NameUse = 'elapsed' | 'logged' | 'sent';

const DIFFERENCES: ReadonlySet<string> = new Set(['-', '<', '<=', '>', '>=']);

const LOGGING: ReadonlySet<string> = new Set([
  'debug',
  'error',
  'exception',
  'info',
  'log',
  'print',
  'trace',
  'warn',
  'warning',
]);

/** Calls that give something to a store, a queue or another service. */
const SENDING =
  /^(?:put_item|update_item|put_object|send_message|put_record|publish|insert|insert_one|insertOne|insertMany|create|save|execute|executemany|(?:Put|Update|PutItem|UpdateItem|PutObject|SendMessage|PutRecord|Publish)Command)$/;

/** What a file does with the names it reads, by the place where the name is written. */
export function nameUses(file: ProgramFile, handlers: ReadonlySet<number>): ReadonlyMap<Expression, NameUse> {
  const uses = new Map<Expression, NameUse>();
  const { assignments, bindings, calls, conditions, functions } = file.facts;
  const written = [
    ...bindings.flatMap(({ values }) => values.map(({ value }) => value)),
    ...assignments.map(({ value }) => value),
    ...conditions.flatMap(({ test }) => (test === undefined ? [] : [test])),
    ...functions.flatMap(({ returns }) => returns),
    ...calls.flatMap(({ callee, arguments: given }) => [callee, ...given.map(({ value }) => value)]),
  ];
  addDifferences(file, written, uses);
  for (const [id, { returns }] of functions.entries()) {
    if (handlers.has(id)) for (const value of returns) addNames(file, value, 'sent', uses);
  }
  for (const call of calls) {
    const use = useOfArguments(call);
    if (use !== undefined) for (const { value } of call.arguments) addNames(file, value, use, uses);
  }
  return uses;
}

function useOfArguments({ callee }: CallFacts): NameUse | undefined {
  const name = lastName(callee);
  if (SENDING.test(name)) return 'sent';
  return LOGGING.has(name) ? 'logged' : undefined;
}

function addNames(file: ProgramFile, value: Expression, use: NameUse, uses: Map<Expression, NameUse>): void {
  for (const part of partsOfExpression(file, value)) {
    if (part.kind === 'name' && !uses.has(part)) uses.set(part, use);
  }
}

function addDifferences(file: ProgramFile, written: readonly Expression[], uses: Map<Expression, NameUse>): void {
  const known = new Set<Expression>();
  const open = [...written];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (known.has(next)) continue;
    known.add(next);
    if (next.kind === 'made' && DIFFERENCES.has(next.operator ?? '')) {
      for (const part of next.parts.flatMap((each) => (isSum(each) ? each.parts : [each]))) {
        const name = withoutMembers(file, part);
        if (name.kind === 'name') uses.set(name, 'elapsed');
      }
    }
    // What calls are given is in the list already.
    if ('parts' in next) open.push(...next.parts);
    else if (next.kind === 'member' || next.kind === 'item') open.push(next.object);
    else if (next.kind === 'object') open.push(...next.entries.map(({ value }) => value));
  }
}

/** `start + 1000` */
function isSum(expression: Expression): expression is Extract<Expression, { kind: 'made' }> {
  return expression.kind === 'made' && expression.operator === '+';
}

/** `started` of `started.getTime()` */
function withoutMembers(file: ProgramFile, expression: Expression): Expression {
  let inner = expression;
  for (;;) {
    if (inner.kind === 'member' || inner.kind === 'item') inner = inner.object;
    else if (inner.kind === 'call') {
      const callee: Expression | undefined = file.facts.calls[inner.call]?.callee;
      if (callee?.kind !== 'member') return inner;
      inner = callee.object;
    } else return inner;
  }
}
