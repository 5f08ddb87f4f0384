import type { Binding, CallFacts, Expression } from '../facts/fileFacts';
import type { Keeper } from './mentions';
import { attributeKeeper, nameKeeper } from './mentions';
import type { Program, ProgramFile } from './program';
import { bindingOf, lastName } from './program';

/** How a package gave something: the call, what was called, and what keeps the result since, the first one first. */
export interface Made {
  readonly file: ProgramFile;
  readonly call: CallFacts;
  readonly path: string;
  readonly keepers: readonly { readonly file: ProgramFile; readonly keeper: Keeper }[];
}

/** What an expression stands for, as far as the text of the program tells. */
export type Value =
  /** Something of a package (see `CatalogueEntry.paths`). */
  | { readonly kind: 'external'; readonly file: ProgramFile; readonly path: string; readonly made?: Made }
  | { readonly kind: 'function'; readonly file: ProgramFile; readonly id: number }
  | { readonly kind: 'class' | 'instance'; readonly file: ProgramFile; readonly id: number }
  | { readonly kind: 'module'; readonly file: ProgramFile }
  | {
      readonly kind: 'object';
      readonly file: ProgramFile;
      readonly object: Extract<Expression, { kind: 'object' }>;
    };

/** How far names and calls are followed; cycles end there. */
const DEEPEST = 10;

/** How many expressions are looked at for one question. */
const MOST_STEPS = 500;

/** More possibilities than this mean that nothing is known. */
const MOST_VALUES = 4;

/** Calls that give back what they get. */
const PASSING: ReadonlySet<string> = new Set(['captureAWS', 'captureAWSClient', 'captureAWSv3Client']);

/** Finds what expressions stand for, across files. */
export class Values {
  private readonly known = new WeakMap<Expression, readonly Value[]>();
  private readonly bound = new WeakMap<Binding, readonly Value[]>();
  private stepsLeft = MOST_STEPS;

  constructor(private readonly program: Program) {}

  /** Everything that an expression may stand for; empty when nothing is known. */
  of(file: ProgramFile, expression: Expression, depth = 0): readonly Value[] {
    if (depth > 0) return this.find(file, expression, depth);
    let known = this.known.get(expression);
    if (known === undefined) {
      known = this.find(file, expression, depth);
      this.known.set(expression, known);
    }
    return known;
  }

  private find(file: ProgramFile, expression: Expression, depth: number): readonly Value[] {
    if (!this.goesOn(depth)) return [];
    switch (expression.kind) {
      case 'name':
        return this.named(file, expression, depth);
      case 'self':
        return this.self(file, expression, depth);
      case 'member':
        return this.members(this.of(file, expression.object, depth + 1), expression.name, depth + 1);
      case 'call':
        return this.results(file, expression.call, depth);
      case 'module':
        return this.imported(file, expression.from, '', depth);
      case 'either':
      case 'made':
        return this.parts(file, expression, depth);
      case 'item':
        return this.item(file, expression, depth);
      case 'function':
      case 'class':
      case 'object':
      case 'list':
      case 'literal':
        return written(file, expression);
    }
  }

  /** One of what a table holds: `ROUTES[event["path"]]`. */
  private item(
    file: ProgramFile,
    { object, key }: Extract<Expression, { kind: 'item' }>,
    depth: number,
  ): readonly Value[] {
    if (key === undefined) return [];
    const name = key.kind === 'literal' ? key.text : undefined;
    const tables = this.of(file, object, depth + 1).flatMap((value) => (value.kind === 'object' ? [value] : []));
    return this.any(tables, (table) => {
      const { entries } = table.object;
      const meant = name === undefined ? entries : entries.filter((entry) => entry.name === name);
      return this.any(meant, ({ value }) => this.of(table.file, value, depth + 1));
    });
  }

  /** Whether a question that began with depth 0 is worth following. */
  private goesOn(depth: number): boolean {
    if (depth === 0) this.stepsLeft = MOST_STEPS;
    this.stepsLeft -= 1;
    return depth <= DEEPEST && this.stepsLeft > 0;
  }

  private parts(
    file: ProgramFile,
    { kind, parts }: Extract<Expression, { kind: 'either' | 'made' }>,
    depth: number,
  ): readonly Value[] {
    // What one thing is made of is only passed through: `return x`.
    if (kind === 'made' && parts.length > 1) return [];
    return this.any(parts, (part) => this.of(file, part, depth + 1));
  }

  /** Members of a class, those of the classes above it included. */
  members(values: readonly Value[], name: string, depth = 0): readonly Value[] {
    if (!this.goesOn(depth)) return [];
    return this.any(values, (value) => this.member(value, name, depth));
  }

  /** The functions that run when an object of a class is made. */
  constructors(file: ProgramFile, id: number, depth = 0): Extract<Value, { kind: 'function' }>[] {
    const facts = file.facts.classes[id];
    if (facts === undefined || !this.goesOn(depth)) return [];
    const own = [...Object.entries(facts.methods)].flatMap(([, method]) => {
      const kind = file.facts.functions[method]?.kind;
      return kind === 'constructor' || kind === 'initialiser' ? [{ kind: 'function' as const, file, id: method }] : [];
    });
    const has = own.some((each) => each.file.facts.functions[each.id]?.kind === 'constructor');
    if (has) return own;
    return [...own, ...this.bases(file, id, depth).flatMap((base) => this.constructors(base.file, base.id, depth + 1))];
  }

  /** The classes that a class extends directly. */
  bases(file: ProgramFile, id: number, depth = 0): { readonly file: ProgramFile; readonly id: number }[] {
    const facts = file.facts.classes[id];
    if (facts === undefined || !this.goesOn(depth)) return [];
    return facts.bases.flatMap((base) =>
      this.of(file, base, depth + 1).flatMap((value) => (value.kind === 'class' ? [value] : [])),
    );
  }

  /** What all of these stand for; when that is too much, nothing is known and the others are not looked at. */
  private any<Item>(items: readonly Item[], find: (item: Item) => readonly Value[]): readonly Value[] {
    let all: readonly Value[] = [];
    for (const item of items) {
      if (this.stepsLeft <= 0) break;
      const found = find(item);
      if (found.length === 0) continue;
      all = all.length === 0 ? found : [...all, ...found];
      if (all.length > MOST_VALUES) all = distinct(all);
      if (all.length > MOST_VALUES) return [];
    }
    return all;
  }

  private named(file: ProgramFile, name: Extract<Expression, { kind: 'name' }>, depth: number): readonly Value[] {
    const binding = bindingOf(file, name);
    if (binding === undefined) return this.starred(file, name.name, depth);
    const { imported } = binding;
    if (imported !== undefined) return this.imported(file, imported.from, imported.symbol, depth);
    const known = this.bound.get(binding);
    if (known !== undefined) return known;
    const values = this.any(binding.values, ({ value }) => this.of(file, value, depth + 1));
    const found = name.binding === undefined ? values : kept(file, nameKeeper(name.binding), values);
    // What is found far down may lack what is further down still.
    if (depth <= 1 && this.stepsLeft > 0) this.bound.set(binding, found);
    return found;
  }

  private self(file: ProgramFile, self: Extract<Expression, { kind: 'self' }>, depth: number): readonly Value[] {
    if (self.of === 'base') {
      return this.bases(file, self.class, depth).map((base) => ({ kind: 'instance', ...base }));
    }
    return [{ kind: self.of, file, id: self.class }];
  }

  private imported(file: ProgramFile, from: string, symbol: string, depth: number): readonly Value[] {
    const module = this.program.module(file, from);
    if (module === undefined) {
      const within = symbol === '' ? undefined : this.program.submodule(file, from, symbol);
      return within === undefined ? this.external(file, from, symbol) : [{ kind: 'module', file: within }];
    }
    if (symbol === '') return this.whole(module, depth + 1);
    return this.exported(module, symbol, depth + 1);
  }

  /** What `require` gives for a file. */
  private whole(module: ProgramFile, depth: number): readonly Value[] {
    const whole = depth > DEEPEST ? undefined : module.facts.exports[''];
    const values = whole === undefined ? [] : this.of(module, whole, depth + 1);
    return values.length > 0 ? values : [{ kind: 'module', file: module }];
  }

  /** A name that only `from module import *` can have brought. */
  private starred(file: ProgramFile, name: string, depth: number): readonly Value[] {
    if (file.language !== 'python' || depth > DEEPEST) return [];
    return this.any(file.facts.stars, (from) => this.imported(file, from, name, depth + 1));
  }

  private external(file: ProgramFile, from: string, symbol: string): readonly Value[] {
    if (from.startsWith('.') || from === '') return [];
    const path = file.language === 'python' ? from : `${from.replace(/^node:/, '')}#`;
    return [{ kind: 'external', file, path: symbol === '' ? path : pathOf(path, symbol) }];
  }

  private exported(module: ProgramFile, symbol: string, depth: number): readonly Value[] {
    if (depth > DEEPEST) return [];
    const { exports, stars } = module.facts;
    const own = Object.hasOwn(exports, symbol) ? exports[symbol] : undefined;
    if (own !== undefined) return this.of(module, own, depth + 1);
    const whole = exports[''];
    if (whole !== undefined) {
      const values = this.of(module, whole, depth + 1);
      return symbol === 'default' ? values : this.members(values, symbol, depth + 1);
    }
    const starred = this.any(stars, (from) => this.imported(module, from, symbol, depth + 1));
    if (starred.length > 0) return starred;
    const within = this.program.submodule(module, '.', symbol);
    return within === undefined ? [] : [{ kind: 'module', file: within }];
  }

  private member(value: Value, name: string, depth: number): readonly Value[] {
    if (depth > DEEPEST) return [];
    switch (value.kind) {
      case 'external': {
        const { file, path } = value;
        const module = this.program.submodule(file, path, name);
        return module === undefined ? [{ ...value, path: pathOf(path, name) }] : [{ kind: 'module', file: module }];
      }
      case 'module':
        return name === 'default' && value.file.facts.exports['default'] === undefined
          ? [value]
          : this.exported(value.file, name, depth);
      case 'object': {
        const entries = value.object.entries.filter((entry) => entry.name === name);
        return this.any(entries, (entry) => this.of(value.file, entry.value, depth + 1));
      }
      case 'class':
      case 'instance':
        return this.classMember(value, name, depth);
      case 'function':
        return name === 'bind' ? [value] : [];
    }
  }

  private classMember(
    { kind, file, id }: Extract<Value, { kind: 'class' | 'instance' }>,
    name: string,
    depth: number,
  ): readonly Value[] {
    const facts = file.facts.classes[id];
    if (facts === undefined || depth > DEEPEST) return [];
    const method = Object.hasOwn(facts.methods, name) ? facts.methods[name] : undefined;
    if (method !== undefined) {
      const isGetter = file.facts.functions[method]?.kind === 'getter';
      return isGetter ? this.returned(file, method, depth) : [{ kind: 'function', file, id: method }];
    }
    const given = Object.hasOwn(facts.attributes, name) ? facts.attributes[name] : undefined;
    if (given !== undefined) {
      const values = this.any(given, ({ value }) => this.of(file, value, depth + 1));
      return kept(file, attributeKeeper(id, name, kind), values);
    }
    return this.any(this.bases(file, id, depth), (base) => this.classMember({ kind, ...base }, name, depth + 1));
  }

  private results(file: ProgramFile, id: number, depth: number): readonly Value[] {
    const call = file.facts.calls[id];
    if (call === undefined) return [];
    if (PASSING.has(lastName(call.callee))) return this.given(file, call, depth);
    const callees = this.of(file, call.callee, depth + 1);
    return this.any(callees, (callee) => this.result(callee, file, call, depth));
  }

  private result(callee: Value, file: ProgramFile, call: CallFacts, depth: number): readonly Value[] {
    switch (callee.kind) {
      case 'external':
        if (callee.path === 'functools.partial') return this.given(file, call, depth);
        return [{ ...callee, path: `${callee.path}()`, made: { file, call, path: callee.path, keepers: [] } }];
      case 'class':
        return [{ kind: 'instance', file: callee.file, id: callee.id }];
      case 'function':
        // `fn.bind(this)` is the function.
        return lastName(call.callee) === 'bind' ? [callee] : this.returned(callee.file, callee.id, depth);
      case 'instance':
      case 'module':
      case 'object':
        return [];
    }
  }

  private given(file: ProgramFile, call: CallFacts, depth: number): readonly Value[] {
    const [first] = call.arguments;
    return first === undefined ? [] : this.of(file, first.value, depth + 1);
  }

  private returned(file: ProgramFile, id: number, depth: number): readonly Value[] {
    const returns = file.facts.functions[id]?.returns ?? [];
    return this.any(returns, (value) => this.of(file, value, depth + 1));
  }
}

/** Without those that say the same: `client = client or connect()`. */
function distinct(values: readonly Value[]): readonly Value[] {
  return values.filter((value, at) => at === values.findIndex((other) => isSame(value, other)));
}

function isSame(left: Value, right: Value): boolean {
  if (left.kind === 'external' && right.kind === 'external') {
    return left.path === right.path && left.made?.call === right.made?.call;
  }
  return 'id' in left && 'id' in right && left.kind === right.kind && left.id === right.id && left.file === right.file;
}

/** Values that a name or attribute keeps. */
function kept(file: ProgramFile, keeper: Keeper, values: readonly Value[]): readonly Value[] {
  if (!values.some((value) => value.kind === 'external' && value.made !== undefined)) return values;
  return values.map((value) =>
    value.kind === 'external' && value.made !== undefined
      ? { ...value, made: { ...value.made, keepers: [...value.made.keepers, { file, keeper }] } }
      : value,
  );
}

/** What is written where it is used. */
function written(
  file: ProgramFile,
  expression: Extract<Expression, { kind: 'function' | 'class' | 'object' | 'list' | 'literal' }>,
): readonly Value[] {
  switch (expression.kind) {
    case 'function':
      return [{ kind: 'function', file, id: expression.function }];
    case 'class':
      return [{ kind: 'class', file, id: expression.class }];
    case 'object':
      return [{ kind: 'object', file, object: expression }];
    case 'list':
    case 'literal':
      return [];
  }
}

function pathOf(path: string, name: string): string {
  const [module, symbol] = path.split('#');
  if (symbol === undefined) return `${path}.${name}`;
  if (name === 'default') return path;
  return symbol === '' ? `${module ?? ''}#${name}` : `${path}.${name}`;
}
