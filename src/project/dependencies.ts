import path from 'node:path';
import type { ProjectFiles } from './projectFiles';
import { compareText } from './projectFunction';

/** Files of a project as one template sees them; remembers everything that the template asked for. */
export class Dependencies implements ProjectFiles {
  private readonly files = new Set<string>();
  private readonly folders = new Map<string, RegExp[]>();

  /** `unsaved` replaces texts of `disk`. */
  constructor(
    private readonly disk: ProjectFiles,
    private readonly unsaved: ReadonlyMap<string, string>,
  ) {}

  /** Whether the template was read from this file (absolute path), or would have been if it had been there. */
  has(file: string): boolean {
    const patterns = this.folders.get(path.dirname(file)) ?? [];
    return this.files.has(file) || patterns.some((pattern) => pattern.test(path.basename(file)));
  }

  text(wanted: string): Promise<string | undefined> {
    const file = path.resolve(wanted);
    this.files.add(file);
    const text = this.unsaved.get(file);
    return text === undefined ? this.disk.text(file) : Promise.resolve(text);
  }

  async names(wanted: string, pattern: RegExp): Promise<readonly string[]> {
    const folder = path.resolve(wanted);
    this.folders.set(folder, [...(this.folders.get(folder) ?? []), pattern]);
    const unsaved = [...this.unsaved.keys()]
      .filter((file) => path.dirname(file) === folder && pattern.test(path.basename(file)))
      .map((file) => path.basename(file));
    return [...new Set([...(await this.disk.names(folder, pattern)), ...unsaved])].sort(compareText);
  }
}
