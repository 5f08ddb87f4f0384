import { hostPaths } from './hostEnvironment';
import type { LaunchPlace } from './runtime';

/** Joins folders with the separator of the platform, each one once. */
export function joinSearchPath(folders: readonly string[], platform: NodeJS.Platform): string {
  return [...new Set(folders)].join(hostPaths(platform).delimiter);
}

/** The folders of a search path, in order, without empty entries. */
export function splitSearchPath(searchPath: string, platform: NodeJS.Platform): string[] {
  return searchPath.split(hostPaths(platform).delimiter).filter((folder) => folder !== '');
}

/**
 * Folders of PATH in AWS's order (lambda-contract §8.1). `/var/lang/bin` does not exist outside AWS; the folder of the
 * chosen interpreter stands for it.
 */
export function executableFolders(place: LaunchPlace, interpreterFolder?: string): string[] {
  return [
    ...(interpreterFolder === undefined ? [] : [interpreterFolder]),
    '/usr/local/bin',
    '/usr/bin/',
    '/bin',
    `${place.opt}/bin`,
  ];
}

/**
 * Folders of LD_LIBRARY_PATH in AWS's order (lambda-contract §8.1), without the system's own: the loader searches those
 * anyway, and named first they would hide the libraries that an interpreter of another distribution brings along.
 */
export function libraryFolders(place: LaunchPlace, runtimeFolder: string): string[] {
  return [runtimeFolder, `${runtimeFolder}/lib`, place.taskRoot, `${place.taskRoot}/lib`, `${place.opt}/lib`];
}
