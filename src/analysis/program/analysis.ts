import type { AnalysedHandler } from '../analysedHandler';
import type { ClientCatalogue } from '../catalogue/clientCatalogue';
import type { FunctionFacts } from '../facts/fileFacts';
import { Creations } from './creations';
import type { Creation } from './creations';
import { Edges } from './edges';
import { Guards } from './guards';
import type { Program, ProgramFile } from './program';
import { Reach } from './reach';
import type { Root } from './reach';
import { Routes } from './routes';
import { Taint } from './taint';
import { Values } from './values';

/** What rules look at: the program with everything that is derived from it. */
export class Analysis {
  readonly values: Values;
  readonly reach: Reach;
  readonly taint: Taint;
  readonly roots: readonly Root[];
  private readonly creations: ReadonlyMap<string, readonly Creation[]>;

  constructor(
    readonly program: Program,
    readonly handlers: readonly AnalysedHandler[],
    catalogue: ClientCatalogue,
  ) {
    this.values = new Values(program);
    const edges = new Edges(program, this.values);
    const own = handlers.flatMap((handler) => rootOf(program, handler));
    this.roots = [...own, ...new Routes(program, this.values).of(handlers, own)];
    this.reach = new Reach(program, this.values, edges, new Guards(this.values), this.roots);
    this.taint = new Taint(program, this.values, edges, this.reach, this.roots);
    this.creations = new Creations(this, catalogue).byFile();
  }

  /** Clients that are made in the Invoke phase by code of a file. */
  creationsIn(file: ProgramFile): readonly Creation[] {
    return this.creations.get(file.file) ?? [];
  }
}

/** The function that a handler's code is. */
function rootOf(program: Program, handler: AnalysedHandler): Root[] {
  const file = program.get(handler.file);
  if (file === undefined) return [];
  const within = file.lines.span(handler.code);
  const inside = file.facts.functions
    .map((facts, index) => ({ facts, index }))
    .filter(({ facts, index }) => index > 0 && facts.span.start >= within.start && facts.span.end <= within.end);
  const ids = new Set(inside.map(({ index }) => index));
  const outermost = inside.filter(({ facts }) => facts.parent === undefined || !ids.has(facts.parent));
  const suited = outermost.length > 1 ? outermost.filter(({ facts }) => hasParameters(facts, handler)) : outermost;
  return suited.length === 1
    ? suited.map(({ index }) => ({ handler, kind: 'handler', place: { file, function: index } }))
    : [];
}

/** Of several functions that are given to a wrapper, the handler is the one with its parameters. */
function hasParameters({ parameters }: FunctionFacts, handler: AnalysedHandler): boolean {
  const names = parameters.map(({ name }) => name);
  return handler.parameters.length === names.length && handler.parameters.every((name, at) => names[at] === name);
}
