import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePlace } from '../../../lambda/evidence';
import { builtIns } from './builtIns';
import { captureTrace, type Trace } from './trace';
import type { UserCode } from './userCode';

type AnyFunction = (...parameters: unknown[]) => unknown;

/** Functions that make or change files -> which of their parameters is the path. */
const WRITERS: Readonly<Record<string, number>> = {
  appendFile: 0,
  appendFileSync: 0,
  copyFile: 1,
  copyFileSync: 1,
  cp: 1,
  cpSync: 1,
  createWriteStream: 0,
  link: 1,
  linkSync: 1,
  mkdir: 0,
  mkdirSync: 0,
  mkdtemp: 0,
  mkdtempSync: 0,
  open: 0,
  openSync: 0,
  rename: 1,
  renameSync: 1,
  symlink: 1,
  symlinkSync: 1,
  truncate: 0,
  truncateSync: 0,
  writeFile: 0,
  writeFileSync: 0,
};

const MAXIMUM_PLACES = 1_000;

/**
 * Remembers which line opens a file of the temporary folder for writing. The functions keep names, parameters and symbols; what
 * they throw names no frame of the probe.
 */
export class FileWriters {
  private readonly places = new Map<string, Trace>();
  /** How often something was opened. */
  calls = 0;

  constructor(
    private readonly folder: string,
    private readonly code: UserCode,
  ) {}

  /** Stands in front of the functions of `node:fs`, before anybody has imported them. */
  listen(): void {
    for (const library of [fs, fs.promises] as object[]) {
      for (const [name, position] of Object.entries(WRITERS)) this.standBefore(library, name, position);
    }
    syncBuiltinESMExports();
  }

  /** The line that opened a file, or made what it lies in. */
  placeOf(path: string): SourcePlace | undefined {
    const trace = this.places.get(path) ?? this.places.get(prefixOfTemporary(path));
    return trace === undefined ? undefined : this.code.origin(trace).place;
  }

  forget(): void {
    this.places.clear();
  }

  private standBefore(library: object, name: string, position: number): void {
    const original: unknown = Reflect.get(library, name);
    if (typeof original !== 'function') return;
    const apply = (target: AnyFunction, self: unknown, parameters: unknown[]): unknown => {
      this.note(parameters[position], name.startsWith('open') ? parameters[1] : 'w');
      try {
        return Reflect.apply(target, self, parameters);
      } catch (error) {
        hideFrame(error, apply);
        throw error;
      }
    };
    Reflect.set(library, name, new Proxy(original as AnyFunction, { apply }));
  }

  private note(path: unknown, flags: unknown): void {
    try {
      if (!opensForWriting(flags)) return;
      const file = textOf(path);
      if (file === undefined) return;
      const absolute = resolve(file);
      if (!absolute.startsWith(this.folder)) return;
      this.calls += 1;
      if (this.places.size < MAXIMUM_PLACES && !this.places.has(absolute)) this.places.set(absolute, captureTrace());
    } catch {
      // The line is not known then.
    }
  }
}

function opensForWriting(flags: unknown): boolean {
  return typeof flags === 'number'
    ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0
    : flags !== 'r' && typeof flags === 'string';
}

function textOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  if (path instanceof URL) return fileURLToPath(path);
  return Buffer.isBuffer(path) ? path.toString() : undefined;
}

/** `mkdtemp` adds six characters to the name it gets. */
function prefixOfTemporary(path: string): string {
  return path.slice(0, -6);
}

/** Takes the probe's frame out of a stack, and lets in the one that it had pushed out at the end. */
function hideFrame(error: unknown, apply: (...parameters: never[]) => unknown): void {
  try {
    if (!(error instanceof builtIns.ErrorConstructor)) return;
    const { stack } = error;
    if (typeof stack !== 'string') return;
    const lines = stack.split('\n');
    const own = lines.findIndex((line) => line.includes(__filename));
    if (own === -1) return;
    const outer: { stack?: unknown } = {};
    builtIns.ErrorConstructor.captureStackTrace(outer, apply);
    if (typeof outer.stack !== 'string') return;
    const below = outer.stack.split('\n').slice(1);
    const frames = lines.filter((line) => /^\s+at /.test(line)).length;
    const above = lines.slice(0, own);
    const room = frames - above.filter((line) => /^\s+at /.test(line)).length;
    error.stack = [...above, ...below.slice(0, Math.max(0, room))].join('\n');
  } catch {
    // One frame more than without the probe.
  }
}
