import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** A browser of the Chromium family on PATH, or a sentence that says what to do. */
export function findChromium(): { executable: string; missing?: never } | { executable?: never; missing: string } {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const executable = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isExecutable);
  return executable === undefined
    ? { missing: 'no Chromium is on PATH; install it (Debian: apt-get install chromium)' }
    : { executable };
}

/** Starts the browser without a display. Throws when there is none. */
export async function openBrowser(): Promise<Browser> {
  const { executable, missing } = findChromium();
  if (executable === undefined) throw new Error(missing);
  return await chromium.launch({
    executablePath: executable,
    // Root cannot make the sandbox's namespaces its own.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
