import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../lambda/errors';
import { isWithin } from '../project/isWithin';

/** Installed packages: nobody edits them, and they are large. */
const INSTALLED = new Set(['node_modules', '.venv', 'venv']);
const LEFT_OUT = new Set([
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.terraform',
  'cdk.out',
]);
const MAXIMUM_BYTES = 512 * 1024 * 1024;

/** A copy of a function's code in which something may be tried. */
export class CodeCopy {
  private bytes = 0;

  private constructor(
    private readonly original: string,
    /** Absolute path of the copied folder. */
    readonly folder: string,
  ) {}

  /**
   * Copies a folder of code into `parent`; installed packages are linked. Throws a UserError when it is too large to be
   * copied.
   */
  static async make(original: string, parent: string): Promise<CodeCopy> {
    const copy = new CodeCopy(original, path.join(parent, randomUUID()));
    try {
      await copy.copyFolder(original, copy.folder);
    } catch (thrown) {
      await copy.dispose();
      throw thrown;
    }
    return copy;
  }

  /** Where a file of the original is in the copy. */
  place(file: string): string {
    return path.join(this.folder, path.relative(this.original, file));
  }

  /** Gives a file of the original another text in the copy. */
  async write(file: string, text: string): Promise<void> {
    await writeFile(this.place(file), text);
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async copyFolder(from: string, to: string): Promise<void> {
    await mkdir(to, { recursive: true });
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const source = path.join(from, entry.name);
      const target = path.join(to, entry.name);
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.isSymbolicLink()) await symlink(path.resolve(from, await readlink(source)), target);
      else if (entry.isDirectory()) await this.copyOrLink(entry.name, source, target);
      else if (entry.isFile()) await this.copyOne(source, target);
    }
  }

  private async copyOrLink(name: string, source: string, target: string): Promise<void> {
    // Functions have a temporary folder of their own: what is linked into that of the host is not there for them.
    if (INSTALLED.has(name) && !isWithin(tmpdir(), source)) await symlink(source, target, 'junction');
    else await this.copyFolder(source, target);
  }

  private async copyOne(source: string, target: string): Promise<void> {
    this.bytes += (await stat(source)).size;
    if (this.bytes > MAXIMUM_BYTES) {
      throw new UserError(
        `${this.original} is too large to try the fix in a copy (over 512 MB); point the function's code folder at less.`,
      );
    }
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}
