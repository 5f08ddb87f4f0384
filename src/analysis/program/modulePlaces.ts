import path from 'node:path';
import { moduleCandidates } from '../../syntax/localModules';
import { LayerFolders } from './layerFolders';
import type { ModuleAliases } from './moduleAliases';
import type { WorkspacePackages } from './workspacePackages';

export interface ModulePlacesOptions {
  /** Absolute path of the folder above which no module is looked for. */
  readonly folder: string;
  readonly aliases: ModuleAliases;
  readonly packages: WorkspacePackages;
  /** The files there are, by their absolute paths. */
  readonly files: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>;
  /** Whether a package of Python is one of those that make clients: a layer's copy of it is not the project's code. */
  readonly isLibrary: (name: string) => boolean;
}

/** Marks a folder's names of Python's modules. */
const PYTHON = '*.py';

/** Knows the files that the names of modules stand for, as long as no file comes or goes. */
export class ModulePlaces {
  /** By the folders of importing files and the names in them: the files that are there, the likeliest first. */
  private readonly known = new Map<string, Map<string, readonly string[]>>();

  private layers: LayerFolders | undefined;

  constructor(private readonly options: ModulePlacesOptions) {}

  /** The file that a module's name stands for in another file; undefined for packages. Both are absolute paths. */
  find(importing: string, from: string): string | undefined {
    // A name means the same in all files of a folder and a language, a file's own place aside.
    const folder = importing.slice(0, importing.lastIndexOf(path.sep) + 1);
    const key = importing.endsWith('.py') ? folder + PYTHON : folder;
    let known = this.known.get(key);
    if (known === undefined) {
      known = new Map();
      this.known.set(key, known);
    }
    let places = known.get(from);
    if (places === undefined) {
      places = this.candidates(importing, from).filter((file) => this.options.files.has(file));
      known.set(from, places);
    }
    return places.find((file) => file !== importing);
  }

  /** Files or names have changed. */
  forget(): void {
    this.known.clear();
    this.layers = undefined;
  }

  private candidates(importing: string, from: string): string[] {
    const { folder, aliases, packages, files } = this.options;
    const direct = moduleCandidates(importing, from, folder);
    if (from.startsWith('.') || this.isOfLibrary(importing, from)) return direct;
    this.layers ??= new LayerFolders(files.keys(), folder);
    const layered = this.layers.candidates(importing, from);
    if (importing.endsWith('.py')) return [...direct, ...layered];
    const own = path.dirname(importing);
    const places = [...aliases.candidates(importing, from), ...packages.candidates(from)];
    const named = places.flatMap((place) => moduleCandidates(importing, `./${path.relative(own, place)}`, folder));
    return [...named, ...layered];
  }

  private isOfLibrary(importing: string, from: string): boolean {
    const [name = ''] = from.split('.');
    return importing.endsWith('.py') && this.options.isLibrary(name);
  }
}
