import { statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { Deferred } from '../environment/deferred';
import { toError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';

/** Tools save in several steps; changes are reported when this much time has passed without another. */
const DEBOUNCE_MS = 150;
/** What changes inside without changing a function: tool folders and what Python and editors write beside sources. */
const IGNORED = /(^|[/\\])(\.git|__pycache__|\.venv|venv|\.pytest_cache|\.mypy_cache)([/\\]|$)|\.pyc$|~$|\.swp$/;

export interface FileWatcherOptions {
  /** Absolute paths of folders, with everything in them, and of files. */
  readonly paths: readonly string[];
  /**
   * What else is not looked at: `file` is its absolute path, `inside` its path below the watched one. `stats` are known
   * when it is asked for the second time.
   */
  readonly ignores: (file: string, inside: string, stats: Stats | undefined) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gets the absolute paths of everything that was created, changed or removed since the last call. */
  readonly onChange: (files: readonly string[]) => void;
}

/** Watches folders or files and reports changes once their writer is done. */
export class FileWatcher implements Disposable {
  /** Settles when changes of everything there is are noticed, or when there is nothing more to notice. */
  readonly ready: Promise<void>;
  private readonly watcher: FSWatcher;
  private readonly paths: string[];
  private readonly changed = new Set<string>();
  /** What the files were like whose change is known already, by their paths. */
  private readonly known = new Map<string, string>();
  private readonly found = new Deferred<void>();
  private timer: Disposable | undefined;

  constructor(private readonly options: FileWatcherOptions) {
    const { paths, logger } = options;
    this.paths = [...paths];
    this.watcher = watch(this.paths, {
      ignoreInitial: true,
      ignored: (file, stats) => this.isIgnored(file, stats),
    });
    this.watcher.on('all', (_event, file, stats) => {
      this.notice(file, stats);
    });
    this.watcher.on('error', (thrown) => {
      logger.warn(`Watching ${this.paths.join(', ')} failed; changes there are not noticed.`, toError(thrown));
    });
    this.watcher.once('ready', () => {
      this.found.resolve();
    });
    this.ready = this.found.promise;
  }

  /** Watches more folders or files. */
  add(paths: readonly string[]): void {
    this.paths.push(...paths);
    this.watcher.add([...paths]);
  }

  /**
   * Notices that a file was written, which its writer tells: on a busy machine the operating system tells it later than
   * the function is invoked. What it tells then is not another change.
   */
  tell(file: string): void {
    const isInside = this.paths.some((each) => file === each || file.startsWith(each + path.sep));
    if (!isInside) return;
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!this.isIgnored(file, stats)) this.notice(file, stats);
  }

  /** Reports changes that are still being waited out, so that an invocation never runs code older than the last save. */
  flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.changed.size === 0) return;
    const files = [...this.changed];
    this.changed.clear();
    this.options.onChange(files);
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.changed.clear();
    this.found.resolve();
    void this.watcher.close();
  }

  private notice(file: string, stats: Stats | undefined): void {
    const state = stats?.isFile() === true ? `${String(stats.mtimeMs)} ${String(stats.size)}` : undefined;
    if (state !== undefined && this.known.get(file) === state) return;
    if (state === undefined) this.known.delete(file);
    else this.known.set(file, state);
    this.changed.add(file);
    this.timer?.dispose();
    this.timer = this.options.clock.after(DEBOUNCE_MS, () => this.flush());
  }

  private isIgnored(file: string, stats: Stats | undefined): boolean {
    const inside = this.pathInside(file);
    return IGNORED.test(inside) || this.options.ignores(file, inside, stats);
  }

  /** A whole project may lie below a folder that would be ignored inside of it. */
  private pathInside(file: string): string {
    const roots = this.paths.filter((each) => file === each || file.startsWith(each + path.sep));
    const [nearest] = roots.sort((left, right) => right.length - left.length);
    return nearest === undefined ? file : path.relative(nearest, file);
  }
}

/** More files than these are only counted. */
const MOST_NAMED = 3;

/** Changed files as a sentence names them, relative to a folder. */
export function namedFiles(files: readonly string[], folder: string): string {
  const names = files.slice(0, MOST_NAMED).map((file) => path.relative(folder, file) || file);
  const more = files.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${String(more)} more` : names.join(', ');
}
