import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '../../lambda/errors';
import type { Logger } from '../../lambda/ports';
import { LayerStore } from '../layers';
import type { Sandbox, SandboxSpecification } from '../sandbox';
import { CommandChain } from './commandChain';
import { Guardian } from './guardian';
import type { Belongings } from './hostRecord';
import { HostRegistry } from './hostRegistry';
import { findHostTools, type HostTools } from './hostTools';
import { LinuxCensus } from './linuxCensus';
import { findOwnCgroupParents, MemoryCgroup, type CgroupParents } from './memoryCgroup';
import { MemoryWatch } from './memoryWatch';
import { planMounts } from './mountPlan';
import { parseMountTable } from './mountTable';
import { MEGABYTE, type Place } from './place';
import { PrivateMounts } from './privateMounts';
import { PrivatePlace } from './privatePlace';
import { ProcessSandboxInstance } from './processSandboxInstance';
import { PsCensus } from './psCensus';
import { SharedPlace } from './sharedPlace';

export interface ProcessSandboxOptions {
  /** Folder of the host for temporary folders and for the list of what was started. */
  readonly stateFolder: string;
  readonly logger: Logger;
  /** Unpacked layers; by default those of the state folder. */
  readonly layers?: LayerStore;
  /** Processes are stopped between invocations; true by default. */
  readonly freeze?: boolean;
  /** `none` does without mounts even where they are possible. */
  readonly mounts?: 'private' | 'none';
}

/** A place and the programs that start processes in it. */
interface Premises {
  readonly place: Place;
  readonly chain: CommandChain;
}

/**
 * Environments as plain processes: process groups of their own, a private `/tmp`, `/opt` and read-only code where the
 * system lets an ordinary user have them, folders and environment variables where it does not.
 */
export class ProcessSandbox implements Sandbox {
  readonly kind = 'process';
  readonly #options: ProcessSandboxOptions;
  readonly #layers: LayerStore;
  readonly #freezes: boolean;
  readonly #registry: HostRegistry;
  readonly #guardian: Guardian;
  readonly #tools: HostTools;
  readonly #cgroupParents: CgroupParents | undefined;
  readonly #watch = new MemoryWatch();
  readonly #instances = new Set<ProcessSandboxInstance>();
  readonly #creating = new Set<Promise<ProcessSandboxInstance>>();
  readonly #cleanedUp: Promise<void>;
  /** Why mounts are not tried any more. */
  #withoutMounts: string | undefined;
  #privateChain: Promise<CommandChain | undefined> | undefined;
  #sharedChain: Promise<CommandChain> | undefined;
  #disposed = false;

  /** Begins to clean up after host processes that were killed. */
  constructor(options: ProcessSandboxOptions) {
    this.#options = options;
    this.#layers =
      options.layers ?? new LayerStore({ folder: join(options.stateFolder, 'layers'), logger: options.logger });
    this.#freezes = options.freeze ?? true;
    const name = `${String(process.pid)}-${randomBytes(6).toString('hex')}`;
    this.#tools = findHostTools(process.env['PATH'] ?? '');
    this.#guardian = new Guardian(this.#tools.sh);
    this.#registry = new HostRegistry(options.stateFolder, name, this.#guardian, options.logger);
    this.#cgroupParents = process.platform === 'linux' ? findOwnCgroupParents() : undefined;
    if (process.platform !== 'linux') {
      this.#withoutMounts = 'only Linux has mount namespaces';
    } else if (options.mounts === 'none') {
      this.#withoutMounts = 'mounts are switched off';
    }
    this.#cleanedUp = this.#registry.cleanUp();
  }

  async create(specification: SandboxSpecification): Promise<ProcessSandboxInstance> {
    if (this.#disposed) {
      throw new Error('The sandbox is disposed.');
    }
    const creating = this.#create(specification);
    this.#creating.add(creating);
    try {
      return await creating;
    } finally {
      this.#creating.delete(creating);
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.allSettled([this.#cleanedUp, ...this.#creating]);
    await Promise.all([...this.#instances].map((instance) => instance.dispose()));
    this.#guardian.dispose();
  }

  async #create(specification: SandboxSpecification): Promise<ProcessSandboxInstance> {
    const marker = `warmpath-${String(process.pid)}-${randomBytes(8).toString('hex')}`;
    const folder = join(this.#registry.environmentsFolder, marker);
    let instance: ProcessSandboxInstance | undefined;
    const belongings = (): Belongings => instance?.belongings ?? { groups: [], cgroup: undefined, marker };
    const remove = async (): Promise<void> => {
      await rm(folder, { recursive: true, force: true });
      this.#registry.remove(belongings);
    };
    this.#guardian.start();
    this.#registry.add(belongings);
    const making = this.#makeCgroup(specification, marker);
    try {
      const layers = await this.#layers.merge(specification.layers);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const premises = await this.#makePremises(specification, layers, folder, marker);
      const made = this.#makeInstance(specification, premises, await making, marker, async () => {
        this.#instances.delete(made);
        await remove();
      });
      instance = made;
      this.#instances.add(made);
      this.#registry.save();
      return made;
    } catch (error) {
      await (await making)?.dispose();
      await remove();
      throw error;
    }
  }

  #makeInstance(
    specification: SandboxSpecification,
    { place, chain }: Premises,
    cgroup: MemoryCgroup | undefined,
    marker: string,
    disposed: () => Promise<void>,
  ): ProcessSandboxInstance {
    const findStrays = (): readonly number[] => [...place.findProcesses(), ...(cgroup?.processes() ?? [])];
    return new ProcessSandboxInstance({
      marker,
      place,
      chain,
      tools: this.#tools,
      census: process.platform === 'linux' ? new LinuxCensus(findStrays) : new PsCensus(),
      cgroup,
      memoryLimitBytes: specification.memorySizeMB * MEGABYTE,
      freezes: this.#freezes,
      fidelity: this.#describeFidelity(place, chain),
      watch: this.#watch,
      registry: this.#registry,
      logger: this.#options.logger.child(specification.environmentId),
      disposed,
    });
  }

  async #makePremises(
    specification: SandboxSpecification,
    layers: string | undefined,
    folder: string,
    marker: string,
  ): Promise<Premises> {
    const reason = this.#withoutMounts ?? (await this.#tryMounts(specification, layers, folder, marker));
    if (typeof reason !== 'string') {
      return reason;
    }
    const temporaryFolder = join(folder, 'tmp');
    await mkdir(temporaryFolder, { recursive: true });
    this.#sharedChain ??= CommandChain.probeWithoutNamespace(this.#tools);
    const { codePath, ephemeralStorageMB } = specification;
    return {
      place: new SharedPlace(codePath, layers, temporaryFolder, ephemeralStorageMB, reason),
      chain: await this.#sharedChain,
    };
  }

  /** Makes a place with mounts, or says why that is not possible. */
  async #tryMounts(
    specification: SandboxSpecification,
    layers: string | undefined,
    folder: string,
    marker: string,
  ): Promise<Premises | string> {
    const { codePath, ephemeralStorageMB, visiblePaths } = specification;
    let plan;
    try {
      plan = planMounts(
        { marker, ephemeralStorageMB, codePath, layers, visiblePaths },
        parseMountTable(readFileSync('/proc/self/mountinfo', 'utf8')),
      );
    } catch (error) {
      return toError(error).message;
    }
    let mounts: PrivateMounts | undefined;
    try {
      mounts = await PrivateMounts.create(plan, this.#tools, folder);
      this.#privateChain ??= CommandChain.probeInNamespace(this.#tools, mounts.enterArguments);
      const chain = await this.#privateChain;
      if (chain !== undefined) {
        return { place: new PrivatePlace(mounts, codePath, layers, ephemeralStorageMB), chain };
      }
      this.#withoutMounts = 'nsenter, prlimit, setpriv or env is missing or too old';
    } catch (error) {
      if (this.#privateChain !== undefined) {
        // It has worked before, so it may work again.
        return toError(error).message;
      }
      this.#withoutMounts = toError(error).message;
    }
    mounts?.dispose();
    this.#options.logger.info(`Environments do without mounts: ${this.#withoutMounts}.`);
    return this.#withoutMounts;
  }

  async #makeCgroup(specification: SandboxSpecification, marker: string): Promise<MemoryCgroup | undefined> {
    const limitBytes = (specification.memorySizeMB + specification.ephemeralStorageMB) * MEGABYTE;
    return this.#cgroupParents && MemoryCgroup.create(this.#cgroupParents, marker, limitBytes);
  }

  #describeFidelity(place: Place, chain: CommandChain): string[] {
    const sentences = [...place.fidelity, 'The share of CPU time does not depend on the memory size.'];
    if (process.platform === 'win32') {
      sentences.push(
        'Environments keep running between invocations, because Windows cannot stop processes.',
        'Memory is neither measured nor limited on Windows.',
      );
    } else if (!this.#freezes) {
      sentences.push('Environments keep running between invocations, because freezing is switched off.');
    }
    if (!chain.limitsOpenFiles) {
      sentences.push('The number of open files is not limited to 1,024.');
    }
    return sentences;
  }
}
