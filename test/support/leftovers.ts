import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from './processes';

/** Everything below the host process, and everything in one of its places that is nobody's child any more. */
export function processesOf(hostPid: number): number[] {
  const found = new Set<number>();
  const waiting = [...childrenOf(hostPid), ...allProcesses().filter((pid) => isInPlaceOf(pid, hostPid))];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (!found.has(pid) && pid !== hostPid) {
      found.add(pid);
      waiting.push(...childrenOf(pid));
    }
  }
  return [...found].filter(isRunning);
}

/** Ends what a test that failed may have left. */
export function endProcessesOf(hostPid: number): void {
  // Not by parents: the id of a host process that has ended may be somebody else's by now.
  for (const pid of allProcesses().filter((candidate) => isRunning(candidate) && isInPlaceOf(candidate, hostPid))) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

/** What is left of the environments of a host process, one line each: processes, mounts, files. */
export function leftovers(hostPid: number, stateFolder: string): string[] {
  return [
    ...allProcesses()
      .filter((pid) => isRunning(pid) && isInPlaceOf(pid, hostPid))
      .map((pid) => `process ${String(pid)}: ${commandOf(pid)}`),
    ...readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(markerOf(hostPid)))
      .map((line) => `mount ${line}`),
    ...filesIn(stateFolder)
      .filter((file) => /^(environments|hosts)\/|^deadline-|\.half$/.test(file))
      .map((file) => `file ${file}`),
  ];
}

export function commandOf(pid: number): string {
  return textOf(`/proc/${String(pid)}/cmdline`)
    .replaceAll('\0', ' ')
    .trim();
}

/** The name that mounts and temporary folders of a host process's environments begin with. */
function markerOf(hostPid: number): string {
  return `warmpath-${String(hostPid)}-`;
}

/** By its mounts, or where there are none by its variables, which name the temporary folder. */
function isInPlaceOf(pid: number, hostPid: number): boolean {
  if (pid === process.pid || pid === hostPid) return false;
  const marker = markerOf(hostPid);
  return (
    textOf(`/proc/${String(pid)}/mountinfo`).includes(marker) || textOf(`/proc/${String(pid)}/environ`).includes(marker)
  );
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}

function childrenOf(pid: number): number[] {
  const threads = `/proc/${String(pid)}/task`;
  return foldersIn(threads).flatMap((thread) =>
    textOf(path.join(threads, thread, 'children'))
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // The process is gone, or somebody else's.
    return '';
  }
}
