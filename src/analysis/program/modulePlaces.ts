import path from 'node:path';
import { moduleCandidates } from '../../syntax/localModules';
import type { ModuleAliases } from './moduleAliases';

/** Knows the files that the names of modules stand for, as long as no file comes or goes. */
export class ModulePlaces {
  private readonly known = new Map<string, Map<string, string | undefined>>();

  /** `folder`: absolute path above which no module is looked for; `has`: whether there is a file. */
  constructor(
    private readonly folder: string,
    private readonly aliases: ModuleAliases,
    private readonly has: (file: string) => boolean,
  ) {}

  /** The file that a module's name stands for in another file; undefined for packages. Both are absolute paths. */
  find(importing: string, from: string): string | undefined {
    let known = this.known.get(importing);
    if (known === undefined) {
      known = new Map();
      this.known.set(importing, known);
    }
    if (!known.has(from)) {
      known.set(
        from,
        this.candidates(importing, from).find((file) => file !== importing && this.has(file)),
      );
    }
    return known.get(from);
  }

  /** Files or names have changed. */
  forget(): void {
    this.known.clear();
  }

  private candidates(importing: string, from: string): string[] {
    const direct = moduleCandidates(importing, from, this.folder);
    if (importing.endsWith('.py') || from.startsWith('.')) return direct;
    const folder = path.dirname(importing);
    return this.aliases
      .candidates(importing, from)
      .flatMap((place) => moduleCandidates(importing, `./${path.relative(folder, place)}`, this.folder));
  }
}
