import type { CallFacts, Expression } from '../facts/fileFacts';
import type { InvocationRead, InvocationReads } from './invocationReads';
import { isLeftOut } from './leftOut';
import type { ProgramFile } from './program';
import { lastName } from './program';
import type { Reach, Reached } from './reach';

/** What has a value since the Init phase. */
export type Holder =
  | { readonly kind: 'name'; readonly binding: number }
  | { readonly kind: 'class'; readonly class: number }
  /** Default values of Python are made with their function. */
  | { readonly kind: 'default'; readonly function: number; readonly parameter: number }
  | { readonly kind: 'export' };

/** A call of the Init phase whose result something keeps. */
export interface InitCall {
  readonly call: CallFacts;
  /** What the value is called nearest to the call: a name, a member of an object, a parameter. */
  readonly name: string;
  readonly holder: Holder;
  /** The result itself is kept, not something that is made from it. */
  readonly isWhole: boolean;
}

export type Ways = readonly [Reached, ...Reached[]];

interface Step {
  readonly expression: Expression;
  readonly name: string;
  readonly isWhole: boolean;
}

/** Calls whose results are something else than what they are given. */
const OF_THEIR_OWN =
  /seed|rng|random$|logger|(?:^|_)log$|limiter|timer|schedule|^(?:client|resource|connect|from_url|driver)$|^(?:create|make|init)(?:[A-Z_]|$)/i;

/** Classes that are called to convert. */
const CONVERTING: ReadonlySet<string> = new Set(['BigInt', 'Boolean', 'Decimal', 'Number', 'String']);

const MOST_STEPS = 2000;

/** Finds what a file's module makes in the Init phase and keeps. */
export class InitValues {
  constructor(
    private readonly file: ProgramFile,
    private readonly reach: Reach,
    private readonly reads: InvocationReads,
  ) {}

  /** The calls whose results are kept, as they are or as part of something. */
  calls(): readonly InitCall[] {
    const { facts } = this.file;
    const found: InitCall[] = [];
    for (const [binding, { function: owner, values, name }] of facts.bindings.entries()) {
      if (owner !== 0) continue;
      for (const { value, function: giver } of values) {
        if (giver === 0) this.walk(value, name, { kind: 'name', binding }, found);
      }
    }
    for (const [id, { attributes }] of facts.classes.entries()) {
      for (const [name, given] of Object.entries(attributes)) {
        for (const { value, function: giver } of given) {
          if (giver === 0) this.walk(value, name, { kind: 'class', class: id }, found);
        }
      }
    }
    if (this.file.language === 'python') this.addDefaults(found);
    else this.addExports(found);
    return found;
  }

  private addDefaults(found: InitCall[]): void {
    for (const [id, { parameters, parent }] of this.file.facts.functions.entries()) {
      if (parent !== 0) continue;
      for (const [parameter, { name, value }] of parameters.entries()) {
        if (value !== undefined) this.walk(value, name, { kind: 'default', function: id, parameter }, found);
      }
    }
  }

  private addExports(found: InitCall[]): void {
    for (const [name, value] of Object.entries(this.file.facts.exports)) {
      if (value.kind !== 'name') this.walk(value, name, { kind: 'export' }, found);
    }
  }

  private walk(value: Expression, name: string, holder: Holder, found: InitCall[]): void {
    const open: Step[] = [{ expression: value, name, isWhole: true }];
    let steps = 0;
    for (let next = open.pop(); next !== undefined && steps < MOST_STEPS; next = open.pop()) {
      steps += 1;
      const { expression, isWhole } = next;
      const call = expression.kind === 'call' ? this.file.facts.calls[expression.call] : undefined;
      if (call?.function === 0) found.push({ call, name: next.name, holder, isWhole });
      open.push(...this.inner(next, holder.kind === 'class'));
    }
  }

  /** What a value is made from. `isInClass`: an attribute's object may hand on what it is given (`Column(default=…)`). */
  private inner({ expression, name, isWhole }: Step, isInClass: boolean): Step[] {
    if ('parts' in expression) return expression.parts.map((part) => ({ expression: part, name, isWhole }));
    if (expression.kind === 'member' || expression.kind === 'item') {
      return [{ expression: expression.object, name, isWhole: false }];
    }
    if (expression.kind === 'object') {
      return expression.entries.map((entry) => ({ expression: entry.value, name: entry.name || name, isWhole }));
    }
    const call = expression.kind === 'call' ? this.file.facts.calls[expression.call] : undefined;
    if (call === undefined || call.isNew) return [];
    const called = lastName(call.callee);
    const object = call.callee.kind === 'member' ? [call.callee.object] : [];
    const isOfItsOwn = OF_THEIR_OWN.test(called) || (/^[A-Z]/.test(called) && !isInClass && !CONVERTING.has(called));
    const given = isOfItsOwn ? [] : call.arguments.map(({ value }) => value);
    return [...object, ...given].map((part) => ({ expression: part, name, isWhole: false }));
  }

  /** Whether code of a function gives a name another value later. */
  isRenewed(holder: Holder): boolean {
    if (holder.kind !== 'name') return false;
    const values = this.file.facts.bindings[holder.binding]?.values ?? [];
    return values.some((each) => each.function !== 0);
  }

  /** The reads of a name by invocations; names that are made from it in the Init phase count as it. */
  readsOf(binding: number): readonly InvocationRead[] {
    return [...this.namesOf(binding)].flatMap((name) => this.reads.of(this.file, name));
  }

  /** A name and those that are made from it in the Init phase. */
  namesOf(binding: number): ReadonlySet<number> {
    const known = new Set([binding]);
    // A set goes on with what is added to it.
    for (const name of known) for (const derived of this.derived.get(name) ?? []) known.add(derived);
    return known;
  }

  /** The ways to functions of the Invoke phase that use what is kept; undefined when none does. */
  waysOf(holder: Holder): Ways | undefined {
    switch (holder.kind) {
      case 'name':
        return this.readsOf(holder.binding)[0]?.ways;
      case 'class':
        return this.waysToClass(holder.class);
      case 'default':
        return this.waysToDefault(holder);
      case 'export':
        return this.reads.ofExports(this.file)[0]?.ways;
    }
  }

  /** The same, without what is made from a name's value. */
  directWaysOf(holder: Holder): Ways | undefined {
    return holder.kind === 'name' ? this.reads.of(this.file, holder.binding)[0]?.ways : this.waysOf(holder);
  }

  private waysToClass(id: number): Ways | undefined {
    const { functions, bindings } = this.file.facts;
    for (const [method, facts] of functions.entries()) {
      const ways = facts.class === id ? this.reach.waysTo({ file: this.file, function: method }) : undefined;
      if (ways !== undefined) return ways;
    }
    const binding = bindings.findIndex(({ values }) =>
      values.some(({ value }) => value.kind === 'class' && value.class === id),
    );
    return this.reads.of(this.file, binding)[0]?.ways;
  }

  /** Only where a call leaves the argument out. */
  private waysToDefault({ function: id, parameter }: Extract<Holder, { kind: 'default' }>): Ways | undefined {
    const place = { file: this.file, function: id };
    return isLeftOut(place, parameter, this.reach) ? this.reach.waysTo(place) : undefined;
  }

  private derivedNames: ReadonlyMap<number, readonly number[]> | undefined;

  /** Name -> names of the module that are made from it. */
  private get derived(): ReadonlyMap<number, readonly number[]> {
    this.derivedNames ??= this.findDerived();
    return this.derivedNames;
  }

  private findDerived(): ReadonlyMap<number, readonly number[]> {
    const found = new Map<number, number[]>();
    for (const [id, { function: owner, values }] of this.file.facts.bindings.entries()) {
      if (owner !== 0) continue;
      for (const { value, function: giver } of values) {
        if (giver === 0) for (const from of this.namesIn(value)) found.set(from, [...(found.get(from) ?? []), id]);
      }
    }
    return found;
  }

  private namesIn(value: Expression): Set<number> {
    const names = new Set<number>();
    const open: Step[] = [{ expression: value, name: '', isWhole: true }];
    let steps = 0;
    for (let next = open.pop(); next !== undefined && steps < MOST_STEPS; next = open.pop()) {
      steps += 1;
      const { expression } = next;
      if (expression.kind === 'name' && expression.binding !== undefined) names.add(expression.binding);
      open.push(...this.inner(next, false));
    }
    return names;
  }
}
