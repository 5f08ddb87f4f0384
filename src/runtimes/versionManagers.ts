import { hostPaths, hostVariable } from './hostEnvironment';
import type { InterpreterHost } from './interpreterHost';
import { existing, programFiles } from './interpreters';

/** Where a version manager keeps what it installed: `<root>/<versions>/<version>/<program>`. */
export interface VersionManager {
  /** Variable that names the root. */
  readonly variable: string;
  /** The root below the home folder when the variable is not set. */
  readonly root: string;
  readonly versions: string;
  readonly program: string;
}

/** Programs called `name` that version managers have installed in a folder that `fits`, the newest of each first. */
export async function installedPrograms(
  host: InterpreterHost,
  managers: readonly VersionManager[],
  name: string,
  fits: (versionFolder: string) => boolean,
): Promise<string[]> {
  const paths = hostPaths(host.platform);
  const files = await Promise.all(
    managers.map(async ({ variable, root, versions, program }) => {
      const folder = paths.join(hostVariable(host, variable) ?? paths.join(host.homeFolder, root), versions);
      const found = (await host.entries(folder)).filter(fits).sort(newestFirst);
      return found.flatMap((version) =>
        programFiles(host, name).map((file) => paths.join(folder, version, program, file)),
      );
    }),
  );
  return existing(host, files.flat());
}

function newestFirst(left: string, right: string): number {
  return right.localeCompare(left, 'en', { numeric: true });
}
