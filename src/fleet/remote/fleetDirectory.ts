import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../lambda/lifecycleEvents';

/** A fleet that other processes of the same user may ask. */
export interface ListedFleet {
  readonly pid: number;
  /** Path of a socket or named pipe. */
  readonly address: string;
}

/** Where processes that serve functions can be found by others of the same user. */
export class FleetDirectory {
  private readonly folder: string;

  constructor(stateFolder: string) {
    this.folder = path.join(stateFolder, 'serving');
  }

  /** An address nobody but this user can reach, short enough for a socket (about 100 characters). */
  newAddress(): { readonly address: string } & Disposable {
    if (process.platform === 'win32') {
      return { address: `\\\\.\\pipe\\warmpath-${randomBytes(16).toString('hex')}`, dispose: () => undefined };
    }
    const place = mkdtempSync(path.join(tmpdir(), 'warmpath-'));
    chmodSync(place, 0o700);
    return {
      address: path.join(place, 'fleet'),
      dispose: () => {
        rmSync(place, { recursive: true, force: true });
      },
    };
  }

  /** Lists this process until the result is disposed of. */
  list(address: string): Disposable {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.folder, `${String(process.pid)}.json`);
    const entry: ListedFleet = { pid: process.pid, address };
    writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
    return {
      dispose: () => {
        rmSync(file, { force: true });
      },
    };
  }

  /** Those that are listed and whose process is there; the list forgets the others. */
  fleets(): ListedFleet[] {
    return this.entries().flatMap((name) => {
      const file = path.join(this.folder, name);
      const entry = readEntry(file);
      if (entry !== undefined && isThere(entry.pid)) {
        return [entry];
      }
      rmSync(file, { force: true });
      return [];
    });
  }

  private entries(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith('.json'));
    } catch {
      // Nobody has served anything yet.
      return [];
    }
  }
}

function readEntry(file: string): ListedFleet | undefined {
  try {
    const { pid, address } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ListedFleet>;
    return pid === undefined || address === undefined ? undefined : { pid, address };
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
