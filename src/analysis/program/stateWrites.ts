import type { Assignment, CallFacts, Expression, Span } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import { lastName } from './program';
import type { Reach, Reached } from './reach';
import type { SharedPlace, SharedState } from './sharedState';
import type { Values } from './values';

/** A function of the Invoke phase changes something that outlives the invocation. */
export interface StateWrite {
  readonly place: SharedPlace;
  /** The ways that lead to it from handlers, the shortest first. */
  readonly ways: readonly [Reached, ...Reached[]];
  /** What goes there, keys included. */
  readonly values: readonly Expression[];
  /** `assigned`: a name, member or item gets a value; `added`: something is put into it. */
  readonly kind: 'assigned' | 'added';
  /** As it is written: `=`, `+=`; empty for calls. */
  readonly operator: string;
  /** The target as it is written; undefined for calls. */
  readonly target?: Expression;
  readonly function: number;
  readonly conditions: readonly number[];
  readonly span: Span;
}

/** All that an invocation does to what outlives it, by code of one file. */
export interface StateChanges {
  readonly writes: readonly StateWrite[];
  /** Paths of what the invocation empties or takes out again. */
  readonly emptied: ReadonlySet<string>;
}

const ADDING: Readonly<Record<ProgramFile['language'], ReadonlySet<string>>> = {
  python: new Set(['add', 'append', 'appendleft', 'extend', 'extendleft', 'insert', 'update']),
  javascript: new Set(['add', 'fill', 'push', 'set', 'splice', 'unshift']),
};

/** Of these only lists have one. */
const OF_LISTS: ReadonlySet<string> = new Set(['append', 'appendleft', 'extend', 'push', 'unshift']);

const EMPTYING: ReadonlySet<string> = new Set(['clear', 'delete', 'discard', 'pop', 'popleft', 'remove', 'shift']);

/** Functions that change what they are given first. */
const CHANGING =
  /^(?:lodash(?:-es)?(?:\/\w+)?#(?:assign|assignIn|extend|merge|mergeWith|defaults|defaultsDeep|set|setWith)?|lodash(?:-es)?\/(?:assign|extend|merge|defaults|set)\w*#|lodash\.(?:assign|merge|defaults|set)\w*#|heapq\.heappush|bisect\.insort\w*)$/;

const CHANGING_OF_LANGUAGE = /^(?:Object\.(?:assign|defineProperty)|setattr|dict\.update|list\.append)$/;

/** Methods of members of libraries that hold things. */
const ADDING_OF_LIBRARIES =
  /^(?:os\.environ\.update|sys\.path\.(?:append|insert|extend)|(?:requests\.(?:Session|session|sessions\.Session)|httpx\.(?:Client|AsyncClient))\(\)\.(?:headers|cookies|params)\.(?:update|set|setdefault))$/;

/** Finds what the Invoke phase changes although it outlives the invocation. */
export class StateWrites {
  constructor(
    private readonly values: Values,
    private readonly reach: Reach,
    private readonly state: SharedState,
  ) {}

  in(file: ProgramFile): StateChanges {
    const ways = new Map(this.reach.in(file).map((each) => [each[0].place.function, each]));
    const writes: StateWrite[] = [];
    const emptied = new Set<string>();
    for (const assignment of file.facts.assignments) {
      const reached = ways.get(assignment.function);
      if (reached !== undefined) this.takeAssignment(file, assignment, reached, writes, emptied);
    }
    for (const call of file.facts.calls) {
      const reached = ways.get(call.function);
      if (reached !== undefined) this.takeCall(file, call, reached, writes, emptied);
    }
    return { writes, emptied };
  }

  private takeAssignment(
    file: ProgramFile,
    assignment: Assignment,
    ways: StateWrite['ways'],
    writes: StateWrite[],
    emptied: Set<string>,
  ): void {
    const { target, value, operator, conditions, function: writing, span } = assignment;
    const place = this.state.place(file, target, writing);
    if (place === undefined || (place.isOfClass === true && operator === '=')) return;
    // A local name that stands for something shared only stands for something else.
    if (target.kind === 'name' && operator === '=' && !this.reach.outlives(file, target, writing)) return;
    if (operator === 'delete') {
      emptied.add(place.path);
      return;
    }
    if (target.kind === 'member' && target.name === 'length') {
      emptied.add(place.path.slice(0, -'.length'.length));
      return;
    }
    if (operator === '=' && isEmptying(file, assignment, place)) emptied.add(place.path);
    const key = target.kind === 'item' && target.key !== undefined ? [target.key] : [];
    writes.push({
      place,
      ways,
      values: [value, ...key],
      kind: 'assigned',
      operator,
      target,
      function: writing,
      conditions,
      span,
    });
  }

  private takeCall(
    file: ProgramFile,
    call: CallFacts,
    ways: StateWrite['ways'],
    writes: StateWrite[],
    emptied: Set<string>,
  ): void {
    const { conditions, function: writing, span } = call;
    const changed = this.changed(file, call);
    const place = changed === undefined ? undefined : this.state.place(file, changed.target, writing);
    if (changed === undefined || place === undefined) return;
    const { isEmptied, values } = changed;
    if (isEmptied) emptied.add(place.path);
    else writes.push({ place, ways, values, kind: 'added', operator: '', function: writing, conditions, span });
  }

  /** What a call changes, and what it puts there. */
  private changed(
    file: ProgramFile,
    call: CallFacts,
  ): { readonly target: Expression; readonly isEmptied: boolean; readonly values: readonly Expression[] } | undefined {
    const { callee } = call;
    const values = call.arguments.map(({ value }) => value);
    const [first, ...others] = values;
    if (first !== undefined && this.changesFirst(file, call))
      return { target: first, isEmptied: false, values: others };
    if (callee.kind !== 'member') return undefined;
    const { object: target, name } = callee;
    const isEmptied = EMPTYING.has(name) || (name === 'splice' && values.length < 3);
    return isEmptied || this.adds(file, call, target) ? { target, isEmptied, values } : undefined;
  }

  private changesFirst(file: ProgramFile, { callee }: CallFacts): boolean {
    if (callee.kind === 'name' && callee.binding === undefined) return CHANGING_OF_LANGUAGE.test(callee.name);
    if (callee.kind === 'member' && callee.object.kind === 'name' && callee.object.binding === undefined) {
      return CHANGING_OF_LANGUAGE.test(`${callee.object.name}.${callee.name}`);
    }
    return this.isOfLibrary(file, callee, CHANGING);
  }

  private adds(file: ProgramFile, call: CallFacts, target: Expression): boolean {
    const name = lastName(call.callee);
    if (ADDING[file.language].has(name)) {
      if (this.state.definitions.isContainer(file, target)) return true;
      const within = this.collectionOf(file, target);
      if (within !== undefined && OF_LISTS.has(name)) return this.state.definitions.isContainer(file, within);
    }
    return /^(?:append|extend|insert|set|setdefault|update)$/.test(name)
      ? this.isOfLibrary(file, call.callee, ADDING_OF_LIBRARIES)
      : false;
  }

  /** What something is taken out of: `groups[key]`, `groups.get(key)`. */
  private collectionOf(file: ProgramFile, expression: Expression): Expression | undefined {
    if (expression.kind === 'item') return expression.object;
    const callee = expression.kind === 'call' ? file.facts.calls[expression.call]?.callee : undefined;
    return callee?.kind === 'member' ? callee.object : undefined;
  }

  private isOfLibrary(file: ProgramFile, callee: Expression, paths: RegExp): boolean {
    return this.values.of(file, callee).some((value) => value.kind === 'external' && paths.test(value.path));
  }
}

/** A new and empty value, or a constant on every way through the function. */
function isEmptying(
  file: ProgramFile,
  { value, conditions }: Assignment,
  { path, isEnvironment }: SharedPlace,
): boolean {
  if (isEnvironment === true) return false;
  if (path.endsWith('[]')) return false;
  if (value.kind === 'literal') return conditions.length === 0;
  if (value.kind === 'list') return value.parts.length === 0;
  if (value.kind === 'object') return value.entries.length === 0;
  const call = value.kind === 'call' ? file.facts.calls[value.call] : undefined;
  const isOfLanguage = call?.callee.kind === 'name' && call.callee.binding === undefined;
  return isOfLanguage && call.arguments.length === 0 && /^(?:Map|Set|Array|list|dict|set)$/.test(lastName(call.callee));
}
