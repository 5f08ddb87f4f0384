import type { CallFacts, Span } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import { lastName } from './program';
import type { Reach, Reached } from './reach';
import type { SharedClient, SharedClients } from './sharedClients';

/** A place of the Invoke phase where a client is used that outlives the invocation. */
export interface SharedClientUse {
  readonly client: SharedClient;
  readonly file: ProgramFile;
  readonly function: number;
  /** The ways from handlers to the function that uses it, the shortest first. */
  readonly ways: readonly Reached[];
  /**
   * `called`: a method of it or itself; `given`: to a call; `entered`: by a `with` statement; `behind`: a method of
   * what it gave.
   */
  readonly kind: 'behind' | 'called' | 'entered' | 'given';
  /** What is called, empty for itself. */
  readonly method: string;
  /** Of the call or of what is entered. */
  readonly span: Span;
  /** The call that uses it, for `called` and `given`. */
  readonly call?: CallFacts;
}

/** All uses of one shared client. */
export interface UsedClient {
  readonly client: SharedClient;
  readonly uses: readonly [SharedClientUse, ...SharedClientUse[]];
}

/** Calls that keep a function for another time. */
const LATER: ReadonlySet<string> = new Set([
  'addEventListener',
  'addListener',
  'on',
  'once',
  'prependListener',
  'register',
  'signal',
]);

/** Finds where the Invoke phase uses clients that outlive it. Looks at the program when it is first asked. */
export class SharedClientUses {
  private found: readonly SharedClientUse[] | undefined;
  private readonly byFile = new Map<ProgramFile, SharedClientUse[]>();
  private readonly byCreation = new Map<ProgramFile, Map<CallFacts, [SharedClientUse, ...SharedClientUse[]]>>();

  constructor(
    private readonly clients: SharedClients,
    private readonly reach: Reach,
  ) {}

  /** The uses that a file has. */
  in(file: ProgramFile): readonly SharedClientUse[] {
    this.find();
    return this.byFile.get(file) ?? [];
  }

  /** The shared clients that a file makes, in the order of its text, with their uses in all files. */
  madeIn(file: ProgramFile): readonly UsedClient[] {
    this.find();
    return [...(this.byCreation.get(file)?.values() ?? [])]
      .map((uses) => ({ client: uses[0].client, uses }))
      .sort((left, right) => left.client.call.span.start - right.client.call.span.start);
  }

  /** All uses of a client, in all files. */
  usesOf({ file, call }: SharedClient): readonly SharedClientUse[] {
    this.find();
    return this.byCreation.get(file)?.get(call) ?? [];
  }

  private find(): void {
    if (this.found !== undefined) return;
    this.found = [...this.reach.files].flatMap((file) => this.usesIn(file));
    for (const use of this.found) this.add(use);
  }

  private add(use: SharedClientUse): void {
    const { file, client } = use;
    const here = this.byFile.get(file);
    if (here === undefined) this.byFile.set(file, [use]);
    else here.push(use);
    const made = this.byCreation.get(client.file) ?? new Map<CallFacts, [SharedClientUse, ...SharedClientUse[]]>();
    this.byCreation.set(client.file, made);
    const uses = made.get(client.call);
    if (uses === undefined) made.set(client.call, [use]);
    else uses.push(use);
  }

  private usesIn(file: ProgramFile): SharedClientUse[] {
    const { calls, contexts } = file.facts;
    const invoked = this.invokedIn(file);
    const called = calls.flatMap((call) => {
      const ways = invoked.get(call.function);
      return ways === undefined ? [] : this.inCall(file, call, ways);
    });
    const entered = contexts.flatMap(({ function: id, value, span }) => {
      const ways = invoked.get(id);
      if (ways === undefined) return [];
      return this.clients
        .of(file, value)
        .map((client) => ({ client, file, function: id, ways, kind: 'entered' as const, method: '', span }));
    });
    return [...called, ...entered];
  }

  /** The ways to the functions that run in the Invoke phase, what they hand to libraries included. */
  private invokedIn(file: ProgramFile): ReadonlyMap<number, readonly Reached[]> {
    const invoked = new Map<number, readonly Reached[]>();
    for (const ways of this.reach.in(file)) invoked.set(ways[0].place.function, ways);
    const given = new Map<number, CallFacts>();
    for (const call of file.facts.calls) {
      if (LATER.has(lastName(call.callee))) continue;
      for (const { value } of call.arguments) if (value.kind === 'function') given.set(value.function, call);
    }
    // A function inside of another one comes behind it.
    for (const id of [...given.keys()].sort((left, right) => left - right)) {
      const ways = invoked.get(given.get(id)?.function ?? 0);
      if (ways !== undefined && !invoked.has(id)) invoked.set(id, ways);
    }
    return invoked;
  }

  private inCall(file: ProgramFile, call: CallFacts, ways: readonly Reached[]): SharedClientUse[] {
    const { callee, span, function: id } = call;
    const place = { file, function: id, ways, span, call };
    const [object, method] = callee.kind === 'member' ? [callee.object, callee.name] : [callee, ''];
    const called = this.clients
      .of(file, object)
      .map((client) => ({ ...place, client, kind: 'called' as const, method }));
    const given = call.arguments.flatMap(({ value }) =>
      this.clients.of(file, value).map((client) => ({ ...place, client, kind: 'given' as const, method })),
    );
    const behind = called.length > 0 || method === '' ? [] : this.clients.behind(file, object);
    return [...called, ...given, ...behind.map((client) => ({ ...place, client, kind: 'behind' as const, method }))];
  }
}
