import { setImmediate } from 'node:timers/promises';
import type { ProjectFiles } from '../project/projectFiles';
import type { FolderFiles } from './folderFiles';
import type { LintedFiles } from './lintedFiles';

/** How many files are read before other events are seen to. */
const UNHEARD_FILES = 8;

export interface ReadingOptions {
  /** Ends the reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Is told how many of all files have been read. */
  readonly onProgress?: (read: number, all: number) => void;
}

/**
 * Reads each file of a folder once: what looks for the project's functions reads most of them, and the analyser is told
 * their texts on the way, while the parser still knows their syntax.
 */
export class FirstReading implements ProjectFiles {
  private readonly waiting: Set<string>;
  private readonly count: number;
  private done = 0;
  private isOver = false;

  constructor(
    private readonly disk: FolderFiles,
    private readonly linted: LintedFiles,
    files: ReadonlySet<string>,
    private readonly options: ReadingOptions,
  ) {
    this.waiting = new Set(files);
    this.count = files.size;
  }

  async text(file: string): Promise<string | undefined> {
    if (this.isOver) return this.disk.text(file);
    this.options.signal?.throwIfAborted();
    return this.waiting.delete(file) ? this.read(file) : this.disk.text(file);
  }

  names(folder: string, pattern: RegExp): Promise<readonly string[]> {
    return this.disk.names(folder, pattern);
  }

  /** Reads the files that nobody has asked for, and is nothing more than the files of the folder from then on. */
  async finish(): Promise<void> {
    for (const file of [...this.waiting]) await this.text(file);
    this.options.signal?.throwIfAborted();
    this.isOver = true;
  }

  private async read(file: string): Promise<string | undefined> {
    const text = await this.linted.read(file);
    // Else nobody would hear that the reading is to end.
    if (this.done % UNHEARD_FILES === 0) await setImmediate();
    this.options.onProgress?.(++this.done, this.count);
    return text;
  }
}
