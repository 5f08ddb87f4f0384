import type { Stats } from 'node:fs';
import path from 'node:path';
import { FileWatcher } from '../fleet/fileWatcher';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import { isSearched } from '../project/findTemplates';
import { DISK_FILES } from '../project/projectFiles';
import type { ProjectFiles } from '../project/projectFiles';
import type { FileChanges } from '../project/projectModel';

/** Folders without templates that hold what handlers are built to: a template counts them by being there. */
const BUILT: ReadonlySet<string> = new Set(['build', 'dist', 'out']);

/** CDK's folder is searched for its manifest alone; in every other folder any name will do. */
const ANY_TEMPLATE = 'manifest.json';

/** The files of a project on disk: tells about changes of those that are searched and of those that were asked for. */
export class ProjectWatcher implements FileChanges, ProjectFiles {
  private readonly asked = new Set<string>();
  private readonly followed = new Set<FollowedFolders>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async text(file: string): Promise<string | undefined> {
    const text = await DISK_FILES.text(file);
    if (text !== undefined && !this.asked.has(file)) {
      this.asked.add(file);
      for (const each of this.followed) each.add([file]);
    }
    return text;
  }

  names(folder: string, pattern: RegExp): Promise<readonly string[]> {
    return DISK_FILES.names(folder, pattern);
  }

  watch(folders: readonly string[], listener: (file: string) => void): Disposable {
    const followed = new FollowedFolders(folders, [...this.asked], this.clock, this.logger, listener);
    this.followed.add(followed);
    return {
      dispose: () => {
        this.followed.delete(followed);
        followed.dispose();
      },
    };
  }

  /** Settles when every change of what is watched now will be noticed. */
  async ready(): Promise<void> {
    await Promise.all([...this.followed].map(({ watcher }) => watcher.ready));
  }
}

class FollowedFolders implements Disposable {
  readonly watcher: FileWatcher;
  /** Files that are followed though nobody would search for them there, and the folders they lie in. */
  private readonly apart = new Set<string>();

  constructor(
    private readonly folders: readonly string[],
    asked: readonly string[],
    clock: Clock,
    logger: Logger,
    listener: (file: string) => void,
  ) {
    this.watcher = new FileWatcher({
      paths: folders,
      ignores: (file, _inside, stats) => !this.apart.has(file) && !this.isSearched(file, stats),
      clock,
      logger,
      onChange: (files) => {
        for (const file of files) listener(file);
      },
    });
    this.add(asked);
  }

  add(files: readonly string[]): void {
    for (const file of files.filter((each) => !this.isSearched(each, undefined))) {
      // A file that is replaced is noticed by its folder.
      const added = [path.dirname(file), file].filter((each) => !this.apart.has(each));
      for (const each of added) this.apart.add(each);
      this.watcher.add(added);
    }
  }

  dispose(): void {
    this.watcher.dispose();
  }

  private isSearched(file: string, stats: Stats | undefined): boolean {
    const looked = stats?.isDirectory() === true ? path.join(file, ANY_TEMPLATE) : file;
    return this.folders.some((folder) => {
      const inside = path.relative(folder, path.dirname(looked)).split(path.sep);
      const searched = path.join(folder, ...inside.filter((name) => !BUILT.has(name)), path.basename(looked));
      return file === folder || isSearched(folder, searched);
    });
  }
}
