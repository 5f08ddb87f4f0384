// @ts-check
// VS Code on the desktop: the program `code`, or the one that @vscode/test-electron downloads.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';

/** @typedef {import('./start.mjs').OpenOptions} OpenOptions */

const WINDOWS = process.platform === 'win32';
const NAMES = WINDOWS ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders'];
/** Until the download answers; itself it may take minutes. */
const DOWNLOAD_TIMEOUT_MS = 15_000;

/**
 * Opens a window and resolves when it is closed, or when it is interrupted. Returns false where there is no desktop, or no
 * editor for it.
 * @param {OpenOptions} options
 */
export async function openOnDesktop({ extension, folder, place, interrupted }) {
  if (!hasDesktop()) return false;
  const program = findCode() ?? (await download(path.join(path.dirname(place), 'desktop')));
  if (program === undefined) return false;
  interrupted.throwIfAborted();
  const data = path.join(place, 'desktop');
  await mkdir(data, { recursive: true });
  const parameters = [
    ...[`--extensionDevelopmentPath=${extension}`, '--user-data-dir', data, '--disable-workspace-trust'],
    ...['--skip-welcome', '--skip-release-notes', '--new-window', '--wait', folder],
  ];
  console.log(`Opening ${folder} in ${program}; closing the window or Ctrl+C ends it.`);
  const child = spawn(program, parameters, { stdio: 'inherit', shell: WINDOWS });
  const end = () => {
    child.kill('SIGTERM');
    void endEditor(data);
  };
  interrupted.addEventListener('abort', end);
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  interrupted.removeEventListener('abort', end);
  if (interrupted.aborted) await endEditor(data);
  else if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode ?? 'a signal'}.`);
  return true;
}

/** Whether a window can be shown; the `code` in a remote terminal opens none of its own. */
function hasDesktop() {
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) return false;
  if (WINDOWS || process.platform === 'darwin') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((display) => (display ?? '') !== '');
}

function findCode() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The downloaded program, or undefined after a sentence that says why.
 * @param {string} cachePath
 */
async function download(cachePath) {
  console.log('There is no `code` on PATH; downloading VS Code, once.');
  try {
    return await downloadAndUnzipVSCode({ cachePath, timeout: DOWNLOAD_TIMEOUT_MS, reporter: new SilentReporter() });
  } catch (thrown) {
    console.log(`VS Code cannot be downloaded: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return undefined;
  }
}

/**
 * Ends the editor of this data folder: the program `code` only hands over to it, and does not take it along.
 * @param {string} data
 */
async function endEditor(data) {
  const lock = await readFile(path.join(data, 'code.lock'), 'utf8').catch(() => '');
  const pid = Number(lock.trim());
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
