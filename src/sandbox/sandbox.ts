import type { Readable } from 'node:stream';

/** Where the processes of execution environments live: plain processes or containers, behind one interface. */
export interface Sandbox {
  readonly kind: 'process' | 'docker';
  /**
   * Makes the place for one environment: its `/tmp`, its `/opt`, its limits. No process of the function runs yet.
   * Throws a UserError when a layer cannot be read.
   */
  create(specification: SandboxSpecification): Promise<SandboxInstance>;
  /** Ends everything this sandbox still holds. */
  dispose(): Promise<void>;
}

export interface SandboxSpecification {
  readonly environmentId: string;
  /** Absolute path of the function's code. */
  readonly codePath: string;
  /** Absolute paths of layer folders or zip files, in merge order; later ones win. */
  readonly layers: readonly string[];
  readonly ephemeralStorageMB: number;
  readonly memorySizeMB: number;
  /** Further absolute host paths that processes must be able to read (interpreter, runtime client, build output). */
  readonly visiblePaths: readonly string[];
}

/** The place of one environment. It outlives resets: processes come and go, `/tmp` stays until `dispose`. */
export interface SandboxInstance {
  /** Code folder as the processes see it. */
  readonly taskRoot: string;
  /** Merged layers as the processes see them: `/opt`, or a folder of the host where mounts are not possible. */
  readonly opt: string;
  /** The same folder as the host sees it; absent when the function has no layers. */
  readonly optOnHost?: string;
  /** Temporary folder as the processes see it: `/tmp`, or an own folder where mounts are not possible. */
  readonly temporaryFolder: string;
  /** Host name under which processes reach servers of this host process. */
  readonly hostAddress: string;
  /** How this place differs from AWS on this machine, one sentence each. */
  readonly fidelity: readonly string[];

  /** Starts a process in its own process group. Throws nothing: a failed start is reported through `exited`. */
  start(specification: ProcessSpecification): SandboxProcess;
  /** Stops all processes from running until `thaw`; returns how many process groups were stopped. */
  freeze(): number;
  thaw(): void;
  /** High-water mark of resident memory over all processes since `create`, in bytes. */
  peakMemoryBytes(): number;
  storage(): StorageUsage;
  /** Watches the memory limit while processes run; the sandbox kills the environment's processes at the limit and says so. */
  onOutOfMemory(listener: () => void): void;
  /** Kills every process that is left, including those that left their process group; `/tmp` stays. */
  endAll(): Promise<void>;
  /** Kills what is left, including processes that left their group, and removes `/tmp`. */
  dispose(): Promise<void>;
}

export interface StorageUsage {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

export interface ProcessSpecification {
  /** What is started, for messages: `runtime` or the extension's name. */
  readonly name: string;
  /** Executable: an absolute path, or a name looked up on the PATH of `environment`. */
  readonly command: string;
  readonly arguments: readonly string[];
  /** The complete environment of the process; nothing of the host's is added. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Own runtime clients get two more descriptors: 3 is the write end of the framed log stream (lambda-contract §7.3),
   * 4 is the deadline file (see DeadlineFile), opened for reading.
   */
  readonly runtimeClientDescriptors?: { readonly deadlineFile: number };
}

export interface SandboxProcess {
  readonly name: string;
  /** Process id on the host; undefined when the start failed. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Framed log stream on descriptor 3, when asked for. */
  readonly logFrames: Readable | undefined;
  /** Resolves once when the process has ended or could not be started; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Signals the whole process group. Frozen processes are thawed first for SIGTERM. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export type ProcessExit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'launchFailure'; readonly code: string; readonly message: string };
