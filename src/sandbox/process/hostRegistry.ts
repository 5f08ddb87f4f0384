import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../lambda/ports';
import { killAbandoned } from './abandonedProcesses';
import type { Guardian } from './guardian';
import { identifyHost, identifyMachine, isHostAlive } from './hostIdentity';
import { parseHostRecord, type Belongings, type HostRecord } from './hostRecord';
import { readText } from './processTable';

/** Records of machines that cannot be asked (another container with the same home folder) are trusted this long. */
const FOREIGN_RECORD_MS = 30 * 24 * 3600 * 1000;
/** A file that is just being written. */
const HALF = '.half';
const HALF_MS = 60_000;
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };

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
      const half = `${this.#file}${HALF}`;
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
      try {
        if (name.endsWith(HALF) && Date.now() - statSync(file).mtimeMs > HALF_MS) {
          rmSync(file);
        } else if (name.endsWith('.json') && file !== this.#file) {
          await this.#cleanUpAfter(file);
        }
      } catch (error) {
        this.#logger.warn(`What ${name} says was left behind by an earlier run could not be removed.`, error);
      }
    }
  }

  async #cleanUpAfter(file: string): Promise<void> {
    const record = parseHostRecord(readText(file) ?? '');
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
    for (const { marker, cgroup } of record.belongings) {
      await rm(join(this.environmentsFolder, marker), REMOVAL).catch(() => undefined);
      if (cgroup !== undefined) {
        await rmdir(cgroup).catch(() => undefined);
      }
    }
    await rm(file, { force: true });
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
