import type { AnalysedHandler } from '../analysedHandler';
import type { ClientCatalogue } from '../catalogue/clientCatalogue';
import { Analysis } from './analysis';
import type { Program } from './program';

/** What is derived of programs, kept as long as neither their files nor their handlers change. */
export class Analyses {
  private readonly known = new WeakMap<Program, Analysis>();

  constructor(private readonly catalogue: ClientCatalogue) {}

  /** `handlers`: those of all programs. */
  of(program: Program, handlers: readonly AnalysedHandler[]): Analysis {
    const own = handlers.filter(({ file }) => program.get(file) !== undefined);
    const known = this.known.get(program);
    if (known !== undefined && isSame(known.handlers, own)) return known;
    const analysis = new Analysis(program, own, this.catalogue);
    this.known.set(program, analysis);
    return analysis;
  }
}

function isSame(left: readonly AnalysedHandler[], right: readonly AnalysedHandler[]): boolean {
  return left.length === right.length && left.every((handler, at) => handler === right[at]);
}
