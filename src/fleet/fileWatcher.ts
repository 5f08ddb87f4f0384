import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { toError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';

/** Tools save in several steps; one change is reported when this much time has passed without another. */
const DEBOUNCE_MS = 150;
/** What changes inside without changing the function: tool folders and what Python writes beside its sources. */
const IGNORED =
  /(^|[/\\])(\.git|__pycache__|\.aws-sam|cdk\.out|\.venv|venv|\.pytest_cache|\.mypy_cache)([/\\]|$)|\.pyc$|~$|\.swp$/;

/** Watches folders or files and reports a change once its writer is done. */
export class FileWatcher implements Disposable {
  private readonly watcher: FSWatcher;
  private pending: { readonly file: string; readonly timer: Disposable } | undefined;

  /** `ignoredFolders` are not looked into; `onChange` gets the last file that changed. */
  constructor(
    paths: readonly string[],
    ignoredFolders: readonly string[],
    private readonly clock: Clock,
    logger: Logger,
    private readonly onChange: (file: string) => void,
  ) {
    this.watcher = watch([...paths], {
      ignoreInitial: true,
      ignored: (file) =>
        IGNORED.test(pathInside(paths, file)) || ignoredFolders.some((folder) => file.startsWith(folder + path.sep)),
    });
    this.watcher.on('all', (_event, file) => {
      this.changed(file);
    });
    this.watcher.on('error', (thrown) => {
      logger.warn(`Watching ${paths.join(', ')} failed; changes there are not noticed.`, toError(thrown));
    });
  }

  /** Reports a change that is still being waited out, so that an invocation never runs code older than the last save. */
  flush(): void {
    if (this.pending !== undefined) {
      const { file, timer } = this.pending;
      timer.dispose();
      this.pending = undefined;
      this.onChange(file);
    }
  }

  dispose(): void {
    this.pending?.timer.dispose();
    this.pending = undefined;
    void this.watcher.close();
  }

  private changed(file: string): void {
    this.pending?.timer.dispose();
    this.pending = { file, timer: this.clock.after(DEBOUNCE_MS, () => this.flush()) };
  }
}

/** A whole project may lie below a folder that would be ignored inside of it. */
function pathInside(watched: readonly string[], file: string): string {
  const root = watched.find((candidate) => file === candidate || file.startsWith(candidate + path.sep));
  return root === undefined ? file : path.relative(root, file);
}
