import type { CallFacts, Expression } from '../facts/fileFacts';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { lastName } from './program';

/** Methods that put what they are given into a collection. */
const COLLECTING: ReadonlySet<string> = new Set(['add', 'append', 'appendleft', 'extend', 'insert', 'push', 'put']);

/** Calls that only look at what they are given. */
const LOOKING: ReadonlySet<string> = new Set(['debug', 'enumerate', 'info', 'len', 'log', 'print', 'repr', 'str']);

const MOST_ROUNDS = 3;

/** The names of a file under which what a call gives is known: its own, those of lists with it, and of their items. */
export class Kinship {
  private readonly names = new Set<number>();

  constructor(
    private readonly file: ProgramFile,
    private readonly origin: CallFacts,
  ) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = this.names.size;
      this.grow();
      if (this.names.size === before) break;
    }
  }

  /** Whether an expression is one of the names. */
  has(expression: Expression): boolean {
    return expression.kind === 'name' && expression.binding !== undefined && this.names.has(expression.binding);
  }

  /** Whether methods with one of these names are called on it. */
  isCalledOn(methods: ReadonlySet<string>): boolean {
    return this.file.facts.calls.some(
      ({ callee }) => callee.kind === 'member' && methods.has(callee.name) && this.isKin(callee.object),
    );
  }

  /** Whether something else gets it, which may do with it what is not seen here. */
  get escapes(): boolean {
    const { assignments, calls, functions } = this.file.facts;
    return (
      assignments.some(({ target, value }) => target.kind !== 'name' && this.isKin(value)) ||
      functions.some(({ returns }) => returns.some((value) => this.isPassedOn(value))) ||
      calls.some((call) => {
        const name = lastName(call.callee);
        if (COLLECTING.has(name) || LOOKING.has(name)) return false;
        return call.arguments.some(({ value }) => this.isPassedOn(value));
      })
    );
  }

  private isKin(expression: Expression): boolean {
    if (expression.kind === 'call') return this.file.facts.calls[expression.call] === this.origin;
    if (expression.kind === 'item') return this.isKin(expression.object);
    return this.has(expression);
  }

  /** Itself, or what is made of it without a call. */
  private isPassedOn(expression: Expression): boolean {
    if ('parts' in expression) return expression.parts.some((part) => this.isPassedOn(part));
    return this.isKin(expression);
  }

  private grow(): void {
    const { bindings, calls } = this.file.facts;
    for (const [id, { values, kind }] of bindings.entries()) {
      if (kind !== 'import' && values.some(({ value }) => this.isPassedOn(value))) this.names.add(id);
    }
    for (const { callee, arguments: given } of calls) {
      if (callee.kind !== 'member' || !COLLECTING.has(callee.name) || callee.object.kind !== 'name') continue;
      const isGiven = given.some(({ value }) => partsOfExpression(this.file, value).some((part) => this.isKin(part)));
      if (isGiven && callee.object.binding !== undefined) this.names.add(callee.object.binding);
    }
  }
}
