import { readFile } from 'node:fs/promises';

/** Where readers get the text of files from, so that unsaved edits are seen and dependencies are noticed. */
export interface ProjectFiles {
  /** Text of a file by its absolute path; undefined when there is none that can be read. */
  text(file: string): Promise<string | undefined>;
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
};
