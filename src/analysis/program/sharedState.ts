import type { Binding, Expression } from '../facts/fileFacts';
import { Definitions } from './definitions';
import { keeperOf } from './mentions';
import type { Program, ProgramFile } from './program';
import { bindingOf, classKey, factsOf, functionKey } from './program';
import type { Reach, Root } from './reach';
import type { Values } from './values';

/** Something that is there for longer than an invocation. */
export interface SharedPlace {
  /** The same text for the same thing in a file; what is below it begins with it. */
  readonly path: string;
  /** As people speak of it: `CONFIG`, `os.environ["…"]`, `Session.current`. */
  readonly words: string;
  /** The name at its root; undefined for attributes of objects and classes. */
  readonly binding?: number;
  /** The class has it, the code names it through an object: given a new value, the object has one of its own. */
  readonly isOfClass?: boolean;
  /** Variables of the process. */
  readonly isEnvironment?: boolean;
}

type Named<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global']);

/** How many names one after the other are followed to what they stand for. */
const DEEPEST = 4;

/** Finds what outlives an invocation, through names that stand for it and through its members. */
export class SharedState {
  readonly definitions: Definitions;
  private kept: ReadonlySet<string> | undefined;

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly reach: Reach,
    private readonly roots: readonly Root[],
  ) {
    this.definitions = new Definitions(program, values);
  }

  /** What an expression of a function stands for, when that outlives the invocation. */
  place(file: ProgramFile, expression: Expression, asking: number, depth = 0): SharedPlace | undefined {
    if (depth > DEEPEST) return undefined;
    if (expression.kind === 'name') return this.named(file, expression, asking, depth);
    if (expression.kind === 'member') return this.member(file, expression, asking, depth);
    if (expression.kind === 'item') return this.item(file, expression, asking, depth);
    return expression.kind === 'call' ? this.result(file, expression, asking, depth) : undefined;
  }

  private named(file: ProgramFile, name: Named<'name'>, asking: number, depth: number): SharedPlace | undefined {
    const { binding: id } = name;
    if (id === undefined) {
      return GLOBAL_OBJECTS.has(name.name) ? { path: 'globalThis', words: 'globalThis' } : undefined;
    }
    if (this.reach.outlives(file, name, asking)) return { path: `name ${id}`, words: name.name, binding: id };
    const binding = bindingOf(file, name);
    if (binding === undefined) return undefined;
    if (binding.kind === 'parameter') return this.defaultOf(file, id, binding);
    // Another name for something that is shared.
    const [given, ...others] = binding.values;
    if (given === undefined || others.length > 0 || given.function !== binding.function) return undefined;
    return this.place(file, given.value, binding.function, depth + 1);
  }

  /** A default value of Python is made once, with the function. */
  private defaultOf(file: ProgramFile, id: number, binding: Binding): SharedPlace | undefined {
    const facts = factsOf({ file, function: binding.function });
    if (file.language !== 'python' || facts?.parent !== 0) return undefined;
    const value = facts.parameters.find(({ bindings }) => bindings.includes(id))?.value;
    if (value === undefined || !this.definitions.isContainer(file, value)) return undefined;
    const isReplaced = file.facts.assignments.some(
      ({ target, operator }) => operator === '=' && target.kind === 'name' && target.binding === id,
    );
    if (isReplaced) return undefined;
    return { path: `name ${id}`, words: `the default value of ${binding.name}`, binding: id };
  }

  private member(file: ProgramFile, member: Named<'member'>, asking: number, depth: number): SharedPlace | undefined {
    const { object, name } = member;
    if (name === 'prototype' || name === '__proto__') return undefined;
    if (object.kind === 'self') return this.attribute(file, member, object, asking);
    if (name === 'env' && object.kind === 'name' && object.name === 'process' && object.binding === undefined) {
      return { path: 'process.env', words: 'process.env', isEnvironment: true };
    }
    const keeper = keeperOf(file, member);
    if (keeper?.kind === 'attribute' && object.kind === 'name') {
      return { path: keeper.key, words: `${object.name}.${name}` };
    }
    const base = this.place(file, object, asking, depth);
    if (base === undefined) return undefined;
    const isEnvironment = base.isEnvironment === true || this.isEnvironment(file, member);
    return { ...base, path: `${base.path}.${name}`, words: `${base.words}.${name}`, isEnvironment, isOfClass: false };
  }

  private isEnvironment(file: ProgramFile, { object, name }: Named<'member'>): boolean {
    if (name !== 'environ') return false;
    return this.values.of(file, object).some((value) => value.kind === 'external' && value.path === 'os');
  }

  private item(
    file: ProgramFile,
    { object, key }: Named<'item'>,
    asking: number,
    depth: number,
  ): SharedPlace | undefined {
    const base = this.place(file, object, asking, depth);
    if (base === undefined) return undefined;
    const text = key?.kind === 'literal' ? key.text : undefined;
    return { ...base, path: text === undefined ? `${base.path}[]` : `${base.path}.${text}`, isOfClass: false };
  }

  /** `globals()`, and what is in a shared collection: `groups.setdefault(key, [])`, `groups.get(key)`. */
  private result(file: ProgramFile, expression: Named<'call'>, asking: number, depth: number): SharedPlace | undefined {
    const callee = file.facts.calls[expression.call]?.callee;
    if (keeperOf(file, expression)?.kind === 'global') return { path: 'globals()', words: 'globals()' };
    if (callee?.kind !== 'member' || !/^(?:get|setdefault)$/.test(callee.name)) return undefined;
    const base = this.place(file, callee.object, asking, depth);
    if (base === undefined || !this.definitions.isContainer(file, callee.object)) return undefined;
    return { ...base, path: `${base.path}[]`, isOfClass: false };
  }

  private attribute(
    file: ProgramFile,
    member: Named<'member'>,
    self: Named<'self'>,
    asking: number,
  ): SharedPlace | undefined {
    const { name } = member;
    const owner = file.facts.classes[self.class];
    if (owner === undefined) return undefined;
    const path = `${self.class}.${name}`;
    if (self.of === 'class') return { path, words: `${owner.name}.${name}` };
    const isKept = this.reach.outlives(file, member, asking) && this.keptClasses.has(classKey(file, self.class));
    if (isKept) return { path, words: `${file.language === 'python' ? 'self' : 'this'}.${name}` };
    const given = Object.hasOwn(owner.attributes, name) ? (owner.attributes[name] ?? []) : [];
    const isOfClass = file.language === 'python' && given.every((each) => each.function === 0);
    return isOfClass && given.some(({ value }) => this.definitions.makesContainer({ file, expression: value }))
      ? { path, words: `${owner.name}.${name}`, isOfClass }
      : undefined;
  }

  /** Classes of which objects are made that outlive an invocation. */
  private get keptClasses(): ReadonlySet<string> {
    this.kept ??= this.findKeptClasses();
    return this.kept;
  }

  private findKeptClasses(): ReadonlySet<string> {
    const kept = new Set<string>();
    for (const { place } of this.roots) {
      const id = factsOf(place)?.class;
      if (id !== undefined) this.addWithBases(kept, place.file, id);
    }
    for (const file of this.program.all) {
      for (const call of file.facts.calls) {
        if (!this.runsOnce(file, call)) continue;
        for (const value of this.values.of(file, call.callee)) {
          if (value.kind === 'class') this.addWithBases(kept, value.file, value.id);
        }
      }
    }
    return kept;
  }

  /** Calls of the module, those behind a guard, and those of functions whose result a decorator keeps. */
  private runsOnce(file: ProgramFile, call: ProgramFile['facts']['calls'][number]): boolean {
    if (call.function === 0) return true;
    const place = { file, function: call.function };
    if (!this.reach.reached.has(functionKey(place))) return this.reach.isMemoised(place);
    return call.conditions.length > 0 && this.reach.isGuarded(file, call);
  }

  private addWithBases(kept: Set<string>, file: ProgramFile, id: number): void {
    const key = classKey(file, id);
    if (kept.has(key)) return;
    kept.add(key);
    for (const base of this.values.bases(file, id)) this.addWithBases(kept, base.file, base.id);
  }
}
