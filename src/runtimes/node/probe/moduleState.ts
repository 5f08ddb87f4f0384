import { builtinModules } from 'node:module';
import { types } from 'node:util';
import type { StateVariable } from '../../../lambda/evidence';
import { builtIns } from './builtIns';
import type { HandlerModule } from './handlerModule';
import { ScopeReader, type KnownFunction, type Scope } from './scopeReader';
import { Digests, type Digest } from './valueDigest';
import { valueText } from './valueText';

type AnyFunction = (...parameters: never[]) => unknown;

const MAXIMUM_VARIABLES = 100;
/** Functions that are tried until one of the handler's own file is found. */
const MAXIMUM_TRIED = 40;
/** Parameters of the function that Node.js wraps around a CommonJS module. */
const OF_NODE = new Set(['exports', 'require', 'module', '__filename', '__dirname']);
/** Listing the keys of more than these takes its time, so it is done less often. */
const MANY_KEYS = 2_000;

interface Watched {
  digest: Digest;
  /** Observations that pass without another look. */
  skip: number;
}

/** The variables of the handler's module, and which of them changed between two looks. */
export class ModuleState {
  private readonly reader = ScopeReader.open();
  /** Undefined where the module has no variables that its functions use. */
  private readonly inside: KnownFunction | undefined;
  private readonly own = new WeakMap<object, boolean>();
  private readonly isOwnClass = (constructor: object): boolean => this.ownClass(constructor);
  private readonly digests = new Digests(this.isOwnClass);
  private readonly watched = new Map<string, Watched>();
  private readonly foreign: ReadonlySet<unknown>;
  private first = true;
  /** The variables, where all of them are constants. */
  private constants: ReadonlyMap<string, unknown> | undefined;

  /** Throws an Error where no function of the module can be found. `names`: only these variables are the handler's. */
  constructor(
    private readonly module: HandlerModule,
    private readonly names: ReadonlySet<string> | undefined,
  ) {
    this.inside = this.findInside(module.exports);
    this.foreign = moduleExports();
  }

  /** All variables the first time; later those that changed. */
  observe(): StateVariable[] {
    const initial = this.first;
    this.first = false;
    const variables: StateVariable[] = [];
    const present = new Set<string>();
    for (const [name, value] of this.constants ?? this.readVariables()) {
      present.add(name);
      const variable = this.look(name, value, initial);
      if (variable !== undefined) variables.push(variable);
    }
    for (const [name, { digest }] of this.watched) {
      if (present.has(name)) continue;
      this.watched.delete(name);
      variables.push({ name, type: digest.type, value: '', change: 'removed' });
    }
    return variables;
  }

  /** What the variables hold now. */
  private readVariables(): Map<string, unknown> {
    const scopes = this.inside === undefined ? [] : this.reader.scopes(this.inside).scopes;
    const scope = moduleScope(scopes);
    const variables = new Map(this.variables(scope));
    // Constants hold the same objects for ever: the inspector need not be asked again.
    const names = scope === undefined ? [] : Object.keys(scope.object);
    if (!names.some((name) => mayBeAssigned(name, variables.has(name), this.module.text))) this.constants = variables;
    return variables;
  }

  private look(name: string, value: unknown, initial: boolean): StateVariable | undefined {
    const watched = this.watched.get(name);
    if (watched !== undefined && watched.skip > 0) {
      watched.skip -= 1;
      return undefined;
    }
    // A constant that is no object stays what it is.
    if (watched !== undefined && this.constants !== undefined && typeof value !== 'object') return undefined;
    const digest = this.digests.of(value);
    const skip = digest.size === undefined || !digest.hasKeys ? 0 : Math.floor(digest.size / MANY_KEYS);
    this.watched.set(name, { digest, skip });
    const change = initial ? 'initial' : changeBetween(watched?.digest, digest);
    if (change === undefined) return undefined;
    const text = valueText(name, value, this.isOwnClass);
    const { type, size } = digest;
    return { name, type, ...(size === undefined || text === '***' ? {} : { size }), value: text, change };
  }

  private *variables(scope: Scope | undefined): Iterable<[name: string, value: unknown]> {
    if (scope === undefined) return;
    let count = 0;
    for (const name of Object.keys(scope.object)) {
      if (count === MAXIMUM_VARIABLES) return;
      if (OF_NODE.has(name) || name.startsWith('__warmpath_') || this.names?.has(name) === false) continue;
      const value: unknown = Object.getOwnPropertyDescriptor(scope.object, name)?.value;
      if (!this.isState(value)) continue;
      count += 1;
      yield [name, value];
    }
  }

  /** Functions, classes and imported modules are code. */
  private isState(value: unknown): boolean {
    if (typeof value === 'function') return false;
    return !types.isModuleNamespaceObject(value) && !this.foreign.has(value);
  }

  /** A function that sees the module's variables: the handler, or what a wrapper of it keeps. */
  private findInside(candidates: readonly unknown[]): KnownFunction | undefined {
    let isThere = false;
    const queue = [...candidates];
    const tried = new Set<unknown>();
    while (queue.length > 0 && tried.size < MAXIMUM_TRIED) {
      const candidate = queue.shift();
      if (tried.has(candidate) || types.isProxy(candidate)) continue;
      if (typeof candidate === 'function') {
        tried.add(candidate);
        const known = this.reader.know(candidate as AnyFunction);
        const { scopes, target } = this.reader.scopes(known);
        if (this.isInFile(candidate)) {
          if (moduleScope(scopes) !== undefined) return known;
          isThere = true;
        }
        if (target !== undefined) queue.unshift(target);
        queue.push(...scopes.filter(isLocal).flatMap(({ object }) => functionsIn(object)));
      }
    }
    if (isThere) return undefined;
    throw new Error('no function of its file leads to them');
  }

  private isInFile(candidate: object): boolean {
    const text = builtIns.functionText(candidate);
    return !text.endsWith('{ [native code] }') && this.module.text.includes(text);
  }

  private ownClass(constructor: object): boolean {
    let own = this.own.get(constructor);
    if (own === undefined) {
      own = !types.isProxy(constructor) && this.isInFile(constructor);
      this.own.set(constructor, own);
    }
    return own;
  }
}

/** Whether a module's variable can hold something else later, as far as its text tells; `isState`: it is no code. */
function mayBeAssigned(name: string, isState: boolean, text: string): boolean {
  if (OF_NODE.has(name)) return false;
  const escaped = name.replaceAll('$', '\\$');
  if (new RegExp(`^(?:export )?(?:let|var)\\b.*(?<![\\w$])${escaped}(?![\\w$])`, 'm').test(text)) return true;
  return isState && !new RegExp(`^(?:export )?const ${escaped}(?![\\w$])`, 'm').test(text);
}

function changeBetween(before: Digest | undefined, now: Digest): StateVariable['change'] | undefined {
  if (before === undefined) return 'added';
  if (before.hash === now.hash && before.type === now.type) return undefined;
  if (before.type !== now.type || before.size === undefined || now.size === undefined) return 'changed';
  return now.size === before.size ? 'changed' : now.size > before.size ? 'grown' : 'shrunk';
}

/** The outermost scope that is not everybody's. */
function moduleScope(scopes: readonly Scope[]): Scope | undefined {
  return scopes.filter(isLocal).at(-1);
}

function isLocal({ description }: Scope): boolean {
  return description !== 'Global' && description !== 'Script';
}

function functionsIn(scope: Readonly<Record<string, unknown>>): unknown[] {
  return Object.keys(scope).flatMap((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(scope, name)?.value;
    if (typeof value === 'function') return [value];
    if (typeof value !== 'object' || value === null || types.isProxy(value) || types.isModuleNamespaceObject(value))
      return [];
    return Object.keys(value)
      .slice(0, 20)
      .map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown)
      .filter((inner) => typeof inner === 'function');
  });
}

/** What `require` gives: plain objects and functions; an instance that a module exports is state. */
function moduleExports(): Set<unknown> {
  const found = new Set<unknown>();
  for (const module of Object.values(builtIns.require.cache)) {
    const exports: unknown = module?.exports;
    if (typeof exports !== 'object' || exports === null || types.isProxy(exports)) continue;
    const prototype: unknown = Object.getPrototypeOf(exports);
    if (prototype === Object.prototype || prototype === null) found.add(exports);
  }
  const loaded = new Set((process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList);
  for (const name of builtinModules) {
    // Asking for one that is there changes nothing, unless it is deprecated.
    if (/^_|^(?:punycode|sys)$/.test(name) || !loaded.has(`NativeModule ${name}`)) continue;
    found.add(builtIns.require(name));
  }
  return found;
}
