import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Census, MemoryUsage } from './census';

const execute = promisify(execFile);
/** Listing all processes takes some milliseconds of a core. */
const PERIOD_MS = 500;

interface ProcessLine {
  readonly id: number;
  readonly parent: number;
  readonly group: number;
  readonly residentBytes: number;
}

/** The census by the `ps` command, for systems without `/proc`. Memory is only known as of the last look. */
export class PsCensus implements Census {
  ownGroups: ReadonlySet<number> = new Set();
  readonly #started = new Set<number>();
  #descendants: ReadonlySet<number> = new Set();
  #peakBytes = 0;
  #last: MemoryUsage = { processes: 0, residentBytes: 0, largestPeakBytes: 0 };
  #lookAgainAt = 0;

  add(processId: number): void {
    this.#started.add(processId);
    this.#lookAgainAt = 0;
  }

  remove(processId: number): void {
    this.#started.delete(processId);
  }

  async look(): Promise<MemoryUsage> {
    const now = performance.now();
    if (now < this.#lookAgainAt) {
      return this.#last;
    }
    this.#lookAgainAt = now + PERIOD_MS;
    const processes = await listProcesses();
    if (processes.length === 0) {
      // There is no `ps`, and there will not be one.
      this.#lookAgainAt = Number.POSITIVE_INFINITY;
    }
    const members = this.#findMembers(processes);
    this.#descendants = new Set(members.map(({ id }) => id).filter((id) => !this.#started.has(id)));
    // Never to be taken for a group of the function, whatever a look says.
    const hostGroup = processes.find(({ id }) => id === process.pid)?.group;
    this.ownGroups = new Set(
      members.map(({ group }) => group).filter((group) => !this.#started.has(group) && group !== hostGroup),
    );
    const residentBytes = members.reduce((total, member) => total + member.residentBytes, 0);
    this.#peakBytes = Math.max(this.#peakBytes, residentBytes);
    this.#last = {
      processes: members.length,
      residentBytes,
      largestPeakBytes: Math.max(0, ...members.map((member) => member.residentBytes)),
    };
    return this.#last;
  }

  descendants(): readonly number[] {
    return [...this.#descendants];
  }

  peakBytes(): number {
    return this.#peakBytes;
  }

  dispose(): void {
    this.#started.clear();
    this.#descendants = new Set();
  }

  #findMembers(processes: readonly ProcessLine[]): ProcessLine[] {
    const members = new Map<number, ProcessLine>();
    let size = -1;
    while (members.size > size) {
      size = members.size;
      for (const line of processes) {
        if (
          this.#started.has(line.id) ||
          this.#started.has(line.group) ||
          this.#descendants.has(line.id) ||
          members.has(line.parent)
        ) {
          members.set(line.id, line);
        }
      }
    }
    return [...members.values()];
  }
}

async function listProcesses(): Promise<ProcessLine[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,pgid=,rss='], { maxBuffer: 16 * 1024 * 1024 }).catch(
    () => ({ stdout: '' }),
  );
  return stdout.split('\n').flatMap((line) => {
    const [id, parent, group, resident] = line.trim().split(/\s+/).map(Number);
    return id === undefined || parent === undefined || group === undefined || resident === undefined
      ? []
      : [{ id, parent, group, residentBytes: resident * 1024 }];
  });
}
