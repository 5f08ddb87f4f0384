import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** File contents by path; a path that ends in `!` becomes executable under the name without it. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * A folder of its own with these files, removed when the test is over. An environment sees of the temporary folder only
 * what it needs: a function that starts programs from elsewhere has to lie beside them, in the same `parent`.
 */
export function functionFolder(files: Files, parent = tmpdir()): string {
  const folder = mkdtempSync(path.join(parent, 'warmpath-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    const executable = name.endsWith('!');
    const file = path.join(folder, executable ? name.slice(0, -1) : name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (executable) {
      chmodSync(file, 0o755);
    }
  }
  return folder;
}
