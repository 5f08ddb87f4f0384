import type { CallFacts, Expression } from '../facts/fileFacts';
import type { FunctionPlace, Program, ProgramFile } from './program';
import { bindingOf, lastName } from './program';
import type { Promises } from './promises';
import { CHAINING } from './promises';
import type { Results } from './results';
import type { Signals } from './signals';

/** Methods of lists that run an asynchronous function for each item and do not wait for it. */
const FOR_EACH: ReadonlySet<string> = new Set(['filter', 'flatMap', 'forEach', 'map']);

/** Finds promises of JavaScript that nobody waits for. */
export class Floating {
  constructor(
    private readonly program: Program,
    private readonly promises: Promises,
    private readonly results: Results,
    private readonly signals: Signals,
  ) {}

  /** The calls in the code of a function that begin work whose end nobody waits for. */
  in(place: FunctionPlace): CallFacts[] {
    const { file } = place;
    return this.program
      .callsOf(place)
      .filter((call) => this.isFloating(file, call) && !this.signals.isGivenBy(file, call));
  }

  private isFloating(file: ProgramFile, call: CallFacts): boolean {
    if (!this.results.isLost(file, call)) return false;
    const { callee } = call;
    const isChained = callee.kind === 'member' && CHAINING.has(callee.name);
    if (isChained) {
      const root = rootOf(file, callee.object);
      if (root.kind === 'name') return this.isOnlyChained(file, call, root);
    }
    return this.promises.isGivenBy(file, call) || this.isForEach(file, call);
  }

  /** `items.forEach(async (item) => …)` */
  private isForEach(file: ProgramFile, { callee, arguments: given }: CallFacts): boolean {
    const [first] = given;
    if (callee.kind !== 'member' || !FOR_EACH.has(lastName(callee)) || first === undefined) return false;
    return this.promises.isOfFunction(file, first.value);
  }

  /** `saving.catch(…)`, where nothing else happens to `saving`; of several, the first one counts. */
  private isOnlyChained(file: ProgramFile, call: CallFacts, root: Extract<Expression, { kind: 'name' }>): boolean {
    const binding = bindingOf(file, root);
    if (binding?.kind !== 'variable' || root.binding === undefined) return false;
    if (binding.function === 0 && call.function !== 0) return false;
    if (!this.promises.isPromise(file, root)) return false;
    const chains = file.facts.calls.filter((other) => this.isLostChainOf(file, other, root.binding));
    return chains[0] === call && this.results.reads(file, root.binding) === chains.length;
  }

  private isLostChainOf(file: ProgramFile, call: CallFacts, binding: number | undefined): boolean {
    const { callee } = call;
    if (callee.kind !== 'member' || !CHAINING.has(callee.name) || !this.results.isLost(file, call)) return false;
    const root = rootOf(file, callee.object);
    return root.kind === 'name' && root.binding === binding;
  }
}

/** What a chain of `.then()` begins with. */
function rootOf(file: ProgramFile, expression: Expression): Expression {
  let root = expression;
  for (;;) {
    const call = root.kind === 'call' ? file.facts.calls[root.call] : undefined;
    if (call?.callee.kind !== 'member' || !CHAINING.has(call.callee.name)) return root;
    root = call.callee.object;
  }
}
