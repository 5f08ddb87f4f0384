import path from 'node:path';
import { kindOf } from './handlerFile';
import type { ProjectFiles } from './projectFiles';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Absolute path of the file that a built file was made from, by its source map; undefined when there is none. */
export async function sourceByMap(builtFile: string, files: ProjectFiles): Promise<string | undefined> {
  const map = await files.text(`${builtFile}.map`);
  if (map === undefined) return undefined;
  const folder = path.dirname(builtFile);
  const name = moduleName(builtFile);
  const isNamed = (source: string): boolean => moduleName(source) === name;
  const candidates = likeliestFirst(map)
    .map((source) => path.resolve(folder, source))
    .filter((source) => !source.includes(`${path.sep}node_modules${path.sep}`));
  for (const source of [...candidates.filter(isNamed), ...candidates]) {
    if ((await kindOf(source)) === 'file') return source;
  }
  return undefined;
}

/** The code of the entry point is the last in every bundle; where it is listed among the sources, bundlers differ. */
function likeliestFirst(text: string): string[] {
  try {
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null || !('sources' in map) || !Array.isArray(map.sources)) return [];
    const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    const mappings = 'mappings' in map && typeof map.mappings === 'string' ? map.mappings : '';
    const sources: readonly unknown[] = map.sources;
    const last = sources[lastMappedSource(mappings)];
    return [last, ...sources.toReversed()].flatMap((source) =>
      typeof source === 'string' ? [path.join(root, source)] : [],
    );
  } catch {
    return [];
  }
}

function moduleName(file: string): string {
  return path.basename(file, path.extname(file));
}

/** Index of the source that the last mapping leads to; -1 when there is none. Each one says how far it is from the one before. */
function lastMappedSource(mappings: string): number {
  let source = -1;
  for (const segment of mappings.split(/[,;]/)) {
    const [, step] = numbersOf(segment);
    if (step !== undefined) source = Math.max(source, 0) + step;
  }
  return source;
}

/** The numbers of a mapping: base 64, five bits in a letter, and a sixth that says whether more follow (ECMA-426, VLQ). */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const bits = LETTERS.indexOf(letter);
    value |= (bits & 0b1_1111) << shift;
    shift += 5;
    if (bits < 0b10_0000) {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}
