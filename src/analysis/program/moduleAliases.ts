import path from 'node:path';
import { parse } from 'jsonc-parser';

/** What a tsconfig.json says of the names of modules. */
interface ModuleConfiguration {
  /** Absolute folder that names without a dot start from. */
  readonly baseUrl?: string;
  /** Patterns with at most one `*`, in their order, with absolute targets. */
  readonly paths?: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  /** Absolute path of the configuration that it adds to. */
  readonly extends?: string;
  /** How TypeScript writes modules, in lower case. */
  readonly module?: string;
}

/** How many files `extends` may lead through. */
const LONGEST_CHAIN = 5;

/** Whether a file says how the modules of its folder are named or loaded. */
export function isModuleConfiguration(file: string): boolean {
  return /^(?:[tj]sconfig(?:\.[\w-]+)*|package)\.json$/.test(path.basename(file));
}

/** The names for modules that TypeScript's configurations define with `paths` and `baseUrl`. */
export class ModuleAliases {
  private readonly configurations = new Map<string, ModuleConfiguration>();

  /** Takes in the text of a configuration, by its absolute path; undefined when it is gone. */
  set(file: string, text: string | undefined): void {
    if (text === undefined) this.configurations.delete(file);
    else this.configurations.set(file, configurationOf(file, text));
  }

  /** The value of TypeScript's `module` for a file, in lower case; undefined when no configuration says it. */
  moduleOption(file: string): string | undefined {
    const nearest = this.nearest(file);
    return nearest === undefined ? undefined : this.inherited(nearest, LONGEST_CHAIN).module;
  }

  /** Absolute paths, perhaps without extension, that a name without a dot may stand for in a file. */
  candidates(importing: string, from: string): string[] {
    const nearest = this.nearest(importing);
    if (nearest === undefined) return [];
    const { paths = [], baseUrl } = this.inherited(nearest, LONGEST_CHAIN);
    const aliased = paths.flatMap(({ pattern, targets }) => {
      const inserted = insertedBy(pattern, from);
      return inserted === undefined ? [] : targets.map((target) => target.replace('*', () => inserted));
    });
    return baseUrl === undefined ? aliased : [...aliased, path.join(baseUrl, from)];
  }

  private nearest(importing: string): string | undefined {
    for (let folder = path.dirname(importing); ; folder = path.dirname(folder)) {
      for (const name of ['tsconfig.json', 'jsconfig.json']) {
        const file = path.join(folder, name);
        if (this.configurations.has(file)) return file;
      }
      if (folder === path.dirname(folder)) return undefined;
    }
  }

  private inherited(file: string, chain: number): ModuleConfiguration {
    const own = this.configurations.get(file);
    if (own?.extends === undefined || chain === 0) return own ?? {};
    return { ...this.inherited(own.extends, chain - 1), ...own };
  }
}

function configurationOf(file: string, text: string): ModuleConfiguration {
  const folder = path.dirname(file);
  const configuration: unknown = parse(text, [], { allowTrailingComma: true });
  const options = property(configuration, 'compilerOptions');
  const base = property(options, 'baseUrl');
  const baseUrl = typeof base === 'string' ? path.resolve(folder, base) : undefined;
  const paths = property(options, 'paths');
  const parent = property(configuration, 'extends');
  const module = property(options, 'module');
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(typeof paths === 'object' && paths !== null ? { paths: pathsOf(paths, baseUrl ?? folder) } : {}),
    ...(typeof module === 'string' ? { module: module.toLowerCase() } : {}),
    ...(typeof parent === 'string' && parent.startsWith('.') ? { extends: extendedFile(folder, parent) } : {}),
  };
}

function pathsOf(paths: object, folder: string): NonNullable<ModuleConfiguration['paths']> {
  return Object.entries(paths).map(([pattern, given]: [string, unknown]) => {
    const targets: readonly unknown[] = Array.isArray(given) ? given : [];
    return {
      pattern,
      targets: targets.flatMap((target) => (typeof target === 'string' ? [path.resolve(folder, target)] : [])),
    };
  });
}

function extendedFile(folder: string, parent: string): string {
  const file = path.resolve(folder, parent);
  return file.endsWith('.json') ? file : `${file}.json`;
}

/** What a name has in place of the `*` of a pattern; undefined when it does not match. */
function insertedBy(pattern: string, name: string): string | undefined {
  const [before = '', after] = pattern.split('*', 2);
  if (after === undefined) return pattern === name ? '' : undefined;
  const fits = name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
