import { emptyDictionary, member } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { EventSource, SourceRange } from '../projectFunction';
import type { ScriptModule } from '../script/scriptModule';
import type { Found, ScriptProgram } from '../script/scriptProgram';
import type { Syntax } from '../script/scriptSyntax';
import { entryOf } from '../translation/evaluatedBuilders';
import { COMPONENTS, CONSTRUCTS } from './components';
import type { Component, Slot, SlotContext } from './components';

/** A function as a program says it. */
export interface WrittenFunction {
  readonly name: string;
  readonly at: SourceRange;
  /** Its settings, with `handler`. */
  readonly settings: Dictionary;
  /** Settings of its component that apply where it has none of its own. */
  readonly defaults: Evaluated | undefined;
  readonly version: 2 | 3;
  readonly eventSources: EventSource[];
  /** The program does not say what was called, so it is a function only when its handler is a file. */
  readonly isGuess: boolean;
}

/** What `new X(...)` is in SST. */
interface Known {
  readonly version: 2 | 3;
  readonly type: string;
  readonly component: Component;
  readonly name: string;
  readonly arguments: Evaluated | undefined;
}

/** The names that packages of version 2 have had. */
const PACKAGES = /^(?:sst\/constructs|@serverless-stack\/resources|@sst\/constructs)$/;
/** Methods that say by their name alone that a function follows. */
const GUESSED: ReadonlySet<string> = new Set(['route', 'subscribe']);

/** Finds the functions of a program. */
export class WrittenFunctions {
  private readonly functions: WrittenFunction[] = [];
  private readonly byConstruction = new Map<Syntax, WrittenFunction>();
  private readonly names = new Set<string>();

  constructor(
    private readonly program: ScriptProgram,
    private readonly problems: ProblemList,
  ) {}

  all(): readonly WrittenFunction[] {
    const found = [...this.program.found()];
    for (const each of found) this.takeFunction(each);
    for (const each of found) {
      if (each.construction.object === undefined) this.takeComponent(each);
      else this.takeCall(each);
    }
    return this.functions;
  }

  /** Functions come first: components refer to them. */
  private takeFunction(found: Found): void {
    const known = this.known(found);
    if (known?.type !== 'Function') return;
    const at = this.program.at(found.module, found.construction.node);
    const { arguments: given } = known;
    if (given?.kind !== 'dictionary') {
      const reason = given?.kind === 'unresolved' ? given.reason : 'it has no settings; give it a handler';
      this.problems.add(at, 'error', `The function ${known.name} is left out: ${reason}.`);
      return;
    }
    this.byConstruction.set(found.construction.node, this.add(known, known.name, at, given, undefined, false));
  }

  private takeComponent(found: Found): void {
    const known = this.known(found);
    if (known?.arguments === undefined) return;
    const given = [known.arguments];
    for (const slot of known.component.slots) {
      this.takeSlot(slot, known, known.arguments, given, this.defaults(known), found);
    }
  }

  private takeCall(found: Found): void {
    const { module, construction } = found;
    const [name = ''] = construction.callee;
    const object = this.program.constructionOf(module, construction.object);
    const known = object === undefined ? undefined : this.known(object);
    if (known === undefined) {
      if (object === undefined && GUESSED.has(name)) this.takeGuess(found, name);
      return;
    }
    const method = Object.hasOwn(known.component.methods, name) ? known.component.methods[name] : undefined;
    if (method === undefined) return;
    const entries = new Map<string, Entry>();
    method.positions.forEach((position, index) => {
      const node = construction.arguments[index];
      if (node === undefined || position === undefined) return;
      const value = this.program.read(module, node);
      if (position !== '...') entries.set(position, entryOf(value, this.program.at(module, node)));
      else if (value.kind === 'dictionary') for (const [key, entry] of value.entries) entries.set(key, entry);
    });
    const at = this.program.at(module, construction.node);
    const added: Dictionary = { ...emptyDictionary(at), entries };
    const given = [added, ...(known.arguments === undefined ? [] : [known.arguments])];
    for (const slot of method.slots) this.takeSlot(slot, known, added, given, this.defaults(known), found);
  }

  /** `x.subscribe('src/a.handler')` where the program does not say what x is. */
  private takeGuess({ module, construction }: Found, method: string): void {
    for (const node of construction.arguments) {
      const value = this.program.read(module, node);
      const handler = value.kind === 'dictionary' ? member(value, 'handler') : value;
      if (handler?.kind !== 'scalar' || !/^[\w@./-]+\.\w+$/.test(handler.text)) continue;
      const at = this.program.at(module, node);
      const name = handler.text.replace(/^.*\//, '');
      this.add({ version: 3 }, `${method}-${name}`, at, settingsOf(value, at), undefined, true);
      return;
    }
  }

  private takeSlot(
    { path, event }: Slot,
    known: Known,
    value: Evaluated,
    given: readonly Evaluated[],
    defaults: Evaluated | undefined,
    found: Found,
  ): void {
    for (const place of placesIn(value, path, { keys: [], around: [] })) {
      const [inner] = place.around;
      if (inner === undefined) continue;
      const context: SlotContext = { component: known.name, arguments: given, keys: place.keys, around: place.around };
      const at = place.at ?? this.program.at(found.module, found.construction.node);
      const written = this.functionOf(inner, known, context, at, defaults);
      if (written === undefined || event === undefined) continue;
      const { type, settings } = event(context);
      const { file, line, column } = at;
      written.eventSources.push({ type, name: known.name, settings, at: { file, line, column } });
    }
  }

  private functionOf(
    value: Evaluated,
    known: Known,
    context: SlotContext,
    at: SourceRange,
    defaults: Evaluated | undefined,
  ): WrittenFunction | undefined {
    const inner = member(value, 'function');
    if (inner !== undefined) return this.functionOf(inner, known, context, at, defaults);
    const construction = this.program.resourceOf(value)?.construction.node;
    if (construction !== undefined) return this.byConstruction.get(construction);
    if (value.kind === 'unresolved') {
      const message = `A function of ${known.name} is left out: ${value.reason}.`;
      this.problems.add(at, 'information', message);
      return undefined;
    }
    if (value.kind !== 'scalar' && member(value, 'handler') === undefined) return undefined;
    // The name of a function or an address may stand here, too.
    if (value.kind === 'scalar' && /^(?:arn|https?):/.test(value.text)) return undefined;
    const route = textOf(context.arguments, 'route') ?? textOf(context.arguments, 'name');
    const parts = [known.name, ...(context.keys.length > 0 ? context.keys : [route ?? SUFFIX])];
    return this.add(known, parts.join('-'), at, settingsOf(value, at), defaults, false);
  }

  private add(
    { version }: { readonly version: 2 | 3 },
    wanted: string,
    at: SourceRange,
    settings: Dictionary,
    defaults: Evaluated | undefined,
    isGuess: boolean,
  ): WrittenFunction {
    const plain =
      wanted
        .replace(/[^A-Za-z0-9_]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60) || 'function';
    let name = plain;
    for (let count = 2; this.names.has(name); count += 1) name = `${plain}-${String(count)}`;
    this.names.add(name);
    const written = { name, at, settings, defaults, version, eventSources: [], isGuess };
    this.functions.push(written);
    return written;
  }

  private defaults({ component, arguments: given }: Known): Evaluated | undefined {
    return component.defaults?.reduce<Evaluated | undefined>((value, name) => value && member(value, name), given);
  }

  private known({ module, construction }: Found): Known | undefined {
    const type = construction.object === undefined ? this.typeOf(module, construction.callee) : undefined;
    if (type === undefined) return undefined;
    const [name, settings] = type.version === 2 ? construction.arguments.slice(1) : construction.arguments;
    return {
      ...type,
      name: this.nameOf(module, name) ?? type.type,
      arguments: settings === undefined ? undefined : this.program.read(module, settings),
    };
  }

  private typeOf(
    module: ScriptModule,
    callee: readonly string[],
  ): Pick<Known, 'component' | 'type' | 'version'> | undefined {
    const { from, names } = this.program.fullName(module, callee);
    const version = from !== undefined && PACKAGES.test(from) ? 2 : 3;
    if (version === 3 && (from !== undefined || names[0] !== 'sst' || names[1] !== 'aws')) return undefined;
    const [type = ''] = version === 2 ? names : names.slice(2);
    const table = version === 2 ? CONSTRUCTS : COMPONENTS;
    const component = Object.hasOwn(table, type) ? table[type] : undefined;
    return component === undefined ? undefined : { version, type, component };
  }

  private nameOf(module: ScriptModule, node: Syntax | undefined): string | undefined {
    const value = node === undefined ? undefined : this.program.read(module, node);
    return value?.kind === 'scalar' ? value.text : undefined;
  }
}

/** What a function is called that has no route or key of its own. */
const SUFFIX = 'Handler';

interface Place {
  readonly keys: readonly string[];
  readonly around: readonly Evaluated[];
  readonly at?: SourceRange;
}

/** The values at a path, each with the keys that led there and what is around it, the value itself first. */
function placesIn(value: Evaluated, path: readonly string[], found: Place): Place[] {
  const [name, ...rest] = path;
  const here: Place = { ...found, around: [value, ...found.around] };
  if (name === undefined) return [here];
  if (name === '*' && value.kind === 'list') {
    return value.items.flatMap((item, index) => {
      const own = member(item, 'name');
      const key = own?.kind === 'scalar' ? own.text : String(index + 1);
      return placesIn(item, rest, { ...here, keys: [...here.keys, key] });
    });
  }
  if (value.kind !== 'dictionary') return [];
  return [...value.entries].flatMap(([key, entry]) => {
    if (name !== '*' && name !== key) return [];
    const keys = name === '*' ? [...here.keys, key] : here.keys;
    return placesIn(entry.value, rest, { ...here, keys, at: entry.at });
  });
}

/** A handler alone, or a mapping of settings. */
function settingsOf(value: Evaluated, at: SourceRange): Dictionary {
  if (value.kind === 'dictionary') return value;
  return { ...emptyDictionary(at), entries: new Map([['handler', entryOf(value, at)]]) };
}

function textOf(given: readonly Evaluated[], name: string): string | undefined {
  for (const each of given) {
    const value = member(each, name);
    if (value?.kind === 'scalar') return value.text;
  }
  return undefined;
}
