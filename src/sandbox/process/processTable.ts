import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What Linux says about one process, from `/proc/PID/stat`. */
export interface ProcessStatus {
  readonly id: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks between the start of the machine and the start of the process: with the id, a name that is never reused. */
  readonly startTime: number;
  /** A dead process that its parent has not asked about yet. */
  readonly zombie: boolean;
}

/** Reads `/proc/PID/stat`; undefined when there is no such process. */
export function readProcessStatus(id: number): ProcessStatus | undefined {
  const text = readText(`/proc/${String(id)}/stat`);
  if (text === undefined) {
    return undefined;
  }
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    id,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTime: Number(fields[19]),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
  };
}

/** Ids of all processes of the machine, as far as this process may see them. */
export function listProcessIds(): number[] {
  const ids: number[] = [];
  for (const name of readdirSync('/proc')) {
    const id = Number(name);
    if (Number.isInteger(id)) {
      ids.push(id);
    }
  }
  return ids;
}

/** Processes that were started by the main thread, or by any thread, of the process and still have it as their parent. */
export function listChildren(id: number, ofAllThreads: boolean): number[] {
  const folder = `/proc/${String(id)}/task`;
  let threads = [String(id)];
  if (ofAllThreads) {
    try {
      threads = readdirSync(folder);
    } catch {
      return [];
    }
  }
  return threads.flatMap((thread) => {
    const text = readText(`${folder}/${thread}/children`)?.trim() ?? '';
    return text === '' ? [] : text.split(' ').map(Number);
  });
}

/** The mount namespace of a process, e.g. `mnt:[4026531841]`; undefined when the process is gone or belongs to somebody else. */
export function readMountNamespace(id: number): string | undefined {
  try {
    return readlinkSync(`/proc/${String(id)}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Changes with every start of the machine: process ids from before mean nothing afterwards. */
export function readBootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

/** The text of a small file of a system folder; undefined when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
