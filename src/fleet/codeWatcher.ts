import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { toError } from '../lambda/errors';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';

/** Tools save in several steps; one change is reported when this much time has passed without another. */
const DEBOUNCE_MS = 150;
/** What changes without changing the function: tool folders and what Python writes beside its sources. */
const IGNORED =
  /(^|[/\\])(\.git|__pycache__|\.aws-sam|cdk\.out|\.venv|venv|\.pytest_cache|\.mypy_cache)([/\\]|$)|\.pyc$|~$|\.swp$/;

/** Watches the code and the layers of one function. */
export class CodeWatcher implements Disposable {
  private readonly watcher: FSWatcher;
  private pending: { readonly file: string; readonly timer: Disposable } | undefined;

  /** Watches a code folder and layers; `onChange` gets the last file that changed. */
  constructor(
    codePath: string,
    layers: readonly string[],
    private readonly clock: Clock,
    logger: Logger,
    private readonly onChange: (file: string) => void,
  ) {
    const dependencies = path.join(codePath, 'node_modules');
    this.watcher = watch([codePath, ...layers], {
      ignoreInitial: true,
      // Dependencies change by installation only; watching every file of them would cost thousands of handles.
      ignored: (file) => IGNORED.test(file) || file.startsWith(dependencies + path.sep),
    });
    this.watcher.on('all', (_event, file) => {
      this.changed(file);
    });
    this.watcher.on('error', (thrown) => {
      logger.warn(
        `Watching ${[codePath, ...layers].join(', ')} failed; changes of the code are not noticed.`,
        toError(thrown),
      );
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
