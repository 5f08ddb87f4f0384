import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../lambda/ports';
import { killAbandoned, type GroupRecord } from './abandonedProcesses';
import type { Guardian } from './guardian';
import { identifyHost, identifyMachine, type HostIdentity, isHostAlive, type MachineIdentity } from './hostIdentity';
import { isWithin } from './mountTable';

/** What one environment would leave behind if this host process were killed now. */
export interface Belongings {
  readonly groups: readonly GroupRecord[];
  /** Folder of the environment below `environmentsFolder`. */
  readonly folder: string;
  readonly cgroup: string | undefined;
  /** Name of the environment's mounts. */
  readonly marker: string;
}

interface HostRecord {
  readonly version: 1;
  readonly machine: MachineIdentity;
  readonly host: HostIdentity;
  readonly belongings: readonly Belongings[];
}

/** Records of machines that cannot be asked (another container with the same home folder) are trusted this long. */
const FOREIGN_RECORD_MS = 30 * 24 * 3600 * 1000;

/**
 * A file that says what this host process has started, so that the next one can clean up after it was killed.
 * It is written before anything it names can be forgotten, synchronously.
 */
export class HostRegistry {
  /** Where the folders of environments are. */
  readonly environmentsFolder: string;
  readonly #folder: string;
  readonly #file: string;
  readonly #guardian: Guardian;
  readonly #logger: Logger;
  readonly #machine = identifyMachine();
  readonly #host = identifyHost();
  readonly #owners = new Set<() => Belongings>();

  /** `name` tells apart several registries of one host process. */
  constructor(stateFolder: string, name: string, guardian: Guardian, logger: Logger) {
    this.#guardian = guardian;
    this.#folder = join(stateFolder, 'hosts');
    this.#file = join(this.#folder, `${name}.json`);
    this.environmentsFolder = join(stateFolder, 'environments');
    this.#logger = logger;
  }

  /** From now on what `belongings` returns is in the file whenever it is saved. */
  add(belongings: () => Belongings): void {
    this.#owners.add(belongings);
    this.save();
  }

  remove(belongings: () => Belongings): void {
    this.#owners.delete(belongings);
    this.save();
  }

  /** Writes the file and tells the guardian; the file does not exist while there is nothing to say. */
  save(): void {
    const record: HostRecord = {
      version: 1,
      machine: this.#machine,
      host: this.#host,
      belongings: [...this.#owners].map((owner) => owner()),
    };
    this.#guardian.guard(record.belongings.flatMap(({ groups }) => groups.map(({ id }) => id)));
    try {
      if (record.belongings.length === 0) {
        rmSync(this.#file, { force: true });
        return;
      }
      mkdirSync(this.#folder, { recursive: true });
      const half = `${this.#file}.half`;
      writeFileSync(half, JSON.stringify(record));
      renameSync(half, this.#file);
    } catch (error) {
      this.#logger.warn(
        'What was started could not be written down; after a crash it would have to be ended by hand.',
        error,
      );
    }
  }

  /** Ends and removes what host processes left that do not exist any more. */
  async cleanUp(): Promise<void> {
    for (const name of listFiles(this.#folder)) {
      const file = join(this.#folder, name);
      if (file !== this.#file && name.endsWith('.json')) {
        await this.#cleanUpAfter(file);
      }
    }
  }

  async #cleanUpAfter(file: string): Promise<void> {
    const record = readRecord(file);
    if (record === undefined) {
      return;
    }
    const here = record.machine.name === this.#machine.name && record.machine.namespace === this.#machine.namespace;
    const sameBoot = record.machine.boot === this.#machine.boot;
    if (here && sameBoot) {
      if (isHostAlive(record.host)) {
        return;
      }
      const ended = await killAbandoned(record.belongings);
      this.#logger.info(
        `Cleaned up after host process ${String(record.host.id)}: ended ${String(ended)} process groups.`,
      );
    } else if (!here && Date.now() - statSync(file).mtimeMs < FOREIGN_RECORD_MS) {
      return;
    }
    for (const { folder, cgroup } of record.belongings) {
      // The file may have been tampered with: only folders of environments are removed with their content.
      if (isWithin(folder, this.environmentsFolder) && folder !== this.environmentsFolder) {
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }).catch(() => undefined);
      }
      if (cgroup !== undefined) {
        await rmdir(cgroup).catch(() => undefined);
      }
    }
    await rm(file, { force: true });
  }
}

function readRecord(file: string): HostRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The file is our own; the version tells whether it has our shape. */
function isRecord(value: unknown): value is HostRecord {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
