import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The members of a source map that are looked at; the others pass unchanged. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

/**
 * The source map with absolute `file:` addresses for its sources, wherever the map itself is moved to, and with the text
 * of `originals` where a source was changed before it was built. `folder` is where esbuild meant the map to be.
 */
export function placeSources(mapText: string, folder: string, originals: ReadonlyMap<string, string>): string {
  const map: unknown = JSON.parse(mapText);
  if (!isSourceMap(map)) {
    return mapText;
  }
  const files = map.sources.map((source) =>
    source.startsWith('file:') ? fileURLToPath(source) : path.resolve(folder, source),
  );
  return JSON.stringify({
    ...map,
    sources: files.map((file) => pathToFileURL(file).href),
    sourcesContent: files.map((file, index) => originals.get(file) ?? map.sourcesContent?.[index] ?? null),
  });
}

function isSourceMap(value: unknown): value is SourceMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sources' in value &&
    Array.isArray(value.sources) &&
    value.sources.every((source) => typeof source === 'string')
  );
}
