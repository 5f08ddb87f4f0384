import type { Readable } from 'node:stream';
import type { InterpreterHost } from '../runtimes/interpreterHost';
import type { OutputStream } from './terminal';

/** What a command may use of the process it runs in. */
export interface CommandContext {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly host: InterpreterHost;
  readonly workingFolder: string;
  /** Folder of the running program; the runtime clients lie beside it. */
  readonly programFolder: string;
  /** Settles when the user wants the command to stop (Ctrl+C, SIGTERM). */
  readonly interrupted: Promise<void>;
}

export const EXIT = { done: 0, functionError: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
