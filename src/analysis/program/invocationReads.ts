import type { Expression, Reference } from '../facts/fileFacts';
import type { Program, ProgramFile } from './program';
import type { Reach, Reached } from './reach';

/** A function of the Invoke phase reads a name of a module. */
export interface InvocationRead {
  readonly file: ProgramFile;
  readonly reference: Reference;
  /** The ways that lead to the function from handlers, the shortest first. */
  readonly ways: readonly [Reached, ...Reached[]];
}

const DEEPEST = 5;

/** Knows which names of modules invocations read, through imports, too. */
export class InvocationReads {
  private reads: ReadonlyMap<string, readonly InvocationRead[]> | undefined;

  constructor(
    private readonly program: Program,
    private readonly reach: Reach,
  ) {}

  /** The reads of a name of a file's module. */
  of(file: ProgramFile, binding: number): readonly InvocationRead[] {
    return this.all.get(bindingKey(file, binding)) ?? [];
  }

  /** The reads of what a file exports without a name of its own: `module.exports = { id: … }`. */
  ofExports(file: ProgramFile): readonly InvocationRead[] {
    return this.all.get(file.file) ?? [];
  }

  private get all(): ReadonlyMap<string, readonly InvocationRead[]> {
    this.reads ??= this.find();
    return this.reads;
  }

  private find(): ReadonlyMap<string, readonly InvocationRead[]> {
    const found = new Map<string, InvocationRead[]>();
    for (const file of this.reach.files) {
      const ways = new Map(this.reach.in(file).map((each) => [each[0].place.function, each]));
      const keys = new Map<number, ReadonlySet<string>>();
      for (const reference of file.facts.references) {
        const reached = ways.get(reference.function);
        const { binding } = reference.name;
        if (reached === undefined || binding === undefined || reference.isWritten) continue;
        let read = keys.get(binding);
        if (read === undefined) {
          read = this.keysOf(file, binding);
          keys.set(binding, read);
        }
        for (const key of read) add(found, key, { file, reference, ways: reached });
      }
    }
    return found;
  }

  private keysOf(file: ProgramFile, binding: number): ReadonlySet<string> {
    const keys = new Set<string>();
    this.addBinding(keys, file, binding, 0);
    return keys;
  }

  /** A name, and what it stands for where it is imported. */
  private addBinding(keys: Set<string>, file: ProgramFile, id: number, depth: number): void {
    const binding = file.facts.bindings[id];
    if (binding?.function !== 0 || depth > DEEPEST) return;
    keys.add(bindingKey(file, id));
    const { imported } = binding;
    if (imported !== undefined) {
      const within = imported.symbol === '' ? undefined : this.program.submodule(file, imported.from, imported.symbol);
      if (within === undefined)
        this.addExported(keys, this.program.module(file, imported.from), imported.symbol, depth);
      else this.addExported(keys, within, '', depth);
    }
    // `const { id } = require('./ids')`
    for (const { value } of binding.values) {
      const module = value.kind === 'member' ? value.object : value;
      if (module.kind !== 'module') continue;
      const symbol = value.kind === 'member' ? value.name : '';
      this.addExported(keys, this.program.module(file, module.from), symbol, depth);
    }
  }

  private addExported(keys: Set<string>, module: ProgramFile | undefined, symbol: string, depth: number): void {
    if (module === undefined) return;
    const { exports } = module.facts;
    const named = symbol === '' || !Object.hasOwn(exports, symbol) ? undefined : exports[symbol];
    if (named !== undefined) this.addValue(keys, module, named, depth);
    else {
      keys.add(module.file);
      for (const each of Object.values(exports)) this.addValue(keys, module, each, depth);
    }
  }

  private addValue(keys: Set<string>, module: ProgramFile, value: Expression, depth: number): void {
    if (value.kind === 'name' && value.binding !== undefined) this.addBinding(keys, module, value.binding, depth + 1);
    else if (value.kind === 'object') {
      for (const entry of value.entries) this.addValue(keys, module, entry.value, depth + 1);
      keys.add(module.file);
    } else keys.add(module.file);
  }
}

function bindingKey(file: ProgramFile, id: number): string {
  return `${String(id)}:${file.file}`;
}

function add(found: Map<string, InvocationRead[]>, key: string, read: InvocationRead): void {
  const known = found.get(key);
  if (known === undefined) found.set(key, [read]);
  else known.push(read);
}
