import { readFileSync } from 'node:fs';
import { isWithin } from '../project/isWithin';
import { DISK_FILES } from '../project/projectFiles';
import type { ProjectFiles } from '../project/projectFiles';

/** The files of one folder: unsaved texts go over those on disk, and there is nothing outside of it. */
export class FolderFiles implements ProjectFiles {
  private readonly texts: Map<string, string>;

  /** `folder`: absolute path; `unsaved`: texts by absolute path. */
  constructor(
    private readonly folder: string,
    unsaved: ReadonlyMap<string, string> = new Map(),
  ) {
    this.texts = new Map([...unsaved].filter(([file]) => isWithin(folder, file)));
  }

  has(file: string): boolean {
    return isWithin(this.folder, file);
  }

  /** The text that is shown in place of what is on disk. */
  unsaved(file: string): string | undefined {
    return this.texts.get(file);
  }

  unsavedTexts(): readonly (readonly [file: string, text: string])[] {
    return [...this.texts];
  }

  /** Shows a text in place of what is on disk; `undefined` ends that. */
  override(file: string, text: string | undefined): void {
    if (text === undefined) this.texts.delete(file);
    else this.texts.set(file, text);
  }

  text(file: string): Promise<string | undefined> {
    return Promise.resolve(this.has(file) ? (this.texts.get(file) ?? textOnDisk(file)) : undefined);
  }

  async names(folder: string, pattern: RegExp): Promise<readonly string[]> {
    return this.has(folder) ? DISK_FILES.names(folder, pattern) : [];
  }
}

/** Source files are read quicker than a reading in the background is begun: for a folder of a thousand that counts. */
function textOnDisk(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
