import Module from 'node:module';
import type { ImportEvidence } from '../../../lambda/evidence';
import { builtIns } from './builtIns';
import type { UserCode } from './userCode';

interface Import {
  readonly file: string;
  readonly depth: number;
  readonly startMs: number;
  endMs: number | undefined;
}

/** What takes less is of no interest when there is a lot. */
const MAXIMUM_IMPORTS = 500;
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)(.*)$/;

/**
 * Notes when each CommonJS module begins and ends to be loaded. Node.js sets `loaded` of a module at both moments, and assignments
 * find a setter of its prototype: no function is replaced, and no frame is added to the stack of a module that fails.
 */
export class Imports {
  private readonly imports: Import[] = [];
  private readonly running: Import[] = [];
  private readonly startMs = builtIns.now();
  private readonly startEpochMs = builtIns.epochMs();

  constructor(private readonly code: UserCode) {}

  listen(safely: (look: () => void) => void): void {
    const begun = (file: unknown): void => safely(() => this.begin(file));
    const ended = (file: unknown): void => safely(() => this.end(file));
    Object.defineProperty(Module.prototype, 'loaded', {
      configurable: true,
      enumerable: false,
      get: () => undefined,
      set(this: { readonly id?: unknown }, value: unknown) {
        begun(this.id);
        let loaded = value;
        Object.defineProperty(this, 'loaded', {
          configurable: true,
          enumerable: true,
          get: () => loaded,
          set: (next: unknown) => {
            loaded = next;
            if (next !== true) return;
            Object.defineProperty(this, 'loaded', {
              configurable: true,
              enumerable: true,
              writable: true,
              value: next,
            });
            ended(this.id);
          },
        });
      },
    });
  }

  /**
   * The Init phase is over: nothing is noted any more. `sourceFile` is what the handler's file was built from.
   */
  finish(
    handlerFile: string | undefined,
    sourceFile = handlerFile,
  ): { startEpochMs: number; imports: ImportEvidence[] } | undefined {
    Reflect.deleteProperty(Module.prototype, 'loaded');
    const nowMs = builtIns.now();
    const isHandlerThere = this.imports.some(({ file }) => file === handlerFile);
    // An ES module is no `Module`: how long it took with everything in it is all that can be told.
    const shift = handlerFile === undefined || isHandlerThere ? 0 : 1;
    const first = shift === 1 ? this.startMs : (this.imports[0]?.startMs ?? this.startMs);
    const all = this.imports.map(({ file, depth, startMs, endMs = nowMs }) => ({
      name: this.nameOf(file === handlerFile && sourceFile !== undefined ? sourceFile : file),
      depth: depth + shift,
      startMs: rounded(startMs - first),
      durationMs: rounded(endMs - startMs),
    }));
    if (shift === 1 && sourceFile !== undefined) {
      all.unshift({ name: this.nameOf(sourceFile), depth: 0, startMs: 0, durationMs: rounded(nowMs - first) });
    }
    this.imports.length = 0;
    if (all.length === 0) return undefined;
    return { startEpochMs: this.startEpochMs + (first - this.startMs), imports: longest(all) };
  }

  private begin(file: unknown): void {
    if (typeof file !== 'string' || file === __filename) return;
    const started = { file, depth: this.running.length, startMs: builtIns.now(), endMs: undefined };
    this.imports.push(started);
    this.running.push(started);
  }

  private end(file: unknown): void {
    const index = this.running.map((running) => running.file).lastIndexOf(String(file));
    if (index === -1) return;
    const nowMs = builtIns.now();
    // Those inside of it that have not ended have failed.
    for (const ended of this.running.splice(index)) ended.endMs = nowMs;
  }

  /** `pg`, `pg/lib/client.js`, `./orders.js`. */
  private nameOf(file: string): string {
    const below = this.code.belowTaskRoot(file);
    const [, name, rest = ''] = PACKAGE.exec(file) ?? [];
    if (name !== undefined) return /^[\\/](?:index|main)\.[cm]?js$/.test(rest) ? name : name + rest;
    return below === undefined ? file : `./${below}`;
  }
}

/** A part that was begun inside of something short is short, too, so what remains is still nested. */
function longest(all: readonly ImportEvidence[]): ImportEvidence[] {
  if (all.length <= MAXIMUM_IMPORTS) return [...all];
  const limit = all.map(({ durationMs }) => durationMs).sort((one, other) => other - one)[MAXIMUM_IMPORTS - 1] ?? 0;
  return all.filter(({ durationMs }) => durationMs > limit);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
