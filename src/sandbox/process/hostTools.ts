import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs of util-linux and the basic system that this sandbox starts others with; absolute paths. */
export interface HostTools {
  readonly sh: string | undefined;
  readonly env: string | undefined;
  readonly mount: string | undefined;
  readonly unshare: string | undefined;
  readonly nsenter: string | undefined;
  readonly prlimit: string | undefined;
  readonly setpriv: string | undefined;
}

/** Looks the programs up on the host's PATH and in the usual system folders. */
export function findHostTools(hostPath: string): HostTools {
  const folders = systemPath(hostPath).split(delimiter);
  const find = (name: string): string | undefined =>
    folders.map((folder) => join(folder, name)).find((path) => isExecutable(path));
  return {
    sh: find('sh'),
    env: find('env'),
    mount: find('mount'),
    unshare: find('unshare'),
    nsenter: find('nsenter'),
    prlimit: find('prlimit'),
    setpriv: find('setpriv'),
  };
}

/** The host's PATH, extended by the system folders that a desktop program may not have on it. */
export function systemPath(hostPath: string): string {
  return [hostPath, '/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter((folder) => folder !== '').join(delimiter);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
