import path from 'node:path';
import { findHandlerFile, handlerParts, kindOf, languageOfFile } from './handlerFile';
import type { HandlerLanguage, HandlerParts } from './handlerFile';
import { DISK_FILES } from './projectFiles';
import type { ProjectFiles } from './projectFiles';
import { sourceByMap } from './sourceMap';
import { sourceByTypeScriptConfiguration } from './typeScriptOutput';

export interface HandlerRequest {
  /** Absolute path of the code folder. */
  readonly codePath: string;
  readonly handler: string;
  readonly language: HandlerLanguage;
  /** Files that a bundler makes one file each of, relative to `codePath`. */
  readonly entryPoints?: readonly string[];
  readonly files?: ProjectFiles;
}

/** The source that a handler string leads to. */
export interface HandlerSource {
  /** Absolute path of the file that people edit. */
  readonly file: string;
  /** Name of the function or class in it; dots lead into objects. */
  readonly symbol: string;
  /** What to start in the code folder: as given, or naming the source where there is no built file. */
  readonly handler: string;
}

/**
 * Finds the source behind a handler string: the entry point of a bundler, the file itself, or what it was built from
 * by its source map or by `outDir` and `rootDir` of tsconfig.json. A built file that is missing is replaced by its
 * source where that lies in the code folder. Undefined when no file is found or nothing could be started.
 */
export async function sourceOfHandler(request: HandlerRequest): Promise<HandlerSource | undefined> {
  const { codePath, handler, language, files = DISK_FILES } = request;
  const parts = handlerParts(handler, language);
  if (parts === undefined) return undefined;
  const entry = await entryPoint(request, parts);
  if (entry !== undefined) return entry;
  const found = await findHandlerFile(codePath, handler, language);
  const symbol = parts.exportName;
  if (language !== 'node') return found === undefined ? undefined : { file: found, symbol, handler };
  if (found !== undefined) {
    if (!/\.[cm]?js$/.test(found)) return { file: found, symbol, handler };
    const module = found.slice(0, -path.extname(found).length);
    const source = (await sourceByMap(found, files)) ?? (await sourceByTypeScriptConfiguration(module, files));
    return { file: source ?? found, symbol, handler };
  }
  const source = await sourceByTypeScriptConfiguration(path.resolve(codePath, parts.modulePath), files);
  const below = source === undefined ? undefined : moduleBelow(codePath, source);
  if (source === undefined || below === undefined) return undefined;
  return { file: source, symbol, handler: `${below}.${symbol}` };
}

/** A bundler makes one file of each entry point; locally the source itself is run. */
async function entryPoint(
  { codePath, entryPoints = [] }: HandlerRequest,
  { modulePath, exportName }: HandlerParts,
): Promise<HandlerSource | undefined> {
  const sources = entryPoints
    .filter((source) => languageOfFile(source) === 'node')
    .map((source) => path.posix.normalize(source));
  // esbuild keeps the folders below the one that all entry points share.
  const shared = sharedFolder(sources);
  for (const source of sources) {
    const sourceModule = source.slice(0, -path.posix.extname(source).length);
    if (sourceModule !== modulePath && path.posix.relative(shared, sourceModule) !== modulePath) continue;
    const file = path.resolve(codePath, source);
    if ((await kindOf(file)) !== 'file') continue;
    return { file, symbol: exportName, handler: `${sourceModule}.${exportName}` };
  }
  return undefined;
}

function sharedFolder(files: readonly string[]): string {
  const folders = files.map((file) => path.posix.dirname(file).split('/'));
  const [first = []] = folders;
  const length = first.findIndex((segment, index) => folders.some((folder) => folder[index] !== segment));
  return (length < 0 ? first : first.slice(0, length)).join('/') || '.';
}

/** Path of a file below a folder, with slashes and without extension. */
function moduleBelow(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  return relative.slice(0, -path.extname(relative).length).split(path.sep).join('/');
}
