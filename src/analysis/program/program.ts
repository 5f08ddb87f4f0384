import { submodule } from '../../syntax/localModules';
import type { Binding, CallFacts, Expression, FileFacts, FunctionFacts } from '../facts/fileFacts';
import type { TextLines } from '../textLines';
import type { ModulePlaces } from './modulePlaces';
import type { ModuleSystems } from './moduleSystems';

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

/** Files that are analysed together: those that lead to each other. */
export class Program {
  constructor(
    private readonly files: ReadonlyMap<string, ProgramFile>,
    private readonly places: ModulePlaces,
    readonly modules: ModuleSystems,
    private readonly calls = new WeakMap<ProgramFile, ReadonlyMap<number, readonly CallFacts[]>>(),
  ) {}

  get all(): Iterable<ProgramFile> {
    return this.files.values();
  }

  get(file: string): ProgramFile | undefined {
    return this.files.get(file);
  }

  /** This program with another version of a file. */
  with(file: ProgramFile): Program {
    return new Program(new Map([...this.files, [file.file, file]]), this.places, this.modules, this.calls);
  }

  /** The file that a module's name stands for; undefined for packages. */
  module(importing: ProgramFile, from: string): ProgramFile | undefined {
    const place = this.places.find(importing.file, from);
    return place === undefined ? undefined : this.files.get(place);
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
