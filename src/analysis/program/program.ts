import path from 'node:path';
import { moduleCandidates, submodule } from '../../syntax/localModules';
import type { Binding, CallFacts, Expression, FileFacts, FunctionFacts } from '../facts/fileFacts';
import type { TextLines } from '../textLines';
import { ModuleAliases } from './moduleAliases';

export type ProgramLanguage = 'python' | 'javascript';

/** One file of the program. */
export interface ProgramFile {
  /** Absolute path. */
  readonly file: string;
  readonly language: ProgramLanguage;
  readonly facts: FileFacts;
  readonly lines: TextLines;
}

/** A function of a file, by its index in the file's facts. */
export interface FunctionPlace {
  readonly file: ProgramFile;
  readonly function: number;
}

/** All files that are analysed together. */
export class Program {
  readonly aliases = new ModuleAliases();
  private readonly files = new Map<string, ProgramFile>();
  private readonly calls = new Map<ProgramFile, ReadonlyMap<number, readonly CallFacts[]>>();

  /** `folder`: absolute path above which no module is looked for. */
  constructor(private readonly folder: string) {}

  get all(): Iterable<ProgramFile> {
    return this.files.values();
  }

  get(file: string): ProgramFile | undefined {
    return this.files.get(file);
  }

  set(file: ProgramFile): void {
    this.delete(file.file);
    this.files.set(file.file, file);
  }

  delete(file: string): boolean {
    const known = this.files.get(file);
    if (known !== undefined) this.calls.delete(known);
    return this.files.delete(file);
  }

  /** The file that a module's name stands for; undefined for packages. */
  module(importing: ProgramFile, from: string): ProgramFile | undefined {
    for (const candidate of this.candidates(importing, from)) {
      const found = this.files.get(candidate);
      if (found !== undefined && found !== importing) return found;
    }
    return undefined;
  }

  private candidates(importing: ProgramFile, from: string): string[] {
    const direct = moduleCandidates(importing.file, from, this.folder);
    if (importing.language === 'python' || from.startsWith('.')) return direct;
    const folder = path.dirname(importing.file);
    return this.aliases
      .candidates(importing.file, from)
      .flatMap((place) => moduleCandidates(importing.file, `./${path.relative(folder, place)}`, this.folder));
  }

  /** A module within a Python package. */
  submodule(importing: ProgramFile, from: string, name: string): ProgramFile | undefined {
    return importing.language === 'python' ? this.module(importing, submodule(from, name)) : undefined;
  }

  /** The calls that a function makes itself. */
  callsOf({ file, function: id }: FunctionPlace): readonly CallFacts[] {
    let calls = this.calls.get(file);
    if (calls === undefined) {
      calls = byFunction(file.facts.calls);
      this.calls.set(file, calls);
    }
    return calls.get(id) ?? [];
  }
}

function byFunction(calls: readonly CallFacts[]): ReadonlyMap<number, readonly CallFacts[]> {
  const found = new Map<number, CallFacts[]>();
  for (const call of calls) {
    const known = found.get(call.function);
    if (known === undefined) found.set(call.function, [call]);
    else known.push(call);
  }
  return found;
}

export function factsOf({ file, function: id }: FunctionPlace): FunctionFacts | undefined {
  return file.facts.functions[id];
}

export function bindingOf(file: ProgramFile, expression: Expression): Binding | undefined {
  return expression.kind === 'name' && expression.binding !== undefined
    ? file.facts.bindings[expression.binding]
    : undefined;
}

/** The same text for the same function. */
export function functionKey({ file, function: id }: FunctionPlace): string {
  return `${String(id)}:${file.file}`;
}

export function classKey(file: ProgramFile, id: number): string {
  return `${String(id)}:${file.file}`;
}

/** The last part of a callee's name. */
export function lastName(expression: Expression): string {
  return expression.kind === 'name' || expression.kind === 'member' ? expression.name : '';
}
