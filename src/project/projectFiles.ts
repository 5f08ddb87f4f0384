import { readdir, readFile } from 'node:fs/promises';
import { compareText } from './projectFunction';

/** Where readers get the text of files from, so that unsaved edits are seen and dependencies are noticed. */
export interface ProjectFiles {
  /** Text of a file by its absolute path; undefined when there is none that can be read. */
  text(file: string): Promise<string | undefined>;
  /** Names in a folder that match, in the same order everywhere; none when the folder cannot be read. */
  names(folder: string, pattern: RegExp): Promise<readonly string[]>;
}

/** Files as they are on disk. */
export const DISK_FILES: ProjectFiles = {
  async text(file) {
    try {
      return await readFile(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  async names(folder, pattern) {
    try {
      return (await readdir(folder)).filter((name) => pattern.test(name)).sort(compareText);
    } catch {
      return [];
    }
  },
};
