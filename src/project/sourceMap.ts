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
  const { sources, lastMapped } = readMap(map);
  const named = sources.filter((source) => moduleName(source) === name);
  for (const source of [...lastMapped, ...named, ...sources]) {
    const file = path.resolve(folder, source);
    if (!file.includes(`${path.sep}node_modules${path.sep}`) && (await kindOf(file)) === 'file') return file;
  }
  return undefined;
}

const NOTHING: MappedSources = { sources: [], lastMapped: [] };

/** What a source map says about sources, the last one first. */
interface MappedSources {
  readonly sources: readonly string[];
  /** The code of the entry point is the last in a bundle; where it is listed among the sources, bundlers differ. */
  readonly lastMapped: readonly string[];
}

function readMap(text: string): MappedSources {
  try {
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null || !('sources' in map) || !Array.isArray(map.sources)) return NOTHING;
    const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    const given: readonly unknown[] = map.sources;
    const sources = given.map((source) => (typeof source === 'string' ? path.join(root, source) : ''));
    const last = 'mappings' in map && typeof map.mappings === 'string' ? lastMappedSource(map.mappings) : -1;
    return { sources: sources.toReversed(), lastMapped: sources.slice(last, last < 0 ? 0 : last + 1) };
  } catch {
    return NOTHING;
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
