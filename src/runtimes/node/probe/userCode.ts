import { findSourceMap } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePlace } from '../../../lambda/evidence';
import { builtIns } from './builtIns';
import { framesOf, type Frame, type Trace } from './trace';

/** Who did something. */
export interface Origin {
  /** First line of the user's code on the way to it; undefined where there is none. */
  readonly place: SourcePlace | undefined;
  /** Whose code is nearest to it; `none` when only Node.js itself was there. */
  readonly nearest: 'user' | 'library' | 'runtime' | 'none';
  /** Node.js itself did it, in the course of something that was asked of it. */
  readonly inside: boolean;
}

/** What every timer goes through that somebody asks for. */
const TIMER_MODULES = /^node:(?:(?:internal\/)?timers(?:\/promises)?|internal\/(?:async_hooks|util|promise_hooks))$/;

const LIBRARY = new RegExp(`(?:^|[\\\\/])(?:node_modules|\\.yarn|bower_components)[\\\\/]|(?:^|[\\\\/])\\.pnp\\.c?js$`);

/** Tells the user's code from libraries and the runtime, and finds its sources. */
export class UserCode {
  private readonly realRoot: string;
  private readonly runtimeFolder = dirname(__filename);
  private readonly known = new Map<string, SourcePlace | 'library' | 'runtime'>();

  constructor(readonly taskRoot: string) {
    this.realRoot = realPath(taskRoot);
  }

  /** Who stood where a trace was taken. */
  origin(trace: Trace): Origin {
    let nearest: Origin['nearest'] = 'none';
    let inside = false;
    for (const frame of framesOf(trace)) {
      if (frame.file.startsWith('node:')) {
        if (nearest === 'none' && !TIMER_MODULES.test(frame.file)) inside = true;
        continue;
      }
      const found = this.look(frame);
      if (found === undefined) continue;
      const owner = typeof found === 'string' ? found : 'user';
      if (nearest === 'none') nearest = owner;
      if (typeof found !== 'string') return { place: found, nearest, inside };
    }
    return { place: undefined, nearest, inside };
  }

  /** Where a line of running code comes from; the line itself where nothing else is known. */
  source(file: string, line: number, column: number): { readonly file: string; readonly line: number } {
    const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
    if (entry === undefined || !('originalSource' in entry)) return { file: pathOf(file), line };
    return { file: resolve(dirname(pathOf(file)), pathOf(entry.originalSource)), line: entry.originalLine + 1 };
  }

  /** Path relative to the code folder; undefined for what lies elsewhere. */
  belowTaskRoot(file: string): string | undefined {
    for (const root of [this.taskRoot, this.realRoot]) {
      const below = relative(root, file);
      if (below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below)) return below;
    }
    return undefined;
  }

  private look(frame: Frame): SourcePlace | 'library' | 'runtime' | undefined {
    if (frame.file === __filename) return undefined;
    const key = `${frame.file}:${String(frame.line)}:${String(frame.column)}`;
    let found = this.known.get(key);
    if (found === undefined) {
      found = this.classify(frame);
      this.known.set(key, found);
    }
    return found;
  }

  private classify({ file, line, column, functionName }: Frame): SourcePlace | 'library' | 'runtime' {
    const runs = pathOf(file);
    if (dirname(runs) === this.runtimeFolder) return 'runtime';
    const source = this.source(file, line, column);
    const below = this.belowTaskRoot(source.file);
    // Sources of a build may lie beside the code folder.
    const built = source.file !== runs;
    if (LIBRARY.test(below ?? source.file) || (below === undefined && !built)) return 'library';
    const name = functionName?.slice(functionName.lastIndexOf('.') + 1);
    return {
      file: below === undefined ? source.file : join(this.taskRoot, below),
      line: source.line,
      ...(name === undefined || name === '' || name.startsWith('<') ? {} : { functionName: name }),
    };
  }
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

function realPath(folder: string): string {
  try {
    return builtIns.realpathSync(folder);
  } catch {
    return folder;
  }
}
