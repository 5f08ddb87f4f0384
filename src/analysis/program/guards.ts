import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Keeper } from './mentions';
import { keeperOf, partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { bindingOf, classKey, functionKey, lastName } from './program';
import type { Values } from './values';

/** A call or assignment, with the conditions under which it is made. */
export type Conditional = Pick<CallFacts, 'conditions' | 'function'>;

/** What is known of the phases so far. */
export interface Lifetimes {
  /** Classes of which objects are made during invocations. */
  readonly perInvocation: ReadonlySet<string>;
  /** Functions that run during invocations. */
  readonly invoked: ReadonlySet<string>;
}

/** Methods that put something into what they are called on. */
const FILLING: ReadonlySet<string> = new Set([
  'add',
  'append',
  'push',
  'put',
  'set',
  'setdefault',
  'unshift',
  'update',
]);

/** Members of libraries that say whether something is there already. */
const STATES: ReadonlySet<string> = new Set(['apps', '_apps', 'getApps', 'readyState', 'connections']);

const DEEPEST = 3;

/** Finds what runs once for an environment although an invocation leads to it (analysis-rules §3). */
export class Guards {
  private readonly written = new WeakMap<ProgramFile, ReadonlySet<string>>();

  constructor(private readonly values: Values) {}

  /** Whether a call is only made while something that outlives the invocation is missing. */
  isGuarded(file: ProgramFile, call: Conditional, lifetimes: Lifetimes): boolean {
    return call.conditions.some((id) => {
      const condition = file.facts.conditions[id];
      if (condition === undefined) return false;
      return condition.test === undefined
        ? this.isKept(file, call, lifetimes)
        : this.asksForKept(file, condition.test, call.function, lifetimes, 0);
    });
  }

  /** Whether what a call gives goes to something that outlives the invocation. */
  private isKept(file: ProgramFile, call: Conditional, lifetimes: Lifetimes): boolean {
    return file.facts.assignments.some(({ function: giver, target, value }) => {
      if (giver !== call.function) return false;
      const isOwn = partsOfExpression(file, value).some(
        (part) => part.kind === 'call' && file.facts.calls[part.call] === call,
      );
      return isOwn && this.outlives(file, keeperOf(file, target), call.function, lifetimes);
    });
  }

  private asksForKept(
    file: ProgramFile,
    test: Expression,
    asking: number,
    lifetimes: Lifetimes,
    depth: number,
  ): boolean {
    if (depth > DEEPEST) return false;
    return partsOfExpression(file, test).some((each) => {
      const part = askedMember(file, each) ?? each;
      if (part.kind === 'member' && STATES.has(part.name) && this.isOfPackage(file, part)) return true;
      const keeper = keeperOf(file, part);
      if (part.kind === 'call' && keeper === undefined) return this.callAsksForKept(file, part.call, lifetimes, depth);
      if (keeper === undefined) return false;
      if (this.outlives(file, keeper, asking, lifetimes)) return this.writtenIn(file).has(keeper.key);
      return this.localAsksForKept(file, part, asking, lifetimes, depth);
    });
  }

  private isOfPackage(file: ProgramFile, expression: Expression): boolean {
    return this.values.of(file, expression).some(({ kind }) => kind === 'external');
  }

  /** `client = cache.get(region)` before `if client is None`. */
  private localAsksForKept(
    file: ProgramFile,
    name: Expression,
    asking: number,
    lifetimes: Lifetimes,
    depth: number,
  ): boolean {
    const binding = bindingOf(file, name);
    if (binding?.kind !== 'variable' || binding.function !== asking) return false;
    return binding.values.some(
      ({ value, function: giver }) => giver === asking && this.asksForKept(file, value, asking, lifetimes, depth + 1),
    );
  }

  /** `if (!isConnected())`, `getApps().length` */
  private callAsksForKept(file: ProgramFile, id: number, lifetimes: Lifetimes, depth: number): boolean {
    const call = file.facts.calls[id];
    if (call === undefined) return false;
    const callees = this.values.of(file, call.callee);
    if (STATES.has(lastName(call.callee)) && callees.some(({ kind }) => kind === 'external')) return true;
    return callees.some((callee) => {
      if (callee.kind !== 'function') return false;
      const facts = callee.file.facts.functions[callee.id];
      return (
        facts?.returns.some((value) => this.asksForKept(callee.file, value, callee.id, lifetimes, depth + 1)) ?? false
      );
    });
  }

  /** Whether a keeper is there longer than the run of the function that asks. */
  outlives(
    file: ProgramFile,
    keeper: Keeper | undefined,
    asking: number,
    { perInvocation, invoked }: Lifetimes,
  ): boolean {
    switch (keeper?.kind) {
      case undefined:
        return false;
      case 'global':
        return true;
      case 'attribute':
        return keeper.of === 'class' || !perInvocation.has(classKey(file, keeper.class));
      case 'name': {
        const binding = file.facts.bindings[keeper.binding];
        if (binding === undefined) return false;
        if (binding.function === asking) return asking === 0;
        return binding.function === 0 || !invoked.has(functionKey({ file, function: binding.function }));
      }
    }
  }

  /** What functions write that they do not own: other values never change while an environment lives. */
  private writtenIn(file: ProgramFile): ReadonlySet<string> {
    let written = this.written.get(file);
    if (written === undefined) {
      written = new Set(writtenKeepers(file));
      this.written.set(file, written);
    }
    return written;
  }
}

/** `hasattr(self, "client")` asks for a member. */
function askedMember(file: ProgramFile, expression: Expression): Expression | undefined {
  const call = expression.kind === 'call' ? file.facts.calls[expression.call] : undefined;
  if (call?.callee.kind !== 'name' || !/^(?:has|get)attr$/.test(call.callee.name)) return undefined;
  const [object, name] = call.arguments.map(({ value }) => value);
  if (object === undefined || name?.kind !== 'literal' || name.text === undefined) return undefined;
  return { kind: 'member', object, name: name.text };
}

function* writtenKeepers(file: ProgramFile): Iterable<string> {
  const { assignments, calls } = file.facts;
  const changed = [
    ...assignments.map(({ function: giver, target }) => ({ giver, target })),
    ...calls.flatMap(({ function: giver, callee }) =>
      callee.kind === 'member' && FILLING.has(callee.name) ? [{ giver, target: callee.object }] : [],
    ),
  ];
  for (const { giver, target } of changed) {
    const keeper = giver === 0 ? undefined : keeperOf(file, target);
    if (keeper !== undefined) yield keeper.key;
  }
}
