import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { InterpreterHost } from '../runtimes/interpreterHost';

/** Where the command line keeps unpacked layers, builds and the list of what it started: the user's cache folder. */
export function stateFolder({ variables, platform, homeFolder: home }: InterpreterHost): string {
  const caches =
    platform === 'win32'
      ? (variables['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Caches')
        : (variables['XDG_CACHE_HOME'] ?? path.join(home, '.cache'));
  const preferred = path.join(caches, 'warmpath');
  // Service users have a home folder that does not exist or is not theirs.
  return writable(preferred) ? preferred : path.join(os.tmpdir(), `warmpath-${os.userInfo().username}`);
}

function writable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
