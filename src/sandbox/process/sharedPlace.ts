import { lstatSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageUsage } from '../sandbox';
import { MEGABYTE, type Place } from './place';
import { listProcessIds, readText } from './processTable';

/** Counting is repeated only after this many times as long as the last count took. */
const COUNTING_SHARE = 50;

/** A place without mounts: folders of the host that are handed over by environment variables. */
export class SharedPlace implements Place {
  readonly taskRoot: string;
  readonly opt: string;
  readonly optOnHost: string | undefined;
  readonly temporaryFolder: string;
  readonly fidelity: readonly string[];
  readonly enter = undefined;
  readonly #limitBytes: number;
  #usedBytes = 0;
  #countAgainAt = 0;

  /** `temporaryFolder` exists and belongs to this place. */
  constructor(
    taskRoot: string,
    layers: string | undefined,
    temporaryFolder: string,
    ephemeralStorageMB: number,
    reason: string,
  ) {
    this.taskRoot = taskRoot;
    this.opt = layers ?? '/opt';
    this.optOnHost = layers;
    this.temporaryFolder = temporaryFolder;
    this.#limitBytes = ephemeralStorageMB * MEGABYTE;
    this.fidelity = [
      `Temporary files belong into ${temporaryFolder} (TMPDIR), because /tmp cannot be made private here: ${reason}.`,
      `Temporary files are counted but not limited to ${String(ephemeralStorageMB)} MB.`,
      `The code in ${taskRoot} is writable; on AWS it is not.`,
      ...(layers === undefined ? [] : [`Layers are in ${layers}, not in /opt.`]),
    ];
  }

  toHost(path: string): string {
    return path;
  }

  storage(): StorageUsage {
    const began = performance.now();
    if (began >= this.#countAgainAt) {
      this.#usedBytes = countBytes(this.temporaryFolder);
      const ended = performance.now();
      this.#countAgainAt = ended + (ended - began) * COUNTING_SHARE;
    }
    return { usedBytes: this.#usedBytes, limitBytes: this.#limitBytes };
  }

  /** Processes whose variables name the temporary folder, as those of all descendants do that did not change them. */
  findProcesses(): readonly number[] {
    return process.platform === 'linux'
      ? listProcessIds().filter(
          (id) => readText(`/proc/${String(id)}/environ`)?.includes(this.temporaryFolder) ?? false,
        )
      : [];
  }

  async dispose(): Promise<void> {
    await rm(this.temporaryFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}

function countBytes(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory() ? countBytes(path) : (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }
  } catch {
    // What the function removed or locked meanwhile does not count.
  }
  return bytes;
}
