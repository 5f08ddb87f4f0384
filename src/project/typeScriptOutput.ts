import path from 'node:path';
import { parse } from 'jsonc-parser';
import { kindOf } from './handlerFile';
import type { ProjectFiles } from './projectFiles';

/** How far above a built file its tsconfig.json is looked for, and how many files `extends` may lead through. */
const HIGHEST = 8;
const LONGEST_CHAIN = 5;

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];

/**
 * Absolute path of the TypeScript file that the compiler writes `builtModule` from (absolute path without extension), by
 * `outDir` and `rootDir` of the nearest tsconfig.json; undefined when there is none. The module need not be built yet.
 */
export async function sourceByTypeScriptConfiguration(
  builtModule: string,
  files: ProjectFiles,
): Promise<string | undefined> {
  let folder = path.dirname(builtModule);
  for (let height = 0; height < HIGHEST; height += 1) {
    const { outDir, rootDir } = await outputFolders(path.join(folder, 'tsconfig.json'), files, LONGEST_CHAIN);
    const below = outDir === undefined ? undefined : relativeBelow(outDir, builtModule);
    if (below !== undefined) {
      const roots = rootDir === undefined ? [path.join(folder, 'src'), folder] : [rootDir];
      return firstFile(roots.flatMap((root) => EXTENSIONS.map((extension) => path.join(root, below) + extension)));
    }
    if (folder === path.dirname(folder)) return undefined;
    folder = path.dirname(folder);
  }
  return undefined;
}

interface OutputFolders {
  readonly outDir?: string;
  readonly rootDir?: string;
}

/** Absolute folders of a tsconfig.json, those it extends included. */
async function outputFolders(file: string, files: ProjectFiles, chain: number): Promise<OutputFolders> {
  const text = chain === 0 ? undefined : await files.text(file);
  if (text === undefined) return {};
  const configuration: unknown = parse(text, [], { allowTrailingComma: true });
  const options = property(configuration, 'compilerOptions');
  const folders = (['outDir', 'rootDir'] as const).flatMap((name) => {
    const value = property(options, name);
    return typeof value === 'string' ? [[name, path.resolve(path.dirname(file), value)] as const] : [];
  });
  const base = property(configuration, 'extends');
  const inherited =
    typeof base === 'string' && base.startsWith('.')
      ? await outputFolders(extendedFile(path.resolve(path.dirname(file), base)), files, chain - 1)
      : {};
  return { ...inherited, ...Object.fromEntries(folders) };
}

function extendedFile(file: string): string {
  return file.endsWith('.json') ? file : `${file}.json`;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function relativeBelow(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative;
}

async function firstFile(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if ((await kindOf(candidate)) === 'file') return candidate;
  return undefined;
}
