import { readFileSync } from 'node:fs';

/** Whether a process exists and has not ended; one that only waits to be collected by its parent has ended. */
export function isRunning(pid: number): boolean {
  try {
    const [, state] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ');
    return state?.startsWith('Z') === false;
  } catch {
    return false;
  }
}
