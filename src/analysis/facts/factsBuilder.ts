import type {
  Argument,
  Assignment,
  Binding,
  CallFacts,
  CallUse,
  ClassFacts,
  Condition,
  ContextFacts,
  Expression,
  FileFacts,
  FunctionFacts,
  ImportedSymbol,
  ModuleLoad,
  Reference,
  Span,
} from './fileFacts';

type Writable<Facts> = {
  -readonly [Key in keyof Facts]: Facts[Key] extends readonly (infer Item)[] ? Item[] : Facts[Key];
};

interface Scope {
  readonly names: Map<string, number>;
  readonly parent: Scope | undefined;
  readonly function: number;
  /** Names of a class are not seen in its methods. */
  readonly isClass: boolean;
}

type NameExpression = Writable<Extract<Expression, { kind: 'name' }>>;

/** What a language says of a function when it begins. */
export type FunctionStart = Pick<FunctionFacts, 'name' | 'kind' | 'span'> &
  Partial<Pick<FunctionFacts, 'class' | 'isStatic' | 'isAsync' | 'isGenerator' | 'nameSpan' | 'decorators'>>;

const MODULE = 0;

/** Collects the facts of one file while a language walks its syntax in the order of the text. */
export class FactsBuilder {
  private readonly functions: Writable<FunctionFacts>[] = [];
  private readonly classes: (ClassFacts & {
    methods: Record<string, number>;
    attributes: Record<string, { value: Expression; function: number }[]>;
  })[] = [];
  private readonly bindings: Writable<Binding>[] = [];
  private readonly calls: (Omit<CallFacts, 'use'> & { use: CallUse })[] = [];
  private readonly conditions: Condition[] = [];
  private readonly assignments: Assignment[] = [];
  private readonly contexts: ContextFacts[] = [];
  private readonly loads: ModuleLoad[] = [];
  private readonly references: Reference[] = [];
  private readonly exports = new Map<string, Expression>();
  private readonly stars: string[] = [];
  private readonly modules = new Set<string>();
  private readonly comments: Span[] = [];
  /** Names are looked up at the end, as functions use names that come later. */
  private readonly names: { expression: NameExpression; scope: Scope }[] = [];
  private readonly given: { target: NameExpression; value: Expression; function: number }[] = [];
  private scope: Scope;
  private conditionsNow: readonly number[] = [];
  private loops = 0;
  private finallies = 0;
  private attemptNow: Span | undefined;

  constructor(span: Span) {
    this.functions.push(started({ name: '', kind: 'module', span }, undefined));
    this.scope = { names: new Map(), parent: undefined, function: MODULE, isClass: false };
  }

  get currentFunction(): number {
    return this.scope.function;
  }

  get isInModule(): boolean {
    return this.scope.parent === undefined;
  }

  finish(): FileFacts {
    for (const { expression, scope } of this.names) expression.binding = lookUp(scope, expression.name);
    for (const { target, value, function: giver } of this.given) {
      const binding = target.binding === undefined ? undefined : this.bindings[target.binding];
      binding?.values.push({ value, function: giver });
    }
    for (const { target, value, function: giver } of this.assignments) {
      const owner = target.kind === 'member' ? this.classNamed(target.object) : undefined;
      if (owner !== undefined && target.kind === 'member') this.addAttribute(owner, target.name, value, giver);
    }
    this.shrink();
    return {
      functions: this.functions,
      classes: this.classes,
      bindings: this.bindings,
      calls: this.calls,
      conditions: this.conditions,
      assignments: this.assignments,
      contexts: this.contexts,
      loads: this.loads,
      references: this.references,
      exports: Object.fromEntries(this.exports),
      stars: this.stars,
      modules: [...this.modules],
      comments: this.comments,
    };
  }

  /** Lists that grew have room for more, and there are many short ones: the facts of all files stay in memory. */
  private shrink(): void {
    for (const binding of this.bindings) binding.values = binding.values.slice();
    for (const each of this.functions) {
      each.parameters = each.parameters.slice();
      each.decorators = each.decorators.slice();
      each.returns = each.returns.slice();
    }
  }

  /** Walks a function: `body` runs with a scope of its own, under no condition of what is around. */
  function(start: FunctionStart, body: (id: number) => void): number {
    const id = this.functions.length;
    this.functions.push(started(start, this.currentFunction));
    this.continueFunction(id, () => body(id));
    return id;
  }

  /** Walks an existing function once more, e.g. a class's initialiser for each of its fields. */
  continueFunction(id: number, body: () => void): void {
    const { conditionsNow, loops, finallies, attemptNow } = this;
    this.conditionsNow = [];
    this.loops = 0;
    this.finallies = 0;
    this.attemptNow = undefined;
    this.block(body, { function: id });
    this.conditionsNow = conditionsNow;
    this.loops = loops;
    this.finallies = finallies;
    this.attemptNow = attemptNow;
  }

  /** Walks what has names of its own. */
  block(body: () => void, { function: id = this.currentFunction, isClass = false } = {}): void {
    const around = this.scope;
    const { conditionsNow } = this;
    this.scope = { names: new Map(), parent: around, function: id, isClass };
    body();
    this.scope = around;
    this.conditionsNow = conditionsNow;
  }

  /** Walks a list of statements: what is left early counts to its end. */
  sequence(body: () => void): void {
    const { conditionsNow } = this;
    body();
    this.conditionsNow = conditionsNow;
  }

  under(condition: Condition, body: () => void): void {
    const { conditionsNow } = this;
    this.from(condition);
    body();
    this.conditionsNow = conditionsNow;
  }

  /** From here to the end of the sequence. */
  from(condition: Condition): void {
    this.conditionsNow = [...this.conditionsNow, this.conditions.length];
    this.conditions.push(condition);
  }

  loop(body: () => void): void {
    this.loops += 1;
    body();
    this.loops -= 1;
  }

  /** Walks what runs however the block before it ends. */
  finally(body: () => void): void {
    this.finallies += 1;
    body();
    this.finallies -= 1;
  }

  /** Walks a block whose failure is caught. */
  attempt(span: Span, body: () => void): void {
    const { attemptNow } = this;
    this.attemptNow = span;
    body();
    this.attemptNow = attemptNow;
  }

  class(name: string, bases: readonly Expression[], isManaged = false): number {
    this.classes.push({ name, bases, isManaged, methods: {}, attributes: {} });
    return this.classes.length - 1;
  }

  method(classId: number, name: string, id: number): void {
    const owner = this.classes[classId];
    if (owner !== undefined && !Object.hasOwn(owner.methods, name)) owner.methods[name] = id;
  }

  attribute(classId: number, name: string, value: Expression): void {
    this.addAttribute(classId, name, value, this.currentFunction);
  }

  private addAttribute(classId: number, name: string, value: Expression, giver: number): void {
    const attributes = this.classes[classId]?.attributes;
    if (attributes === undefined) return;
    const known = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (known !== undefined) known.push({ value, function: giver });
    else define(attributes, name, [{ value, function: giver }]);
  }

  /** `Database.connection = …` */
  private classNamed(expression: Expression): number | undefined {
    const binding = expression.kind === 'name' && expression.binding !== undefined ? expression.binding : undefined;
    const value = binding === undefined ? undefined : this.bindings[binding]?.values[0]?.value;
    return value?.kind === 'class' ? value.class : undefined;
  }

  /** A name of the scope that is open; the same one when it has it already. `hoisted`: of the function's own scope. */
  declare(name: string, kind: Binding['kind'] = 'variable', hoisted = false): number {
    const scope = hoisted ? functionScope(this.scope) : this.scope;
    const known = scope.names.get(name);
    if (known !== undefined) return known;
    const id = this.bindings.length;
    this.bindings.push({ name, function: scope.function, kind, values: [] });
    scope.names.set(name, id);
    return id;
  }

  /** Makes a name of this scope the one of the module. */
  declareGlobal(name: string): void {
    let outer = this.scope;
    while (outer.parent !== undefined) outer = outer.parent;
    let id = outer.names.get(name);
    if (id === undefined) {
      id = this.bindings.length;
      this.bindings.push({ name, function: MODULE, kind: 'variable', values: [] });
      outer.names.set(name, id);
    }
    this.scope.names.set(name, id);
  }

  /** Makes a name of this scope the one of a function around it. */
  declareNonlocal(name: string): void {
    const id = this.scope.parent === undefined ? undefined : lookUp(this.scope.parent, name);
    if (id !== undefined) this.scope.names.set(name, id);
  }

  import(name: string, imported: ImportedSymbol): void {
    this.modules.add(imported.from);
    const binding = this.bindings[this.declare(name, 'import')];
    // The first of several is meant: the others stand in for it where it is missing.
    if (binding !== undefined && binding.imported === undefined) Object.assign(binding, { kind: 'import', imported });
  }

  load(from: string, { start, end }: Span): void {
    const { currentFunction, conditionsNow, attemptNow } = this;
    const span = { start, end };
    this.modules.add(from);
    this.loads.push({ function: currentFunction, from, conditions: conditionsNow, attempt: attemptNow, span });
  }

  give(binding: number, value: Expression): void {
    this.callIt(this.bindings[binding]?.name ?? '', value);
    this.bindings[binding]?.values.push({ value, function: this.currentFunction });
  }

  /** Gives a value to a name that may be declared later. */
  giveLater(target: Expression, value: Expression): void {
    if (target.kind === 'name') this.given.push({ target, value, function: this.currentFunction });
  }

  /** A name; without its place for one that the text does not have there. */
  reference(name: string, at?: Span, isWritten = false): NameExpression {
    const expression: NameExpression = { kind: 'name', name, binding: undefined };
    this.names.push({ expression, scope: this.scope });
    if (at !== undefined) {
      this.references.push({ function: this.currentFunction, name: expression, isWritten, start: at.start });
    }
    return expression;
  }

  assign(target: Expression, value: Expression, { operator, span }: Pick<Assignment, 'operator' | 'span'>): void {
    const { currentFunction, conditionsNow } = this;
    this.assignments.push({ function: currentFunction, target, value, operator, conditions: conditionsNow, span });
    if (target.kind === 'member' && target.object.kind === 'self')
      this.attribute(target.object.class, target.name, value);
  }

  call(callee: Expression, given: readonly Argument[], { isNew, span }: Pick<CallFacts, 'isNew' | 'span'>): Expression {
    this.calls.push({
      function: this.currentFunction,
      callee,
      arguments: given,
      isNew,
      conditions: this.conditionsNow,
      isInLoop: this.loops > 0,
      isInFinally: this.finallies > 0,
      use: 'used',
      span,
    });
    return { kind: 'call', call: this.calls.length - 1 };
  }

  /** Says what happens to the result of a call; what is said first holds: `return await f()` awaits. */
  use(expression: Expression, use: CallUse): void {
    if (expression.kind === 'either') for (const part of expression.parts) this.use(part, use);
    const call = expression.kind === 'call' ? this.calls[expression.call] : undefined;
    if (call?.use === 'used') call.use = use;
  }

  /** Says that the function waits for something. */
  awaits(): void {
    const current = this.functions[this.currentFunction];
    if (current !== undefined) current.awaits = true;
  }

  /** A block that enters and leaves something. */
  context(value: Expression, span: Span): void {
    this.contexts.push({ function: this.currentFunction, value, span });
  }

  parameter(id: number, parameter: FunctionFacts['parameters'][number]): void {
    this.functions[id]?.parameters.push(parameter);
  }

  returns(value: Expression): void {
    this.use(value, 'returned');
    this.functions[this.currentFunction]?.returns.push(value);
  }

  export(name: string, value: Expression): void {
    if (name !== 'default') this.callIt(name, value);
    this.exports.set(name, value);
  }

  /** A function that has no name of its own is known by the one that it is given to. */
  private callIt(name: string, value: Expression): void {
    const named = value.kind === 'function' ? this.functions[value.function] : undefined;
    if (named?.name === '') named.name = name;
  }

  /** All of a module, as a value. */
  module(from: string): Expression {
    this.modules.add(from);
    return { kind: 'module', from };
  }

  star(from: string): void {
    this.modules.add(from);
    this.stars.push(from);
  }

  comment(span: Span): void {
    this.comments.push(span);
  }
}

function started(start: FunctionStart, parent: number | undefined): Writable<FunctionFacts> {
  const { name, kind, span, nameSpan = span, isStatic = false, isAsync = false, isGenerator = false } = start;
  return {
    name,
    kind,
    parent,
    class: start.class,
    isStatic,
    isAsync,
    isGenerator,
    awaits: false,
    parameters: [],
    decorators: [...(start.decorators ?? [])],
    returns: [],
    span: { start: span.start, end: span.end },
    nameSpan: { start: nameSpan.start, end: nameSpan.end },
  };
}

function functionScope(scope: Scope): Scope {
  let outermost = scope;
  while (outermost.parent?.function === scope.function) outermost = outermost.parent;
  return outermost;
}

function lookUp(scope: Scope, name: string): number | undefined {
  for (let outer: Scope | undefined = scope; outer !== undefined; outer = outer.parent) {
    const id = outer.isClass && outer !== scope ? undefined : outer.names.get(name);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** A user's names may be those of an object's own machinery (`__proto__`). */
function define<Value>(target: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
