import type { StorageUsage } from '../sandbox';
import { MEGABYTE, type Place } from './place';
import type { PrivateMounts } from './privateMounts';
import { listProcessIds, readMountNamespace } from './processTable';

/** A place in a mount namespace: `/tmp` and `/opt` are the environment's own. */
export class PrivatePlace implements Place {
  readonly taskRoot: string;
  readonly opt: string;
  readonly optOnHost: string | undefined;
  readonly temporaryFolder = '/tmp';
  readonly fidelity: readonly string[];
  readonly enter: readonly string[];
  readonly #mounts: PrivateMounts;
  readonly #limitBytes: number;
  #disposed = false;

  constructor(mounts: PrivateMounts, taskRoot: string, layers: string | undefined, ephemeralStorageMB: number) {
    this.#mounts = mounts;
    this.taskRoot = taskRoot;
    this.opt = mounts.optReplaced ? '/opt' : (layers ?? '/opt');
    this.optOnHost = layers;
    this.enter = mounts.enterArguments;
    this.#limitBytes = ephemeralStorageMB * MEGABYTE;
    this.fidelity = [
      ...(mounts.taskRootReadOnly ? [] : [`The code in ${taskRoot} is writable; on AWS it is not.`]),
      ...(mounts.optReplaced || layers === undefined
        ? []
        : [`Layers are in ${layers}, not in /opt, because this machine has no folder /opt.`]),
      ...(mounts.plan.hiddenLayerEntries.length === 0
        ? []
        : [
            `This machine needs its own /opt/${mounts.plan.hiddenLayerEntries.join(', /opt/')}, so those of the layers are hidden.`,
          ]),
    ];
  }

  toHost(path: string): string {
    return this.#mounts.toHost(path);
  }

  storage(): StorageUsage {
    return { usedBytes: this.#disposed ? 0 : this.#mounts.usedBytes(), limitBytes: this.#limitBytes };
  }

  findProcesses(): readonly number[] {
    return listProcessIds().filter((id) => readMountNamespace(id) === this.#mounts.namespace);
  }

  dispose(): Promise<void> {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#mounts.dispose();
    }
    return Promise.resolve();
  }
}
