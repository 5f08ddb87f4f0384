import type { CatalogueEntry, ClientCatalogue } from '../catalogue/clientCatalogue';
import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Keeper } from './mentions';
import { keeperOf, partsOfExpression } from './mentions';
import type { FunctionPlace, ProgramFile } from './program';
import { bindingOf, factsOf } from './program';
import type { Reach } from './reach';
import type { Made, Values } from './values';

/** A client of the catalogue that outlives the invocation. */
export interface SharedClient {
  /** The file and the call that make it. */
  readonly file: ProgramFile;
  readonly call: CallFacts;
  readonly entry: CatalogueEntry;
  /** What is called, as it is imported (see `CatalogueEntry.paths`). */
  readonly path: string;
  /** The names and attributes that it goes through, from where it is made to where it is asked for. */
  readonly keepers: Made['keepers'];
  /** Calls that hand it on as an argument. */
  readonly handed: readonly { readonly file: ProgramFile; readonly call: CallFacts }[];
}

/** Methods that give what was put into something under a key. */
const TAKING: ReadonlySet<string> = new Set(['get', 'setdefault']);

const FILLING: ReadonlySet<string> = new Set(['put', 'set', 'setdefault']);

const DEEPEST = 5;

/** Knows which expressions stand for clients that outlive the invocation. */
export class SharedClients {
  private readonly known = new WeakMap<Expression, readonly SharedClient[]>();
  private readonly knownBehind = new WeakMap<Expression, readonly SharedClient[]>();
  private readonly puts = new WeakMap<ProgramFile, readonly Put[]>();
  private readonly shared = new WeakMap<CallFacts, boolean>();

  constructor(
    private readonly values: Values,
    private readonly reach: Reach,
    private readonly catalogue: ClientCatalogue,
  ) {}

  /** The shared clients that an expression of a file may stand for; empty for what each invocation makes. */
  of(file: ProgramFile, expression: Expression): readonly SharedClient[] {
    return this.found(file, expression, 0);
  }

  /** The shared clients that the value of an expression was got from: of a table, a cursor, a channel. */
  behind(file: ProgramFile, expression: Expression): readonly SharedClient[] {
    return this.foundBehind(file, expression, 0);
  }

  private foundBehind(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    if (depth > DEEPEST || expression.kind === 'literal' || expression.kind === 'function') return [];
    let known = this.knownBehind.get(expression);
    if (known === undefined) {
      this.knownBehind.set(expression, []);
      const direct = this.found(file, expression, depth);
      known = onceEach(direct.length > 0 ? direct : this.partsBehind(file, expression, depth + 1));
      this.knownBehind.set(expression, known);
    }
    return known;
  }

  private partsBehind(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    if (expression.kind === 'member' && expression.object.kind !== 'self') {
      return this.foundBehind(file, expression.object, depth);
    }
    if (expression.kind === 'item') return this.foundBehind(file, expression.object, depth);
    if (expression.kind === 'call') {
      const callee = file.facts.calls[expression.call]?.callee;
      return callee?.kind === 'member' ? this.foundBehind(file, callee.object, depth) : [];
    }
    const binding = bindingOf(file, expression);
    const own = binding?.kind === 'variable' ? binding.values : [];
    const written = own.flatMap(({ value }) => this.foundBehind(file, value, depth));
    if (written.length > 0 || (expression.kind !== 'name' && expression.kind !== 'member')) return written;
    // Of another file, or of an object.
    return this.values.of(file, expression).flatMap((value) => {
      const made = value.kind === 'external' ? value.made : undefined;
      return made?.call.callee.kind === 'member' ? this.foundBehind(made.file, made.call.callee.object, depth) : [];
    });
  }

  private found(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    if (depth > DEEPEST || expression.kind === 'literal' || expression.kind === 'function') return [];
    let known = this.known.get(expression);
    if (known === undefined) {
      // What leads back to itself gives nothing more.
      this.known.set(expression, []);
      const direct = this.direct(file, expression);
      known = onceEach(direct.length > 0 ? direct : this.indirect(file, expression, depth));
      this.known.set(expression, known);
    }
    return known;
  }

  private direct(file: ProgramFile, expression: Expression): readonly SharedClient[] {
    return this.values.of(file, expression).flatMap((value) => {
      const made = value.kind === 'external' && value.path === `${value.made?.path ?? ''}()` ? value.made : undefined;
      const entry = made === undefined ? undefined : this.entryOf(made);
      if (made === undefined || entry === undefined || !this.isShared(made)) return [];
      return [{ file: made.file, call: made.call, entry, path: made.path, keepers: made.keepers, handed: [] }];
    });
  }

  private entryOf({ file, path, call }: Made): CatalogueEntry | undefined {
    return this.catalogue.find(file.language, path, call.isNew);
  }

  /** What the values of expressions do not tell: parameters, and items of caches. */
  private indirect(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    switch (expression.kind) {
      case 'name':
        return this.named(file, expression, depth);
      case 'item':
        return this.itemsOf(file, expression.object, depth);
      case 'call':
        return this.given(file, expression.call, depth);
      case 'either':
        return expression.parts.flatMap((part) => this.found(file, part, depth + 1));
      case 'made':
        return expression.parts.length === 1
          ? expression.parts.flatMap((part) => this.found(file, part, depth + 1))
          : [];
      case 'self':
      case 'member':
      case 'function':
      case 'class':
      case 'module':
      case 'literal':
      case 'object':
      case 'list':
        return [];
    }
  }

  private named(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    const binding = bindingOf(file, expression);
    if (binding?.kind === 'parameter') return this.handed(file, expression, depth);
    const given = binding?.values ?? [];
    return given.flatMap(({ value }) => (mayBeIndirect(value) ? this.found(file, value, depth + 1) : []));
  }

  /** What the calls that lead to a function give for one of its parameters. */
  private handed(file: ProgramFile, expression: Expression, depth: number): readonly SharedClient[] {
    const id = expression.kind === 'name' ? expression.binding : undefined;
    const binding = bindingOf(file, expression);
    if (id === undefined || binding === undefined) return [];
    const place: FunctionPlace = { file, function: binding.function };
    const parameters = factsOf(place)?.parameters ?? [];
    const position = parameters.findIndex(({ bindings, isRest }) => !isRest && bindings.includes(id));
    const ways = position < 0 ? [] : (this.reach.waysTo(place) ?? []);
    return ways.flatMap(({ from }) => {
      if (from?.edge.kind !== 'called') return [];
      const { call } = from.edge;
      const caller = from.reached.place.file;
      const argument =
        call.arguments.find(({ name }) => name === parameters[position]?.name) ?? call.arguments[position];
      if (argument === undefined) return [];
      const clients = this.found(caller, argument.value, depth + 1);
      return clients.map((client) => ({ ...client, handed: [...client.handed, { file: caller, call }] }));
    });
  }

  private given(file: ProgramFile, id: number, depth: number): readonly SharedClient[] {
    const call = file.facts.calls[id];
    if (call === undefined) return [];
    const { callee } = call;
    if (callee.kind === 'member' && TAKING.has(callee.name)) {
      const items = this.itemsOf(file, callee.object, depth);
      if (items.length > 0) return items;
    }
    return this.values.of(file, callee).flatMap((value) => {
      if (value.kind !== 'function') return [];
      const returns = factsOf({ file: value.file, function: value.id })?.returns ?? [];
      return returns.flatMap((each) => (mayBeIndirect(each) ? this.found(value.file, each, depth + 1) : []));
    });
  }

  private itemsOf(file: ProgramFile, cache: Expression, depth: number): readonly SharedClient[] {
    const keeper = keeperOf(file, cache);
    if (keeper === undefined || !this.reach.isLasting(file, keeper)) return [];
    return this.putsIn(file)
      .filter((put) => put.keeper.key === keeper.key)
      .flatMap(({ value }) => this.found(file, value, depth + 1))
      .map((client) => ({ ...client, keepers: [...client.keepers, { file, keeper }] }));
  }

  /** What a file gives to names and attributes, and puts into things under keys. */
  private putsIn(file: ProgramFile): readonly Put[] {
    let all = this.puts.get(file);
    if (all === undefined) {
      all = [...puts(file)];
      this.puts.set(file, all);
    }
    return all;
  }

  private isShared({ file, call, keepers }: Made): boolean {
    let isShared = this.shared.get(call);
    if (isShared === undefined) {
      isShared = this.isMadeOnce(file, call);
      this.shared.set(call, isShared);
    }
    return (
      isShared && (this.isKeptBy(file, call) || keepers.some((each) => this.reach.isLasting(each.file, each.keeper)))
    );
  }

  /** Whether not every invocation makes it. */
  private isMadeOnce(file: ProgramFile, call: CallFacts): boolean {
    const place = { file, function: call.function };
    if (call.function === 0 || this.reach.isMemoised(place)) return true;
    if (this.reach.waysTo(place) !== undefined) return this.reach.isGuarded(file, call);
    return !this.isWithinInvoked(place);
  }

  /** Whether the place where it is made, or what is done there, keeps it. */
  private isKeptBy(file: ProgramFile, call: CallFacts): boolean {
    if (call.function === 0 || this.reach.isMemoised({ file, function: call.function })) return true;
    return this.putsIn(file).some(
      ({ giver, keeper, value }) =>
        giver === call.function && this.reach.isLasting(file, keeper) && isMadeBy(file, value, call),
    );
  }

  /** Nothing is known of a function that an invoked one has inside and hands to somebody. */
  private isWithinInvoked(place: FunctionPlace): boolean {
    const parent = factsOf(place)?.parent;
    if (parent === undefined || parent === 0) return false;
    const around = { file: place.file, function: parent };
    return this.reach.waysTo(around) !== undefined || this.isWithinInvoked(around);
  }
}

/** Several ways may lead to one client. */
function onceEach(clients: readonly SharedClient[]): readonly SharedClient[] {
  return clients.length < 2 ? clients : [...new Map(clients.map((client) => [client.call, client])).values()];
}

interface Put {
  readonly giver: number;
  readonly keeper: Keeper;
  readonly value: Expression;
}

/** `client = value`, `cache[key] = value`, `cache.set(key, value)` */
function* puts(file: ProgramFile): Iterable<Put> {
  for (const { function: giver, target, value } of file.facts.assignments) {
    const keeper = keeperOf(file, target);
    if (keeper !== undefined) yield { giver, keeper, value };
  }
  for (const { function: giver, callee, arguments: given } of file.facts.calls) {
    const value = given[1]?.value;
    if (callee.kind !== 'member' || value === undefined || !FILLING.has(callee.name)) continue;
    const keeper = keeperOf(file, callee.object);
    if (keeper !== undefined) yield { giver, keeper, value };
  }
}

/** Whether a value is a call's result, directly or by a name. */
export function isMadeBy(file: ProgramFile, value: Expression, call: CallFacts): boolean {
  const named = bindingOf(file, value)?.values.map((each) => each.value) ?? [];
  return [value, ...named].some((each) =>
    partsOfExpression(file, each).some((part) => part.kind === 'call' && file.facts.calls[part.call] === call),
  );
}

function mayBeIndirect(value: Expression): boolean {
  return value.kind === 'name' || value.kind === 'call' || value.kind === 'item' || 'parts' in value;
}
