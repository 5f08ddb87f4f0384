import { spawn } from 'node:child_process';
import type { GroupRecord } from './abandonedProcesses';
import { readProcessStatus } from './processTable';

export type GroupSignal = 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGKILL';

/** All processes that share a process group id, which is the id of the process that began the group. */
export class ProcessGroup {
  readonly id: number;
  /** By which the group is recognised when this host process is gone. */
  readonly record: GroupRecord;
  #leaderEnded = false;
  #gone = false;

  constructor(id: number) {
    // As groups, 0 and 1 would reach this process itself and everything there is.
    if (!(id > 1)) {
      throw new RangeError(`${String(id)} is not the id of a process group of its own.`);
    }
    this.id = id;
    this.record = { id, startTime: readProcessStatus(id)?.startTime, startedAt: Date.now() };
  }

  /** The process with the group's id has ended: from now on the id may be given to another process. */
  noteLeaderEnded(): void {
    this.#leaderEnded = true;
    this.checkGone();
  }

  /** No process of the group is left, as far as is known. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** Looks whether a process of the group is left, after the first one has ended. */
  checkGone(): boolean {
    this.#gone ||= this.#leaderEnded && !this.#exists();
    return this.#gone;
  }

  /** Sends a signal to all processes of the group; returns whether there was one to receive it. */
  signal(signal: GroupSignal): boolean {
    if (this.checkGone()) {
      return false;
    }
    if (process.platform === 'win32') {
      return this.#endOnWindows(signal);
    }
    try {
      process.kill(-this.id, signal);
      return true;
    } catch {
      return false;
    }
  }

  #exists(): boolean {
    // An id is not given to a new process while a group bears it: a process with this id is a stranger.
    if (process.platform === 'win32' || (process.platform === 'linux' && readProcessStatus(this.id) !== undefined)) {
      return false;
    }
    try {
      process.kill(-this.id, 0);
      return true;
    } catch {
      return false;
    }
  }

  /** Windows has no groups to signal: a process tree can only be ended. */
  #endOnWindows(signal: GroupSignal): boolean {
    if (signal !== 'SIGTERM' && signal !== 'SIGKILL') {
      return false;
    }
    const ending = spawn('taskkill', ['/pid', String(this.id), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    ending.once('error', () => undefined);
    ending.unref();
    return true;
  }
}
