import { statSync, type Stats } from 'node:fs';
import path from 'node:path';

/** Where a Node.js handler string leads. */
export interface HandlerFile {
  readonly file: string;
  /** It must be built before Node.js can load it. */
  readonly typeScript: boolean;
  /** A TypeScript file beside `file` that was changed after it. */
  readonly newerSource?: string;
}

/** What AWS's client tries, in its order; the empty one is a file named without extension. */
const JAVASCRIPT = ['', '.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'];

/** A checkout or an archive writes both, in any order. */
const WRITTEN_TOGETHER_MS = 1_000;

/**
 * The file of a handler string such as `src/app.handler`; JavaScript wins, because that is what AWS would run.
 * Undefined when there is none or the string is malformed: the runtime client then reports it as AWS does.
 */
export function findHandlerFile(codePath: string, handler: string): HandlerFile | undefined {
  const module = /^(.*\/)?[^./]*(?=\.[^/]+$)/.exec(handler)?.[0];
  if (module === undefined || handler.includes('..')) {
    return undefined;
  }
  const javaScript = firstFile(codePath, module, JAVASCRIPT);
  const typeScript = firstFile(codePath, module, TYPESCRIPT);
  if (javaScript === undefined) {
    return typeScript === undefined ? undefined : { file: typeScript.file, typeScript: true };
  }
  const stale = typeScript !== undefined && typeScript.stats.mtimeMs > javaScript.stats.mtimeMs + WRITTEN_TOGETHER_MS;
  return { file: javaScript.file, typeScript: false, ...(stale ? { newerSource: typeScript.file } : {}) };
}

function firstFile(
  codePath: string,
  module: string,
  extensions: readonly string[],
): { readonly file: string; readonly stats: Stats } | undefined {
  for (const extension of extensions) {
    const file = path.resolve(codePath, module + extension);
    const stats = statsOf(file);
    if (stats?.isFile() === true) {
      return { file, stats };
    }
  }
  return undefined;
}

/** A file in a folder that may not be read is none for us; the runtime says more about it. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
