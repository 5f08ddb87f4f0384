import type { AnalysedHandler } from '../analysedHandler';
import type { Expression } from '../facts/fileFacts';
import type { Edge, Edges } from './edges';
import type { Conditional, Guards, Lifetimes } from './guards';
import { Memoised } from './memoised';
import type { Keeper } from './mentions';
import { keeperOf } from './mentions';
import type { FunctionPlace, Program, ProgramFile } from './program';
import { classKey, functionKey } from './program';
import type { Values } from './values';

/** A handler whose code the program has. */
export interface Root {
  readonly handler: AnalysedHandler;
  /** `route`: an application behind the handler runs it for some of the events. */
  readonly kind: 'handler' | 'route';
  readonly place: FunctionPlace;
}

/** A function that a handler leads to. */
export interface Reached {
  readonly place: FunctionPlace;
  readonly root: Root;
  /** How it is reached from the function before it; undefined for the handler itself. */
  readonly from?: { readonly reached: Reached; readonly edge: Edge };
  readonly depth: number;
}

/** Longer ways are not followed, and handlers that lead to more functions say nothing of the rest. */
const LONGEST_WAY = 12;
const MOST_FUNCTIONS = 500;

/** No function asks. */
const NOBODY = -1;

/** Guards depend on which objects outlive an invocation, and that on guards: it settles after a few rounds. */
const MOST_ROUNDS = 4;

/** The functions that run in the Invoke phase, each with the shortest way to it from every handler. */
export class Reach {
  readonly reached: ReadonlyMap<string, readonly [Reached, ...Reached[]]>;
  private readonly byFile = new Map<ProgramFile, (readonly [Reached, ...Reached[]])[]>();
  private lifetimes: Lifetimes;
  private readonly memoised: Memoised;

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly edges: Edges,
    private readonly guards: Guards,
    roots: readonly Root[],
  ) {
    this.memoised = new Memoised(values, guards);
    this.lifetimes = { perInvocation: new Set(this.allClasses()), invoked: new Set() };
    let reached = this.follow(roots);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = this.lifetimes;
      this.lifetimes = { perInvocation: this.classesMade(reached), invoked: new Set(reached.keys()) };
      reached = this.follow(roots);
      if (isSame(before.perInvocation, this.lifetimes.perInvocation)) break;
    }
    this.reached = reached;
    for (const ways of reached.values()) {
      const { file } = ways[0].place;
      this.byFile.set(file, [...(this.byFile.get(file) ?? []), ways]);
    }
  }

  /** The functions of a file that run in the Invoke phase: for each the ways that lead to it, the shortest first. */
  in(file: ProgramFile): readonly (readonly [Reached, ...Reached[]])[] {
    return this.byFile.get(file) ?? [];
  }

  /** The files with functions that run in the Invoke phase. */
  get files(): Iterable<ProgramFile> {
    return this.byFile.keys();
  }

  /** Whether what a name or member stands for is there longer than the run of a function. */
  outlives(file: ProgramFile, expression: Expression, asking: number): boolean {
    return this.guards.outlives(file, keeperOf(file, expression), asking, this.lifetimes);
  }

  /** Whether a keeper is there longer than an invocation. */
  isLasting(file: ProgramFile, keeper: Keeper): boolean {
    return this.guards.outlives(file, keeper, NOBODY, this.lifetimes);
  }

  /** Whether a function runs once for an environment because of a decorator. */
  isMemoised(place: FunctionPlace): boolean {
    return this.memoised.has(place, this.lifetimes);
  }

  /** The ways that lead to a function, the shortest first; undefined when no handler leads to it. */
  waysTo(place: FunctionPlace): readonly [Reached, ...Reached[]] | undefined {
    return this.reached.get(functionKey(place));
  }

  /** Whether a call or assignment of an invoked function is only made once for an environment. */
  isGuarded(file: ProgramFile, call: Conditional): boolean {
    return this.guards.isGuarded(file, call, this.lifetimes);
  }

  private follow(roots: readonly Root[]): Map<string, [Reached, ...Reached[]]> {
    const all = new Map<string, [Reached, ...Reached[]]>();
    for (const root of roots) {
      for (const reached of this.followOne(root)) {
        const key = functionKey(reached.place);
        const known = all.get(key);
        if (known === undefined) all.set(key, [reached]);
        else known.push(reached);
      }
    }
    for (const ways of all.values()) ways.sort((left, right) => left.depth - right.depth);
    return all;
  }

  private followOne(root: Root): Iterable<Reached> {
    // Applications run what a decorator keeps only once, too.
    if (root.kind === 'route' && this.memoised.has(root.place, this.lifetimes)) return [];
    const found = new Map<string, Reached>();
    const waiting: Reached[] = [{ place: root.place, root, depth: 0 }];
    for (const reached of waiting) {
      const key = functionKey(reached.place);
      if (found.has(key) || found.size >= MOST_FUNCTIONS) continue;
      found.set(key, reached);
      if (reached.depth < LONGEST_WAY) waiting.push(...this.next(reached));
    }
    return found.values();
  }

  private next(reached: Reached): Reached[] {
    const { file } = reached.place;
    return this.program.callsOf(reached.place).flatMap((call) => {
      const edges = this.edges.ofCall(file, call);
      if (edges.length === 0 || this.isGuarded(file, call)) return [];
      return edges
        .filter(({ to }) => !this.memoised.has(to, this.lifetimes))
        .map((edge) => ({ place: edge.to, root: reached.root, from: { reached, edge }, depth: reached.depth + 1 }));
    });
  }

  private classesMade(all: ReadonlyMap<string, readonly [Reached, ...Reached[]]>): Set<string> {
    const made = new Set<string>();
    for (const [first] of all.values()) {
      const { file } = first.place;
      for (const call of this.program.callsOf(first.place)) {
        const classes = this.edges.made(file, call);
        if (classes.length === 0 || this.isGuarded(file, call)) continue;
        for (const each of classes) this.addWithBases(made, each.file, each.id);
      }
    }
    return made;
  }

  /** Attributes that a class above sets belong to the same object. */
  private addWithBases(made: Set<string>, file: ProgramFile, id: number): void {
    const key = classKey(file, id);
    if (made.has(key)) return;
    made.add(key);
    for (const base of this.values.bases(file, id)) this.addWithBases(made, base.file, base.id);
  }

  private allClasses(): string[] {
    return [...this.program.all].flatMap((file) => file.facts.classes.map((_each, id) => classKey(file, id)));
  }
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}
