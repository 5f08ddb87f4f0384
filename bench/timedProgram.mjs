// @ts-check
import { spawnSync } from 'node:child_process';
import { cleanEnvironment } from './cleanEnvironment.mjs';
import { timed } from './subject.mjs';

/**
 * Samples of how long a program takes from its start to its end, in milliseconds. Throws when it fails.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} [folder] working folder
 */
export function timedProgram(command, parameters, folder) {
  const env = cleanEnvironment();
  return timed(() => {
    const { error, status } = spawnSync(command, parameters, { cwd: folder, env, stdio: 'ignore' });
    if (error !== undefined || status !== 0) throw error ?? new Error(`${command} ended with ${status}`);
  });
}
