import type { ProcessExit, ProcessSpecification, SandboxInstance, SandboxProcess } from '../sandbox/sandbox';
import { Deferred, eventLoopTurn } from './deferred';
import { extensionExitFailure, runtimeExitFailure, type Failure } from './failures';
import { ExtensionEndpoints, type RegisteredFunction } from './runtimeApi/extensionEndpoints';
import { RuntimeEndpoints } from './runtimeApi/runtimeEndpoints';

/** How the set tells its owner about output, so that nothing written before an exit is lost. */
export interface ProcessOutput {
  attachRuntime(process: SandboxProcess): void;
  attachExtension(process: SandboxProcess): void;
}

/**
 * The processes that one Init phase starts - external extensions and the runtime - with their side of the APIs.
 * A reset ends the whole set; the next Init phase makes another one in the same place.
 */
export class ProcessSet {
  readonly runtime = new RuntimeEndpoints((failure) => {
    this.fail(failure);
  });
  readonly extensions: ExtensionEndpoints;
  /** The first thing that makes these processes unusable. */
  readonly failed = new Deferred<Failure>();
  private runtimeProcess: SandboxProcess | undefined;
  private readonly extensionProcesses = new Map<string, SandboxProcess>();
  private ending = false;
  private outOfMemory = false;

  constructor(
    private readonly place: SandboxInstance,
    private readonly output: ProcessOutput,
    registered: RegisteredFunction,
    readonly extensionsDisabled: boolean,
  ) {
    this.extensions = new ExtensionEndpoints(registered, (failure) => {
      this.fail(failure);
    });
    void this.runtime.firstNext.promise.then(() => {
      this.extensions.closeRegistration();
    });
  }

  /** Only the first failure counts; what follows from it is noise. */
  fail(failure: Failure): void {
    if (!this.failed.settled) {
      this.failed.resolve(failure);
    }
  }

  /** The sandbox is about to kill the processes because they use too much memory. */
  markOutOfMemory(): void {
    this.outOfMemory = true;
  }

  startExtension(specification: ProcessSpecification): void {
    this.extensions.expectExternal(specification.name);
    const process = this.place.start(specification);
    this.extensionProcesses.set(specification.name, process);
    this.output.attachExtension(process);
    void this.watch(process, extensionExitFailure);
  }

  startRuntime(specification: ProcessSpecification): void {
    const process = this.place.start(specification);
    this.runtimeProcess = process;
    this.output.attachRuntime(process);
    void this.watch(process, (exit) => runtimeExitFailure(exit, this.outOfMemory));
  }

  get runtimePid(): number | undefined {
    return this.runtimeProcess?.pid;
  }

  get runtimeExited(): Promise<unknown> {
    return this.runtimeProcess?.exited ?? Promise.resolve();
  }

  get extensionsExited(): Promise<unknown> {
    return Promise.all([...this.extensionProcesses.values()].map((process) => process.exited));
  }

  /** From now on the end of a process is expected and is no failure. */
  beginEnding(): void {
    this.ending = true;
  }

  killRuntime(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.runtimeProcess?.kill(signal);
  }

  /** Kills the extensions that `choose` selects. */
  killExtensions(choose: (name: string) => boolean): void {
    for (const [name, process] of this.extensionProcesses) {
      if (choose(name)) {
        process.kill('SIGKILL');
      }
    }
  }

  private async watch(process: SandboxProcess, failureOf: (exit: ProcessExit) => Failure): Promise<void> {
    const exit = await process.exited;
    if (this.ending) {
      return;
    }
    // What the process sent before it ended may still be on its way: an answer, an error report, log lines.
    await eventLoopTurn();
    this.fail(failureOf(exit));
  }
}
