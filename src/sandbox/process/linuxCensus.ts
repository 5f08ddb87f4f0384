import { closeSync, openSync, readSync } from 'node:fs';
import type { Census, MemoryUsage } from './census';
import { listChildren, readProcessStatus, readText } from './processTable';

interface Descendant {
  readonly startTime: number;
  readonly group: number;
  readonly residentBytes: number;
  readonly peakBytes: number;
}

/** Most children are started by the main thread; the others are asked every so many looks. */
const ALL_THREADS_LOOKS = 4;

/** The census by the `/proc` file system. */
export class LinuxCensus implements Census {
  ownGroups: ReadonlySet<number> = new Set();
  /** Started processes with their `/proc/PID/status`, which stays theirs even when the id is used again. */
  readonly #started = new Map<number, number>();
  #descendants = new Map<number, Descendant>();
  #peakBytes = 0;
  #looks = 0;
  readonly #buffer = Buffer.alloc(4096);
  readonly #findStrays: () => readonly number[];
  /** Never to be taken for a group of the function, whatever a look says. */
  readonly #hostGroup = readProcessStatus(process.pid)?.group;

  /** `findStrays` returns ids of processes that belong to the environment without being descendants of a started one. */
  constructor(findStrays: () => readonly number[]) {
    this.#findStrays = findStrays;
  }

  add(processId: number): void {
    try {
      this.#started.set(processId, openSync(`/proc/${String(processId)}/status`, 'r'));
    } catch {
      // It has ended already.
    }
  }

  remove(processId: number): void {
    const status = this.#started.get(processId);
    if (status !== undefined) {
      this.#started.delete(processId);
      closeSync(status);
    }
  }

  look(thorough: boolean): MemoryUsage {
    this.#findDescendants(thorough ? this.#findStrays() : [], thorough || this.#looks++ % ALL_THREADS_LOOKS === 0);
    const started = [...this.#started.values()].map((status) => this.#readMemory(status));
    const all = [...started, ...this.#descendants.values()];
    this.ownGroups = new Set(
      [...this.#descendants.values()]
        .map(({ group }) => group)
        .filter((group) => !this.#started.has(group) && group !== this.#hostGroup),
    );
    this.#note(sum(all.map(({ peakBytes }) => peakBytes)));
    return {
      processes: all.length,
      residentBytes: sum(all.map(({ residentBytes }) => residentBytes)),
      largestPeakBytes: Math.max(0, ...all.map(({ peakBytes }) => peakBytes)),
      proportionalBytes: () => sum([...this.#started.keys(), ...this.#descendants.keys()].map(readProportionalBytes)),
    };
  }

  descendants(): readonly number[] {
    return [...this.#descendants]
      .filter(([processId, { startTime }]) => {
        const status = readProcessStatus(processId);
        return status?.startTime === startTime && !status.zombie;
      })
      .map(([processId]) => processId);
  }

  peakBytes(): number {
    let bytes = 0;
    for (const status of this.#started.values()) {
      bytes += this.#readMemory(status).peakBytes;
    }
    for (const descendant of this.#descendants.values()) {
      bytes += descendant.peakBytes;
    }
    return this.#note(bytes);
  }

  dispose(): void {
    for (const processId of [...this.#started.keys()]) {
      this.remove(processId);
    }
    this.#descendants.clear();
  }

  #note(bytes: number): number {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    return this.#peakBytes;
  }

  /** Follows parents to children. A child that was seen once is remembered when its parent is gone. */
  #findDescendants(strays: readonly number[], ofAllThreads: boolean): void {
    const found = new Map<number, Descendant>();
    const waiting = [...strays, ...this.#descendants.keys()];
    for (const processId of this.#started.keys()) {
      waiting.push(...listChildren(processId, ofAllThreads));
    }
    for (let processId = waiting.pop(); processId !== undefined; processId = waiting.pop()) {
      if (found.has(processId) || this.#started.has(processId)) {
        continue;
      }
      const status = readProcessStatus(processId);
      const known = this.#descendants.get(processId);
      if (status === undefined || status.zombie || (known !== undefined && known.startTime !== status.startTime)) {
        continue;
      }
      const memory = parseMemory(readText(`/proc/${String(processId)}/status`) ?? '');
      found.set(processId, { startTime: status.startTime, group: status.group, ...memory });
      waiting.push(...listChildren(processId, ofAllThreads));
    }
    this.#descendants = found;
  }

  #readMemory(status: number): { residentBytes: number; peakBytes: number } {
    try {
      return parseMemory(this.#buffer.toString('latin1', 0, readSync(status, this.#buffer, 0, this.#buffer.length, 0)));
    } catch {
      // The process has ended and is not reaped yet.
      return { residentBytes: 0, peakBytes: 0 };
    }
  }
}

function parseMemory(status: string): { residentBytes: number; peakBytes: number } {
  return { residentBytes: kilobytes(status, 'VmRSS:') * 1024, peakBytes: kilobytes(status, 'VmHWM:') * 1024 };
}

function readProportionalBytes(processId: number): number {
  return kilobytes(readText(`/proc/${String(processId)}/smaps_rollup`) ?? '', '\nPss:') * 1024;
}

function kilobytes(text: string, field: string): number {
  const at = text.indexOf(field);
  return at < 0 ? 0 : Number.parseInt(text.slice(at + field.length, at + field.length + 24), 10) || 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
