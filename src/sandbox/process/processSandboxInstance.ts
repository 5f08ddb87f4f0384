import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../lambda/ports';
import type { ProcessExit, ProcessSpecification, SandboxInstance, SandboxProcess, StorageUsage } from '../sandbox';
import type { Census, MemoryUsage } from './census';
import type { CommandChain } from './commandChain';
import { EnvironmentGroups } from './environmentGroups';
import { findExecutable, launchFailure } from './executable';
import { FailedProcess, HostedProcess } from './hostedProcess';
import type { Belongings } from './hostRecord';
import type { HostRegistry } from './hostRegistry';
import type { HostTools } from './hostTools';
import type { MemoryCgroup } from './memoryCgroup';
import type { MemoryWatch, Watched } from './memoryWatch';
import type { Place } from './place';

/** What an instance is made of. It owns the place, the census and the cgroup and disposes of them. */
export interface InstanceParts {
  /** Name of the environment in the host's registry. */
  readonly marker: string;
  readonly place: Place;
  readonly chain: CommandChain;
  readonly tools: HostTools;
  readonly census: Census;
  readonly cgroup: MemoryCgroup | undefined;
  readonly memoryLimitBytes: number;
  /** Processes are stopped by `freeze`. */
  readonly freezes: boolean;
  readonly fidelity: readonly string[];
  readonly watch: MemoryWatch;
  readonly registry: HostRegistry;
  readonly logger: Logger;
  /** Called once when everything is gone. */
  readonly disposed: () => Promise<void>;
}

/** How often also processes are found that are no descendants any more, which takes some milliseconds. */
const THOROUGH_LOOK_MS = 1_000;
/** Shared memory is only told apart again after this many times as long as that took. */
const PROPORTIONAL_SHARE = 20;
const DYING_ROUNDS = 200;
const DYING_ROUND_MS = 5;
/** Longer than the kernel takes to end any process that can be ended. */
const ENDING_MS = 5_000;

/** The place of one environment whose processes are plain processes of this machine. */
export class ProcessSandboxInstance implements SandboxInstance, Watched {
  readonly taskRoot: string;
  readonly opt: string;
  readonly optOnHost?: string;
  readonly temporaryFolder: string;
  readonly hostAddress = '127.0.0.1';
  readonly fidelity: readonly string[];
  readonly #parts: InstanceParts;
  readonly #groups = new EnvironmentGroups();
  readonly #outOfMemoryListeners: (() => void)[] = [];
  #outOfMemory = false;
  #frozen = false;
  /** All processes are stopped and were looked at since: nothing can change. */
  #settled = false;
  #looking = false;
  #thoroughLookAt = 0;
  #proportionalLookAt = 0;
  #hasStarted = false;
  #disposing: Promise<void> | undefined;

  constructor(parts: InstanceParts) {
    const { place } = parts;
    this.#parts = parts;
    this.taskRoot = place.taskRoot;
    this.opt = place.opt;
    if (place.optOnHost !== undefined) {
      this.optOnHost = place.optOnHost;
    }
    this.temporaryFolder = place.temporaryFolder;
    this.fidelity = parts.fidelity;
    parts.watch.add(this);
  }

  get belongings(): Belongings {
    const { cgroup, marker } = this.#parts;
    return { groups: this.#groups.records(), cgroup: cgroup?.folder, marker };
  }

  start(specification: ProcessSpecification): SandboxProcess {
    if (this.#disposing !== undefined) {
      return new FailedProcess(specification, launchFailure(specification.command, 'ECANCELED'));
    }
    if (!this.#groups.hasLiving) {
      this.#beginAgain();
    }
    const { place, chain, tools } = this.#parts;
    const { command, environment } = specification;
    const found = findExecutable(command, place.taskRoot, environment['PATH'], (path) => place.toHost(path));
    if ('failure' in found) {
      return new FailedProcess(specification, found.failure);
    }
    const program = {
      path: found.path,
      arguments: specification.arguments,
      environment,
      workingFolder: place.taskRoot,
    };
    const line = chain.commandLine(program, tools, place.enter);
    const started = HostedProcess.start(specification, line, place.taskRoot, (exit, ended) =>
      this.#noteExit(exit, ended),
    );
    if (started instanceof HostedProcess) {
      this.#groups.add(started);
      this.#parts.registry.save();
      this.#parts.census.add(started.pid);
      void this.#parts.cgroup?.add(started.pid);
      this.#settled = false;
      this.#parts.watch.wake();
    }
    return started;
  }

  freeze(): number {
    if (!this.#parts.freezes) {
      return 0;
    }
    this.#frozen = true;
    this.#settled = false;
    return this.#groups.signal('SIGSTOP');
  }

  thaw(): void {
    if (this.#frozen) {
      this.#frozen = false;
      this.#settled = false;
      this.#groups.signal('SIGCONT');
      this.#parts.watch.wake();
    }
  }

  peakMemoryBytes(): number {
    // Above the limit only sums that count shared pages several times can be.
    return Math.min(this.#parts.census.peakBytes(), this.#parts.memoryLimitBytes);
  }

  storage(): StorageUsage {
    return this.#parts.place.storage();
  }

  onOutOfMemory(listener: () => void): void {
    this.#outOfMemoryListeners.push(listener);
  }

  look(): boolean {
    if (this.#settled || this.#groups.isEmpty || this.#looking) {
      return this.#looking;
    }
    this.#looking = true;
    const now = performance.now();
    const thorough = now >= this.#thoroughLookAt;
    if (thorough) {
      this.#thoroughLookAt = now + THOROUGH_LOOK_MS;
    }
    const complete = thorough && this.#frozen;
    const usage = this.#parts.census.look(thorough);
    if (usage instanceof Promise) {
      void usage.then((value) => this.#judge(value, complete));
    } else {
      this.#judge(usage, complete);
    }
    return true;
  }

  async endAll(): Promise<void> {
    // A process may be starting another one at this very moment, so once is not enough.
    for (let round = 0; round < DYING_ROUNDS; round++) {
      this.#groups.kill();
      await this.#startedHaveEnded();
      if (this.#killStrays() === 0) {
        break;
      }
      await sleep(DYING_ROUND_MS);
    }
    if (this.#groups.hasLiving) {
      this.#parts.logger.warn('Processes of the environment could not be ended.');
    } else {
      this.#hasStarted = false;
    }
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  /** All started processes have ended: what they left behind ends too, `/tmp` stays. */
  #beginAgain(): void {
    if (this.#hasStarted) {
      // Nobody has called `endAll` since.
      this.#groups.kill();
      this.#killStrays();
    }
    this.#hasStarted = true;
    this.#outOfMemory = false;
    this.#frozen = false;
  }

  /** `complete`: all processes were stopped, and none can have been overlooked. */
  #judge(usage: MemoryUsage, complete: boolean): void {
    this.#looking = false;
    const { census, cgroup, memoryLimitBytes, registry } = this.#parts;
    const { fresh, changed } = this.#groups.noteOwn(census.ownGroups);
    if (changed) {
      registry.save();
    }
    if (this.#frozen) {
      fresh.forEach((group) => group.signal('SIGSTOP'));
      this.#settled = complete && fresh.length === 0;
    }
    if (this.#exceeds(usage, memoryLimitBytes) || cgroup?.hasKilled() === true) {
      this.#endForMemory();
    }
  }

  #exceeds(usage: MemoryUsage, limitBytes: number): boolean {
    if (usage.largestPeakBytes > limitBytes) {
      return true;
    }
    const began = performance.now();
    if (usage.residentBytes <= limitBytes || began < this.#proportionalLookAt) {
      return false;
    }
    // Pages that parent and children share were counted for each of them.
    const bytes = usage.proportionalBytes?.() ?? 0;
    const ended = performance.now();
    this.#proportionalLookAt = ended + (ended - began) * PROPORTIONAL_SHARE;
    return bytes > limitBytes;
  }

  #endForMemory(): void {
    if (this.#outOfMemory) {
      return;
    }
    this.#outOfMemory = true;
    this.#outOfMemoryListeners.forEach((listener) => listener());
    this.#groups.kill();
    this.#killStrays();
  }

  #noteExit(exit: ProcessExit, ended: HostedProcess): void {
    const { census, cgroup, registry } = this.#parts;
    census.remove(ended.pid);
    this.#groups.noteEnded(ended);
    registry.save();
    if (exit.kind === 'signal' && exit.signal === 'SIGKILL' && cgroup?.hasKilled() === true) {
      this.#endForMemory();
    }
  }

  /** Kills processes that left their groups; returns how many there were. */
  #killStrays(): number {
    const { place, cgroup, census } = this.#parts;
    const strays = new Set([...place.findProcesses(), ...(cgroup?.processes() ?? []), ...census.descendants()]);
    strays.delete(process.pid);
    strays.delete(1);
    strays.delete(0);
    for (const id of strays) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    return strays.size;
  }

  async #dispose(): Promise<void> {
    const { place, census, cgroup, watch, disposed } = this.#parts;
    await this.endAll();
    watch.remove(this);
    census.dispose();
    await Promise.all([place.dispose(), cgroup?.dispose()]);
    await disposed();
  }

  async #startedHaveEnded(): Promise<void> {
    if (this.#groups.hasLiving) {
      const waiting = new AbortController();
      const ended = Promise.all([...this.#groups.living].map(({ exited }) => exited));
      await Promise.race([ended, sleep(ENDING_MS, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
    }
  }
}
