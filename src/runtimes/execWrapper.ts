import { hostPaths } from './hostEnvironment';
import type { LaunchPlace, RuntimeLaunch } from './runtime';

export const EXEC_WRAPPER_VARIABLE = 'AWS_LAMBDA_EXEC_WRAPPER';

/** The checks, texts and exit codes are those of AWS's runtimes (lambda-contract §8.2: a missing wrapper exits with 127). */
const START_WRAPPER = [
  'if [ ! -f "$0" ]; then echo "$0: does not exist"; exit 127; fi',
  'if [ ! -x "$0" ]; then echo "$0: is not an executable"; exit 126; fi',
  'exec "$0" "$@"',
].join('; ');

/**
 * The command line with the script named in `AWS_LAMBDA_EXEC_WRAPPER` in front: the script receives the interpreter's
 * command line as its arguments. Paths under `/opt` and `/var/task` are those of `place`.
 */
export function wrapLaunch(
  launch: RuntimeLaunch,
  wrapper: string,
  place: LaunchPlace,
  platform: NodeJS.Platform,
): RuntimeLaunch {
  return {
    ...launch,
    // Windows has no shell of its own for the scripts that AWS defines; the one of Git for Windows is on the PATH.
    command: platform === 'win32' ? 'sh' : '/bin/sh',
    arguments: ['-c', START_WRAPPER, pathInPlace(wrapper, place, platform), launch.command, ...launch.arguments],
  };
}

/** Where a path of AWS's file system layout is found in `place`. */
function pathInPlace(file: string, place: LaunchPlace, platform: NodeJS.Platform): string {
  for (const [prefix, folder] of [
    ['/opt/', place.opt],
    ['/var/task/', place.taskRoot],
  ] as const) {
    if (file.startsWith(prefix)) {
      return hostPaths(platform).join(folder, file.slice(prefix.length));
    }
  }
  return file;
}
