import type { AnalysedHandler } from '../analysedHandler';
import type { ClientCatalogue } from '../catalogue/clientCatalogue';
import type { FunctionFacts } from '../facts/fileFacts';
import { aroundHandler } from './aroundHandlers';
import { filesBehind } from './behindHandlers';
import { callsToCreations } from './callsToCreations';
import type { CallToCreations } from './callsToCreations';
import { clientCallAt } from './clientCalls';
import type { ClientCall } from './clientCalls';
import { Constants } from './constants';
import { Creations } from './creations';
import type { Creation } from './creations';
import { CredentialOrigins } from './credentialOrigins';
import { CustomResources } from './customResources';
import { Decorators } from './decorators';
import { Edges } from './edges';
import { EventLoops } from './eventLoops';
import { ExpiringCalls } from './expiringCalls';
import { Floating } from './floating';
import { Guards } from './guards';
import { HandlerEndings } from './handlerEndings';
import { InvocationReads } from './invocationReads';
import { madeHandlers } from './madeHandlers';
import type { Program, ProgramFile } from './program';
import { Promises } from './promises';
import { Reach } from './reach';
import type { Root } from './reach';
import { Results } from './results';
import { Routes } from './routes';
import { SharedClients } from './sharedClients';
import { SharedClientUses } from './sharedClientUses';
import { SharedState } from './sharedState';
import { Signals } from './signals';
import { Taint } from './taint';
import { TemporaryFiles } from './temporaryFiles';
import { TemporaryPaths } from './temporaryPaths';
import { Values } from './values';

/** What rules look at: the program with everything that is derived from it. */
export class Analysis {
  readonly values: Values;
  readonly reach: Reach;
  readonly taint: Taint;
  readonly roots: readonly Root[];
  readonly sharedClients: SharedClients;
  /** Where invocations use clients that outlive them. */
  readonly sharedClientUses: SharedClientUses;
  /** What outlives invocations. */
  readonly state: SharedState;
  /** Names of modules that invocations read. */
  readonly reads: InvocationReads;
  /** Calls that give secrets and tokens. */
  readonly expiring: ExpiringCalls;
  readonly constants: Constants;
  readonly eventLoops: EventLoops;
  readonly credentialOrigins: CredentialOrigins;
  readonly results = new Results();
  readonly signals: Signals;
  readonly floating: Floating;
  readonly endings: HandlerEndings;
  readonly temporaryPaths: TemporaryPaths;
  readonly temporaryFiles: TemporaryFiles;
  readonly customResources: CustomResources;
  private readonly behindHandlers: ReadonlySet<ProgramFile>;
  private readonly creationsOf: Creations;
  private readonly creations: ReadonlyMap<string, readonly Creation[]>;
  private readonly callsTo: ReadonlyMap<ProgramFile, readonly CallToCreations[]>;

  constructor(
    readonly program: Program,
    readonly handlers: readonly AnalysedHandler[],
    catalogue: ClientCatalogue,
  ) {
    this.values = new Values(program);
    this.constants = new Constants(this.values);
    const decorators = new Decorators(this.values);
    const edges = new Edges(program, this.values, decorators);
    const own = handlers
      .flatMap((handler) => rootsOf(program, handler, this.values))
      .flatMap((root) => [...withDecorators(root, decorators), ...aroundHandler(root, this.values)]);
    this.roots = [...own, ...new Routes(program, this.values).of(handlers, own)];
    this.reach = new Reach(program, this.values, edges, new Guards(this.values), this.roots);
    this.taint = new Taint(program, this.values, edges, this.reach, this.roots);
    this.state = new SharedState(program, this.values, this.reach, this.roots);
    this.reads = new InvocationReads(program, this.reach);
    this.expiring = new ExpiringCalls(program, this.values);
    this.eventLoops = new EventLoops(program, this.values, this.reach);
    this.credentialOrigins = new CredentialOrigins(this.values);
    const promises = new Promises(this.values);
    this.signals = new Signals(this.values);
    this.floating = new Floating(program, promises, this.results, this.signals);
    this.endings = new HandlerEndings(promises);
    this.temporaryPaths = new TemporaryPaths(program, this.values, this.reach, this.taint);
    this.temporaryFiles = new TemporaryFiles(this);
    this.customResources = new CustomResources(program, handlers);
    this.behindHandlers = new Set(filesBehind(program, handlers).keys());
    this.sharedClients = new SharedClients(this.values, this.reach, catalogue);
    this.sharedClientUses = new SharedClientUses(this.sharedClients, this.reach);
    this.creationsOf = new Creations(this, catalogue);
    this.creations = this.creationsOf.byFile();
    this.callsTo = callsToCreations(this.creations.values());
  }

  /** Whether a handler's module is or imports a file. */
  isBehindHandler(file: ProgramFile): boolean {
    return this.behindHandlers.has(file);
  }

  /** Clients that are made in the Invoke phase by code of a file. */
  creationsIn(file: ProgramFile): readonly Creation[] {
    return this.creations.get(file.file) ?? [];
  }

  /** The calls in a handler's file that lead to clients which code of other files makes. */
  callsToCreationsIn(file: ProgramFile): readonly CallToCreations[] {
    return this.callsTo.get(file) ?? [];
  }

  /** The client that the innermost call at an offset makes or leads to; undefined for other calls. */
  clientCallAt(file: ProgramFile, offset: number): ClientCall | undefined {
    return clientCallAt(this, this.creationsOf, file, offset);
  }
}

/** A handler's function, with what its decorators put in its place or run for its records. */
function withDecorators(root: Root, decorators: Decorators): Root[] {
  const wrappers = decorators.wrappersOf(root.place).map((place): Root => ({ ...root, place }));
  const given = decorators.givenTo(root.place).map((place): Root => ({ ...root, kind: 'route', place }));
  return [root, ...wrappers, ...given];
}

/** The function that a handler's code is, or those that what is called there gives. */
function rootsOf(program: Program, handler: AnalysedHandler, values: Values): Root[] {
  const file = program.get(handler.file);
  if (file === undefined) return [];
  const within = file.lines.span(handler.code);
  const inside = file.facts.functions
    .map((facts, index) => ({ facts, index }))
    .filter(({ facts, index }) => index > 0 && facts.span.start >= within.start && facts.span.end <= within.end);
  if (inside.length === 0) {
    return madeHandlers(file, within, values).map((place) => ({ handler, kind: 'handler', place }));
  }
  const ids = new Set(inside.map(({ index }) => index));
  const outermost = inside.filter(({ facts }) => facts.parent === undefined || !ids.has(facts.parent));
  const alike = outermost.length > 1 ? outermost.filter(({ facts }) => hasParameters(facts, handler)) : outermost;
  // One that another of them uses is not what Lambda calls.
  const suited = alike.length > 1 ? alike.filter(({ facts }) => !isUsedBy(file, facts, alike)) : alike;
  return suited.length === 1
    ? suited.map(({ index }) => ({ handler, kind: 'handler', place: { file, function: index } }))
    : [];
}

/** Of several functions that are given to a wrapper, the handler is the one with its parameters. */
function hasParameters({ parameters }: FunctionFacts, handler: AnalysedHandler): boolean {
  const names = parameters.map(({ name }) => name);
  return handler.parameters.length === names.length && handler.parameters.every((name, at) => names[at] === name);
}

function isUsedBy(
  file: ProgramFile,
  facts: FunctionFacts,
  others: readonly { readonly facts: FunctionFacts }[],
): boolean {
  return file.facts.references.some(
    ({ name, start }) =>
      name.name === facts.name &&
      others.some((other) => other.facts !== facts && other.facts.span.start <= start && start < other.facts.span.end),
  );
}
