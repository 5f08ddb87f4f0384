import type { CallFacts, Expression } from '../facts/fileFacts';
import type { FunctionPlace, ProgramFile } from './program';
import { bindingOf, factsOf, functionKey, lastName } from './program';
import { givesPromise } from './promiseCalls';
import type { Values } from './values';

/** Methods of promises. */
export const CHAINING: ReadonlySet<string> = new Set(['catch', 'finally', 'then']);

const OF_SEVERAL: ReadonlySet<string> = new Set(['all', 'allSettled', 'any', 'race']);

const DEEPEST = 5;

/** More possibilities than this mean that nothing is known. */
const MOST_VALUES = 4;

/** Knows which JavaScript calls give promises of work that goes on when they return. */
export class Promises {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly values: Values) {}

  /** Whether a call begins work and gives a promise of its end. */
  isGivenBy(file: ProgramFile, call: CallFacts, depth = 0): boolean {
    const { callee, isNew } = call;
    if (callee.kind === 'name' && callee.binding === undefined) {
      return isNew ? callee.name === 'Promise' : callee.name === 'fetch';
    }
    if (depth > DEEPEST || isNew) return false;
    return this.isOfLanguage(file, call) || this.isOfAws(file, call) || this.isOfCallee(file, call, depth);
  }

  /** Whether a function gives a promise of work that goes on. */
  isGivenByFunction(place: FunctionPlace, depth = 0): boolean {
    const key = functionKey(place);
    const known = this.known.get(key);
    const facts = factsOf(place);
    if (known !== undefined || facts === undefined || depth > DEEPEST) return known ?? false;
    // What calls itself is no more of a promise than the rest of it.
    this.known.set(key, false);
    const { isAsync, awaits, isGenerator, returns } = facts;
    const isPromise =
      !isGenerator && ((isAsync && awaits) || returns.some((value) => this.isPromise(place.file, value, depth + 1)));
    this.known.set(key, isPromise);
    return isPromise;
  }

  /** Whether an expression stands for a promise of work that goes on. */
  isPromise(file: ProgramFile, expression: Expression, depth = 0): boolean {
    if (depth > DEEPEST) return false;
    if (expression.kind === 'call') {
      const call = file.facts.calls[expression.call];
      return call !== undefined && this.isGivenBy(file, call, depth + 1);
    }
    if (expression.kind === 'either') return expression.parts.some((part) => this.isPromise(file, part, depth + 1));
    const binding = bindingOf(file, expression);
    if (binding?.kind !== 'variable' || binding.values.length > MOST_VALUES) return false;
    return binding.values.some(({ value }) => this.isPromise(file, value, depth + 1));
  }

  /** Whether functions among what an expression stands for give such promises. */
  isOfFunction(file: ProgramFile, expression: Expression): boolean {
    return this.values
      .of(file, expression)
      .some((value) => value.kind === 'function' && this.isGivenByFunction({ file: value.file, function: value.id }));
  }

  /** `….then(…)`, `Promise.all(…)` */
  private isOfLanguage(file: ProgramFile, { callee, arguments: given }: CallFacts): boolean {
    if (callee.kind !== 'member') return false;
    if (OF_SEVERAL.has(callee.name)) {
      return callee.object.kind === 'name' && callee.object.name === 'Promise' && callee.object.binding === undefined;
    }
    const [first] = given;
    if (!CHAINING.has(callee.name) || first === undefined || first.value.kind === 'literal') return false;
    // Any other object with such a method would be of the program or of a package that is known.
    return !this.values.of(file, callee).some(({ kind }) => kind === 'function');
  }

  /** `s3.getObject(…).promise()`, `client.send(new GetObjectCommand(…))`, wherever the client comes from. */
  private isOfAws(file: ProgramFile, { callee, arguments: given }: CallFacts): boolean {
    if (callee.kind !== 'member') return false;
    if (callee.name === 'promise' && given.length === 0) {
      const request = callee.object.kind === 'call' ? file.facts.calls[callee.object.call] : undefined;
      return (
        request?.callee.kind === 'member' &&
        !request.callee.name.startsWith('create') &&
        !this.isOfProgram(file, callee)
      );
    }
    const [first] = given;
    if (callee.name !== 'send' || given.length !== 1 || first?.value.kind !== 'call') return false;
    const command = file.facts.calls[first.value.call];
    if (command === undefined || !lastName(command.callee).endsWith('Command')) return false;
    return this.values
      .of(file, command.callee)
      .some((value) => value.kind === 'external' && value.path.startsWith('@aws-sdk/'));
  }

  private isOfProgram(file: ProgramFile, callee: Expression): boolean {
    return this.values.of(file, callee).some(({ kind }) => kind === 'function');
  }

  private isOfCallee(file: ProgramFile, { callee, arguments: given }: CallFacts, depth: number): boolean {
    return this.values.of(file, callee).some((value) => {
      if (value.kind === 'function') {
        const place = { file: value.file, function: value.id };
        return lastName(callee) !== 'bind' && this.isGivenByFunction(place, depth + 1);
      }
      if (value.kind !== 'external' || !givesPromise(value.path)) return false;
      // With a callback there is no promise.
      const last = given.at(-1)?.value;
      return last?.kind !== 'function' || file.facts.functions[last.function]?.isAsync === true;
    });
  }
}
