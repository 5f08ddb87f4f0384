import type { GroupRecord } from './abandonedProcesses';
import type { HostedProcess } from './hostedProcess';
import { ProcessGroup, type GroupSignal } from './processGroup';

export interface GroupChanges {
  /** Groups that were not known before. */
  readonly fresh: readonly ProcessGroup[];
  /** Groups were found or have disappeared. */
  readonly changed: boolean;
}

/** The process groups of one environment: of started processes, what these left behind, and groups made by the function. */
export class EnvironmentGroups {
  readonly #living = new Set<HostedProcess>();
  readonly #left = new Set<ProcessGroup>();
  #own = new Map<number, ProcessGroup>();

  /** Whether one of the started processes still runs. */
  get hasLiving(): boolean {
    return this.#living.size > 0;
  }

  /** Whether any process is known that could still run. */
  get isEmpty(): boolean {
    return this.#living.size === 0 && this.#left.size === 0 && this.#own.size === 0;
  }

  get living(): Iterable<HostedProcess> {
    return this.#living;
  }

  add(started: HostedProcess): void {
    this.#living.add(started);
  }

  /** The started process has ended; its group is kept as long as somebody is in it. */
  noteEnded(started: HostedProcess): void {
    this.#living.delete(started);
    if (!started.group.isGone) {
      this.#left.add(started.group);
    }
  }

  /** Takes over which groups the function's processes made for themselves, and forgets groups that are gone. */
  noteOwn(ids: ReadonlySet<number>): GroupChanges {
    const fresh: ProcessGroup[] = [];
    const before = this.#left.size + this.#own.size;
    for (const group of this.#left) {
      if (group.checkGone()) {
        this.#left.delete(group);
      }
    }
    const own = new Map<number, ProcessGroup>();
    const left = new Set([...this.#left].map(({ id }) => id));
    for (const id of ids) {
      if (id > 1 && !left.has(id)) {
        const group = this.#own.get(id) ?? new ProcessGroup(id);
        if (!this.#own.has(id)) {
          fresh.push(group);
        }
        own.set(id, group);
      }
    }
    this.#own = own;
    return { fresh, changed: fresh.length > 0 || this.#left.size + own.size !== before };
  }

  /** Signals all groups; returns how many had a process to receive it. */
  signal(signal: GroupSignal): number {
    let count = 0;
    for (const { group } of this.#living) {
      count += group.signal(signal) ? 1 : 0;
    }
    for (const group of this.#left) {
      count += group.signal(signal) ? 1 : 0;
      if (group.isGone) {
        this.#left.delete(group);
      }
    }
    for (const group of this.#own.values()) {
      count += group.signal(signal) ? 1 : 0;
    }
    return count;
  }

  /** Kills all groups. The kernel lets no process of a group slip away by starting another one meanwhile. */
  kill(): void {
    this.signal('SIGKILL');
    this.#left.clear();
    this.#own.clear();
  }

  records(): GroupRecord[] {
    return [
      ...[...this.#living].map(({ group }) => group.record),
      ...[...this.#left].map(({ record }) => record),
      ...[...this.#own.values()].map(({ record }) => record),
    ];
  }
}
