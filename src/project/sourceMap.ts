import path from 'node:path';
import { kindOf } from './handlerFile';
import type { ProjectFiles } from './projectFiles';

/** Absolute path of the file that a built file was made from, by its source map; undefined when there is none. */
export async function sourceByMap(builtFile: string, files: ProjectFiles): Promise<string | undefined> {
  const map = await files.text(`${builtFile}.map`);
  if (map === undefined) return undefined;
  const folder = path.dirname(builtFile);
  const sources = sourcesOf(map)
    .map((source) => path.resolve(folder, source))
    .filter((source) => !source.includes(`${path.sep}node_modules${path.sep}`));
  // A bundle lists what its entry point imports first and the entry point last.
  const name = moduleName(builtFile);
  const isNamed = (source: string): boolean => moduleName(source) === name;
  const lastFirst = sources.reverse();
  for (const source of [...lastFirst.filter(isNamed), ...lastFirst]) {
    if ((await kindOf(source)) === 'file') return source;
  }
  return undefined;
}

function sourcesOf(text: string): string[] {
  try {
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null || !('sources' in map) || !Array.isArray(map.sources)) return [];
    const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    const sources: readonly unknown[] = map.sources;
    return sources.flatMap((source) => (typeof source === 'string' ? [path.join(root, source)] : []));
  } catch {
    return [];
  }
}

function moduleName(file: string): string {
  return path.basename(file, path.extname(file));
}
