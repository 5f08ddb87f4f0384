import path from 'node:path';
import { parse } from 'jsonc-parser';
import type { ModuleAliases } from './moduleAliases';

/** Values of TypeScript's `module` that write ES modules where the package says that they are. */
const ECMASCRIPT: ReadonlySet<string> = new Set([
  'es2022',
  'esnext',
  'node16',
  'node18',
  'node20',
  'nodenext',
  'preserve',
]);

/** Knows which files are ES modules, which can wait for something while they are loaded. */
export class ModuleSystems {
  /** `type` of each package.json, by its folder. */
  private readonly packages = new Map<string, unknown>();

  constructor(private readonly aliases: ModuleAliases) {}

  /** Takes in the text of a package.json, by its absolute path; undefined when it is gone. */
  set(file: string, text: string | undefined): void {
    if (path.basename(file) !== 'package.json') return;
    if (text === undefined) this.packages.delete(path.dirname(file));
    else this.packages.set(path.dirname(file), typeOf(text));
  }

  /** Whether Node.js surely loads a file, or what TypeScript makes of it, as an ES module. */
  isEsModule(file: string): boolean {
    switch (path.extname(file)) {
      case '.mjs':
      case '.mts':
        return true;
      case '.cjs':
      case '.cts':
        return false;
      case '.ts':
      case '.tsx':
        return this.isModulePackage(file) && ECMASCRIPT.has(this.aliases.moduleOption(file) ?? '');
      default:
        return this.isModulePackage(file);
    }
  }

  private isModulePackage(file: string): boolean {
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      if (this.packages.has(folder)) return this.packages.get(folder) === 'module';
      if (folder === path.dirname(folder)) return false;
    }
  }
}

function typeOf(text: string): unknown {
  const read: unknown = parse(text);
  return typeof read === 'object' && read !== null ? Reflect.get(read, 'type') : undefined;
}
