import { ModuleAliases } from './moduleAliases';
import { ModulePlaces } from './modulePlaces';
import { ModuleSystems } from './moduleSystems';
import type { ProgramFile } from './program';
import { Program } from './program';
import { WorkspacePackages } from './workspacePackages';

/**
 * All files, in programs of those that lead to each other through their imports: what is known of one program stays true
 * while files of another one are edited.
 */
export class Programs {
  private readonly files = new Map<string, ProgramFile>();
  private readonly aliases = new ModuleAliases();
  private readonly systems = new ModuleSystems(this.aliases);
  private readonly packages = new WorkspacePackages();
  private readonly places: ModulePlaces;
  private known: ReadonlyMap<string, Program> | undefined;

  /**
   * `folder`: absolute path above which no module is looked for; `isLibrary`: whether a package of Python is one of those
   * that make clients.
   */
  constructor(folder: string, isLibrary: (name: string) => boolean) {
    const { aliases, packages, files } = this;
    this.places = new ModulePlaces({ folder, aliases, packages, files, isLibrary });
  }

  get(file: string): ProgramFile | undefined {
    return this.files.get(file);
  }

  /** The program that a file belongs to. */
  of(file: ProgramFile): Program {
    return this.byFile.get(file.file) ?? this.programOf([file]);
  }

  get all(): ReadonlySet<Program> {
    return new Set(this.byFile.values());
  }

  set(file: ProgramFile): void {
    const before = this.files.get(file.file);
    this.files.set(file.file, file);
    if (before === undefined) this.places.forget();
    if (before === undefined || !namesSame(before, file)) this.known = undefined;
    else this.replace(file);
  }

  delete(file: string): boolean {
    const isKnown = this.files.delete(file);
    if (isKnown) this.forget();
    return isKnown;
  }

  /** Takes in a file that says how modules are named, by its absolute path; undefined when it is gone. */
  configure(file: string, text: string | undefined): void {
    this.aliases.set(file, text);
    this.systems.set(file, text);
    this.packages.set(file, text);
    this.forget();
  }

  private forget(): void {
    this.places.forget();
    this.known = undefined;
  }

  private replace(file: ProgramFile): void {
    const before = this.known?.get(file.file);
    if (before === undefined) return;
    const after = before.with(file);
    const known = new Map(this.known);
    for (const each of after.all) known.set(each.file, after);
    this.known = known;
  }

  private get byFile(): ReadonlyMap<string, Program> {
    this.known ??= this.divided();
    return this.known;
  }

  private divided(): Map<string, Program> {
    const together = new Map<string, ProgramFile[]>();
    for (const file of this.files.values()) together.set(file.file, [file]);
    for (const file of this.files.values()) {
      for (const name of file.facts.modules) this.join(together, file.file, this.places.find(file.file, name));
    }
    const found = new Map<string, Program>();
    for (const files of new Set(together.values())) {
      const program = this.programOf(files);
      for (const { file } of files) found.set(file, program);
    }
    return found;
  }

  /** Puts the smaller of two groups of files into the larger one. */
  private join(together: Map<string, ProgramFile[]>, file: string, other: string | undefined): void {
    const one = together.get(file);
    const two = other === undefined ? undefined : together.get(other);
    if (one === undefined || two === undefined || one === two) return;
    const [larger, smaller] = one.length < two.length ? [two, one] : [one, two];
    for (const each of smaller) {
      larger.push(each);
      together.set(each.file, larger);
    }
  }

  private programOf(files: readonly ProgramFile[]): Program {
    return new Program(new Map(files.map((file) => [file.file, file])), this.places, this.systems);
  }
}

/** Whether two versions of a file name the same modules. */
function namesSame(before: ProgramFile, after: ProgramFile): boolean {
  const { modules } = before.facts;
  return modules.length === after.facts.modules.length && modules.every((name, at) => after.facts.modules[at] === name);
}
