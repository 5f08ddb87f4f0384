import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** A browser of the Chromium family on PATH, or a sentence that says what to do. */
export function findChromium(): { executable: string; missing?: never } | { executable?: never; missing: string } {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const executable = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isExecutable);
  return executable === undefined
    ? { missing: 'no Chromium is on PATH; install it (Debian: apt-get install chromium)' }
    : { executable };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
