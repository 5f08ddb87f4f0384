import { spawn, type ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import type { ProcessExit, ProcessSpecification, SandboxProcess } from '../sandbox';
import type { CommandLine } from './commandChain';
import { codeOf, launchFailure, type LaunchFailure } from './executable';
import { ProcessGroup } from './processGroup';

/** A process that was started in a process group of its own. */
export class HostedProcess implements SandboxProcess {
  readonly name: string;
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly logFrames: Readable | undefined;
  readonly exited: Promise<ProcessExit>;
  readonly group: ProcessGroup;

  private constructor(
    specification: ProcessSpecification,
    child: ChildProcess,
    pid: number,
    ended: (exit: ProcessExit, process: HostedProcess) => void,
  ) {
    this.name = specification.name;
    this.pid = pid;
    this.group = new ProcessGroup(pid);
    this.stdout = child.stdout ?? Readable.from([]);
    this.stderr = child.stderr ?? Readable.from([]);
    const frames = child.stdio[3];
    this.logFrames = frames instanceof Readable ? frames : undefined;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const exit: ProcessExit = signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal };
        this.group.noteLeaderEnded();
        ended(exit, this);
        resolve(exit);
      });
    });
    // Without a listener a signal that could not be delivered would end this host process.
    child.on('error', () => undefined);
  }

  /**
   * Starts the command line. `ended` is called once when the process has ended, before `exited` resolves.
   * Throws nothing: where the system refuses, the reason is returned.
   */
  static start(
    specification: ProcessSpecification,
    line: CommandLine,
    workingFolder: string,
    ended: (exit: ProcessExit, process: HostedProcess) => void,
  ): HostedProcess | FailedProcess {
    const descriptors = specification.runtimeClientDescriptors;
    try {
      const child = spawn(line.file, line.arguments, {
        cwd: workingFolder,
        env: line.environment,
        detached: true,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe', ...(descriptors ? (['pipe', descriptors.deadlineFile] as const) : [])],
      });
      return child.pid === undefined
        ? new FailedProcess(specification, failureOf(specification, child))
        : new HostedProcess(specification, child, child.pid, ended);
    } catch (error) {
      return new FailedProcess(specification, launchFailure(specification.command, codeOf(error)));
    }
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.group.signal(signal) && signal === 'SIGTERM') {
      this.group.signal('SIGCONT');
    }
  }
}

/** A process that could not be started. */
export class FailedProcess implements SandboxProcess {
  readonly name: string;
  readonly pid = undefined;
  readonly stdout = Readable.from([]);
  readonly stderr = Readable.from([]);
  readonly logFrames: Readable | undefined;
  readonly exited: Promise<ProcessExit>;

  constructor(specification: ProcessSpecification, failure: LaunchFailure | Promise<LaunchFailure>) {
    this.name = specification.name;
    this.logFrames = specification.runtimeClientDescriptors === undefined ? undefined : Readable.from([]);
    this.exited = Promise.resolve(failure);
  }

  kill(): void {
    // There is nothing to end.
  }
}

/** Why a child has no process id; Node says so in an event that follows. */
function failureOf(specification: ProcessSpecification, child: ChildProcess): Promise<LaunchFailure> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(launchFailure(specification.command, codeOf(error))));
  });
}
