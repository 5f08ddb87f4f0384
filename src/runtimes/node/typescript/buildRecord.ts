import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** File systems keep the time of the last clock tick, which is a little in the past. */
const TIMESTAMP_GRANULARITY_MS = 10;

/** What one build was made from, and what it made. Kept beside the output, so that another process can use it too. */
export interface BuildRecord {
  /** Everything besides the files that decides about the result. */
  readonly settings: string;
  /** Absolute path of the module to load. */
  readonly output: string;
  /** Stamps of all files that were read, and of those whose appearance would change the build. */
  readonly stamps: Readonly<Record<string, string>>;
  /** Host paths that the built module reads besides the code folder. */
  readonly visiblePaths: readonly string[];
}

/** The build is what building again would give. */
export function isCurrent(record: BuildRecord | undefined, settings: string): record is BuildRecord {
  return (
    record?.settings === settings &&
    existsSync(record.output) &&
    Object.entries(record.stamps).every(([file, stamp]) => stampOf(file) === stamp)
  );
}

/**
 * Stamps of `files` and of the package.json and tsconfig.json files that apply to them. A file that was changed after
 * `startedMs` (epoch) may have been read before or after the change: its stamp never matches.
 */
export function stampsOf(files: readonly string[], startedMs: number): Record<string, string> {
  const stamps: Record<string, string> = {};
  for (const file of new Set([...files, ...configurationFiles(files)])) {
    const changedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    stamps[file] = changedMs >= startedMs - TIMESTAMP_GRANULARITY_MS ? 'changed while it was read' : stampOf(file);
  }
  return stamps;
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.mtimeMs}:${stats.size}`;
}

function configurationFiles(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = path.dirname(file); !folders.has(folder); folder = path.dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders].flatMap((folder) => [path.join(folder, 'package.json'), path.join(folder, 'tsconfig.json')]);
}

/** Reads what `JSON.stringify` made of a record; undefined for anything else. */
export function parseRecord(text: string): BuildRecord | undefined {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is BuildRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'settings' in value &&
    'output' in value &&
    typeof value.output === 'string' &&
    'stamps' in value &&
    typeof value.stamps === 'object' &&
    'visiblePaths' in value &&
    Array.isArray(value.visiblePaths)
  );
}
