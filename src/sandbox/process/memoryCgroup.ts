import { readFileSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWithin, parseMountTable } from './mountTable';
import { readText } from './processTable';

const REMOVING_ROUNDS = 200;
const REMOVING_ROUND_MS = 3;

/** The folders of cgroups in which a group with a memory limit may be made, most specific first. */
export interface CgroupParents {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

/**
 * Finds where this process could make memory cgroups, from `/proc/self/cgroup` and `/proc/self/mountinfo`;
 * undefined when memory is not controlled here.
 */
export function findCgroupParents(cgroups: string, mountTable: string): CgroupParents | undefined {
  const mounts = parseMountTable(mountTable);
  for (const line of cgroups.split('\n')) {
    const [hierarchy, controllers = '', path] = line.split(':');
    if (hierarchy === undefined || path === undefined) {
      continue;
    }
    const isSecondVersion = hierarchy === '0' && controllers === '';
    const isFirstVersion = controllers.split(',').includes('memory');
    const mount = mounts.find(({ type, superOptions }) =>
      isFirstVersion ? type === 'cgroup' && superOptions.includes('memory') : isSecondVersion && type === 'cgroup2',
    );
    if (mount === undefined || !isWithin(path, mount.root)) {
      continue;
    }
    const own = posix.join(mount.mountPoint, posix.relative(mount.root, path));
    if (isFirstVersion) {
      return { version: 1, folders: [own] };
    }
    // A group with processes cannot divide its memory further, so beside our own is the usual place.
    const folders = [own, ...(own === mount.mountPoint ? [] : [posix.dirname(own)])].filter((folder) =>
      (readText(posix.join(folder, 'cgroup.subtree_control')) ?? '').split(/\s+/).includes('memory'),
    );
    if (folders.length > 0) {
      return { version: 2, folders };
    }
  }
  return undefined;
}

/**
 * The kernel's own memory limit for one environment: a backstop for processes that allocate faster than they are
 * looked at. Files in a `/tmp` of memory count as memory for the kernel, so the limit has to leave room for them.
 */
export class MemoryCgroup {
  readonly folder: string;
  readonly #version: 1 | 2;
  #kills = 0;

  private constructor(folder: string, version: 1 | 2) {
    this.folder = folder;
    this.#version = version;
  }

  /** Makes a group with a limit in bytes; undefined where this user may not. */
  static async create(parents: CgroupParents, name: string, limitBytes: number): Promise<MemoryCgroup | undefined> {
    for (const parent of parents.folders) {
      const group = new MemoryCgroup(posix.join(parent, name), parents.version);
      try {
        await mkdir(group.folder);
      } catch {
        continue;
      }
      try {
        await group.#limit(limitBytes);
        return group;
      } catch {
        await rmdir(group.folder).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** Puts a process and its future children under the limit. A process that has ended is ignored. */
  async add(processId: number): Promise<void> {
    await writeFile(posix.join(this.folder, 'cgroup.procs'), String(processId)).catch(() => undefined);
  }

  /** Whether the kernel has killed a process of the group since the last question. */
  hasKilled(): boolean {
    const text = readText(posix.join(this.folder, this.#version === 2 ? 'memory.events' : 'memory.oom_control')) ?? '';
    const kills = Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? '0');
    const more = kills > this.#kills;
    this.#kills = kills;
    return more;
  }

  /** Ids of the processes in the group. */
  processes(): readonly number[] {
    const text = readText(posix.join(this.folder, 'cgroup.procs'))?.trim() ?? '';
    return text === '' ? [] : text.split('\n').map(Number);
  }

  /** Removes the group as soon as its last process is gone; gives up after half a second. */
  async dispose(): Promise<void> {
    for (let round = 0; round < REMOVING_ROUNDS; round++) {
      try {
        await rmdir(this.folder);
        return;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
          return;
        }
        await sleep(REMOVING_ROUND_MS);
      }
    }
  }

  async #limit(bytes: number): Promise<void> {
    const write = (name: string, value: number): Promise<void> =>
      writeFile(posix.join(this.folder, name), String(value));
    if (this.#version === 2) {
      await write('memory.max', bytes);
      await write('memory.swap.max', 0).catch(() => undefined);
      await write('memory.oom.group', 1).catch(() => undefined);
    } else {
      await write('memory.limit_in_bytes', bytes);
      // Absent where the kernel does not account swap; then the limit only covers memory.
      await write('memory.memsw.limit_in_bytes', bytes).catch(() =>
        write('memory.swappiness', 0).catch(() => undefined),
      );
    }
  }
}

/** Reads where this very process could make memory cgroups. */
export function findOwnCgroupParents(): CgroupParents | undefined {
  try {
    return findCgroupParents(readFileSync('/proc/self/cgroup', 'utf8'), readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return undefined;
  }
}
