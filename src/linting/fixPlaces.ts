import { readFile, writeFile } from 'node:fs/promises';
import { withEdits } from '../analysis/fixes/fix';
import type { FixedText } from '../analysis/fixes/fixAll';
import { LintedFolder } from './lintedFolder';
import { openPlaces } from './lintPlaces';

export interface FixResult {
  /** How many findings were resolved. */
  readonly fixed: number;
  /** Absolute paths of the files that were changed, and of those that could not be. */
  readonly changed: readonly string[];
  readonly failed: readonly string[];
}

/**
 * Makes all fixes that nobody has to look at in files and folders, given by absolute paths, and writes the files. Throws a
 * UserError when a path does not exist.
 */
export async function fixPlaces(places: readonly string[]): Promise<FixResult> {
  let fixed = 0;
  const changed = new Set<string>();
  const failed = new Set<string>();
  for (const place of places) {
    // Paths may overlap: each is opened when those before it are done.
    for (const linted of await openPlaces([place])) {
      for (const file of linted.files) {
        const result = await linted.fixAll(file);
        if (result === undefined || result.edits.length === 0) continue;
        if (!(await write(file, result))) {
          failed.add(file);
          continue;
        }
        changed.add(file);
        fixed += result.fixed.length;
        if (linted instanceof LintedFolder) await linted.change({ places: [file] });
      }
    }
  }
  return { fixed, changed: [...changed], failed: [...failed] };
}

/** False for a file that is no UTF-8 text, is another one by now, or must not be written. */
async function write(file: string, { text, edits }: FixedText): Promise<boolean> {
  try {
    const now = await readFile(file);
    const before = now.toString('utf8');
    if (!Buffer.from(before, 'utf8').equals(now) || withEdits(before, edits) !== text) return false;
    await writeFile(file, text);
    return true;
  } catch {
    return false;
  }
}
