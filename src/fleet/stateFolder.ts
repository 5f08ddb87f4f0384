import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../lambda/errors';
import type { InterpreterHost } from '../runtimes/interpreterHost';

/**
 * Where the command line keeps unpacked layers, builds and the list of what it started: the user's cache folder.
 * Throws a UserError when there is none and its substitute is somebody else's.
 */
export function stateFolder({ variables, platform, homeFolder: home }: InterpreterHost): string {
  const caches =
    platform === 'win32'
      ? (variables['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Caches')
        : (absolute(variables['XDG_CACHE_HOME']) ?? path.join(home, '.cache'));
  const preferred = path.join(caches, 'warmpath');
  // Service users have a home folder that does not exist or is not theirs.
  return writable(preferred) ? preferred : temporaryFolder();
}

/** The XDG base directory specification: a folder that is empty or relative counts as not set. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

/** Users of a container may have no name. */
function temporaryFolder(): string {
  const user = process.getuid?.();
  const folder = path.join(os.tmpdir(), `warmpath-${String(user ?? os.userInfo().username)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Everybody may make folders there, and what lies in this one is executed.
  const { uid } = lstatSync(folder);
  if (user !== undefined && uid !== user) {
    throw new UserError(`The folder ${folder} belongs to somebody else; set XDG_CACHE_HOME to a folder of your own.`);
  }
  return folder;
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
