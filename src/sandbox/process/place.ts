import type { StorageUsage } from '../sandbox';

/** The folders of one environment, made with or without mounts. */
export interface Place {
  readonly taskRoot: string;
  readonly opt: string;
  readonly optOnHost: string | undefined;
  readonly temporaryFolder: string;
  /** How the folders differ from AWS, one sentence each. */
  readonly fidelity: readonly string[];
  /** Arguments of nsenter for processes of this place; undefined when it is not a namespace. */
  readonly enter: readonly string[] | undefined;
  /** Turns a path as processes of the environment see it into one that this process can open. */
  toHost(path: string): string;
  storage(): StorageUsage;
  /** Ids of the processes in this place, whoever their parent is, as far as that can be seen. */
  findProcesses(): readonly number[];
  dispose(): Promise<void>;
}

export const MEGABYTE = 1024 * 1024;
