import type { Argument, Expression } from '../facts/fileFacts';
import { CREDENTIAL_CALLS } from './credentialCalls';
import type { Edge, Edges } from './edges';
import { innerParts } from './mentions';
import type { FunctionPlace, Program, ProgramFile } from './program';
import { bindingOf, factsOf, functionKey, lastName } from './program';
import type { Reach, Root } from './reach';
import type { Values } from './values';

/** What of an invocation a value depends on. */
export interface Dependence {
  readonly event: boolean;
  readonly context: boolean;
  readonly credentials: boolean;
}

const NONE = 0;
const EVENT = 1;
const CONTEXT = 2;
const CREDENTIALS = 4;

/** What web frameworks give the request of the invocation as, wherever it is asked for. */
const REQUEST = /^(?:flask|quart|bottle|sanic)\.request$/;
const REQUEST_MEMBERS: ReadonlySet<string> = new Set(['current_event', 'current_request', 'currentEvent']);

const DEEPEST = 12;
const MOST_ROUNDS = 5;

/** Which values depend on the invocation: on its event, its context or credentials made for it. */
export class Taint {
  private readonly parameters = new Map<string, number>();

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly edges: Edges,
    reach: Reach,
    roots: readonly Root[],
  ) {
    for (const { place, kind } of roots) {
      // A route gets parts of the request.
      const given = kind === 'route' ? (factsOf(place)?.parameters ?? []).map(() => EVENT) : [EVENT, CONTEXT];
      for (const [position, taint] of given.entries()) this.taintParameter(place, position, taint);
    }
    for (let round = 0; round < MOST_ROUNDS; round++) if (!this.spread(reach)) break;
  }

  /** What an expression of a function depends on. */
  of(file: ProgramFile, expression: Expression): Dependence {
    const taint = this.taintOf(file, expression, new Set(), 0);
    return {
      event: (taint & EVENT) !== 0,
      context: (taint & CONTEXT) !== 0,
      credentials: (taint & CREDENTIALS) !== 0,
    };
  }

  /** Whether something new was found. */
  private spread(reach: Reach): boolean {
    let isNew = false;
    for (const [first] of reach.reached.values()) {
      const { file } = first.place;
      for (const call of this.program.callsOf(first.place)) {
        for (const edge of this.edges.ofCall(file, call)) isNew = this.spreadTo(file, edge) || isNew;
      }
    }
    return isNew;
  }

  private spreadTo(file: ProgramFile, { call, to, kind }: Edge): boolean {
    if (kind === 'read') return false;
    if (kind === 'called') {
      return call.arguments
        .map((argument, position) =>
          this.taintParameter(to, argument.name ?? position, this.taintOfArgument(file, argument)),
        )
        .includes(true);
    }
    // What a loop's function gets comes from what the loop goes over.
    const { callee } = call;
    const object = callee.kind === 'member' ? this.taintOf(file, callee.object, new Set(), 0) : NONE;
    const given = call.arguments.reduce((taint, argument) => taint | this.taintOfArgument(file, argument), object);
    return (factsOf(to)?.parameters ?? [])
      .map((_parameter, position) => this.taintParameter(to, position, given))
      .includes(true);
  }

  private taintOfArgument(file: ProgramFile, { value }: Argument): number {
    return value.kind === 'function' ? NONE : this.taintOf(file, value, new Set(), 0);
  }

  private taintParameter(place: FunctionPlace, which: number | string, taint: number): boolean {
    if (taint === NONE) return false;
    const parameters = factsOf(place)?.parameters ?? [];
    const found = typeof which === 'number' ? parameters[which] : parameters.find(({ name }) => name === which);
    const parameter = found ?? parameters.find(({ isRest }) => isRest);
    let isNew = false;
    for (const binding of parameter?.bindings ?? []) {
      const key = bindingKey(place.file, binding);
      const known = this.parameters.get(key) ?? NONE;
      if ((known | taint) === known) continue;
      this.parameters.set(key, known | taint);
      isNew = true;
    }
    return isNew;
  }

  private taintOf(file: ProgramFile, expression: Expression, visited: Set<string>, depth: number): number {
    if (depth > DEEPEST) return NONE;
    if (expression.kind === 'name') {
      return this.taintOfName(file, expression.binding, visited, depth) | this.taintOfImported(file, expression);
    }
    if (expression.kind === 'call') return this.taintOfCall(file, expression.call, visited, depth);
    if (expression.kind === 'member' && expression.object.kind === 'self') {
      return this.taintOfAttribute(file, expression.object.class, expression.name, visited, depth);
    }
    const own = expression.kind === 'member' && REQUEST_MEMBERS.has(expression.name) ? EVENT : NONE;
    return own | this.taintOfAll(file, innerParts(file, expression), visited, depth);
  }

  private taintOfImported(file: ProgramFile, name: Expression): number {
    if (bindingOf(file, name)?.imported === undefined) return NONE;
    const isRequest = this.values.of(file, name).some((value) => value.kind === 'external' && REQUEST.test(value.path));
    return isRequest ? EVENT : NONE;
  }

  private taintOfAll(
    file: ProgramFile,
    expressions: readonly Expression[],
    visited: Set<string>,
    depth: number,
  ): number {
    return expressions.reduce((taint, part) => taint | this.taintOf(file, part, visited, depth + 1), NONE);
  }

  private taintOfName(file: ProgramFile, id: number | undefined, visited: Set<string>, depth: number): number {
    const binding = id === undefined ? undefined : file.facts.bindings[id];
    if (binding === undefined || id === undefined) return NONE;
    const key = bindingKey(file, id);
    if (visited.has(key)) return NONE;
    visited.add(key);
    const given = binding.values.map(({ value }) => value);
    return (this.parameters.get(key) ?? NONE) | this.taintOfAll(file, given, visited, depth);
  }

  private taintOfAttribute(file: ProgramFile, id: number, name: string, visited: Set<string>, depth: number): number {
    const key = `${String(id)}.${name}:${file.file}`;
    const attributes = file.facts.classes[id]?.attributes;
    if (attributes === undefined || !Object.hasOwn(attributes, name) || visited.has(key)) return NONE;
    visited.add(key);
    const given = (attributes[name] ?? []).map(({ value }) => value);
    return this.taintOfAll(file, given, visited, depth);
  }

  private taintOfCall(file: ProgramFile, id: number, visited: Set<string>, depth: number): number {
    const call = file.facts.calls[id];
    if (call === undefined) return NONE;
    const object = call.callee.kind === 'member' ? [call.callee.object] : [];
    const given = call.arguments.map(({ value }) => value);
    const own = CREDENTIAL_CALLS.has(lastName(call.callee)) ? CREDENTIALS : NONE;
    return (
      own |
      this.taintOfAll(file, [...object, ...given], visited, depth) |
      this.taintOfReturned(file, call.callee, visited, depth)
    );
  }

  private taintOfReturned(file: ProgramFile, callee: Expression, visited: Set<string>, depth: number): number {
    return this.values.of(file, callee).reduce((taint, value) => {
      if (value.kind !== 'function') return taint;
      const key = functionKey({ file: value.file, function: value.id });
      if (visited.has(key)) return taint;
      visited.add(key);
      const { returns = [], parameters = [] } = factsOf({ file: value.file, function: value.id }) ?? {};
      // What this call gives is known; what other calls give the same parameters does not matter here.
      const keys = parameters.flatMap(({ bindings }) => bindings.map((binding) => bindingKey(value.file, binding)));
      const own = keys.filter((each) => !visited.has(each));
      for (const each of own) visited.add(each);
      const returned = this.taintOfAll(value.file, returns, visited, depth);
      for (const each of own) visited.delete(each);
      return taint | returned;
    }, NONE);
  }
}

function bindingKey(file: ProgramFile, id: number): string {
  return `name ${String(id)}:${file.file}`;
}
