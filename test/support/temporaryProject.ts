import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder with files for one test; `await using` removes it. */
export class TemporaryProject implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async create(files: Readonly<Record<string, string>>): Promise<TemporaryProject> {
    const project = new TemporaryProject(await realpath(await mkdtemp(path.join(tmpdir(), 'warmpath-test-'))));
    await project.write(files);
    return project;
  }

  /** Absolute path of something in the folder. */
  path(...relative: readonly string[]): string {
    return path.join(this.folder, ...relative);
  }

  /** Writes files by their relative paths; those below `bin/` or named `bootstrap` are executable. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const file = this.path(name);
      await mkdir(path.dirname(file), { recursive: true });
      const executable = path.basename(path.dirname(file)) === 'bin' || path.basename(file) === 'bootstrap';
      await writeFile(file, text, { mode: executable ? 0o755 : 0o644 });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
