import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { endProcessesOf, leftovers } from './leftovers';
import { stateFolder } from './sandboxRig';
import { handOver, type Account } from './unprivilegedAccount';

const PROGRAM = path.resolve('dist/cli.js');

export interface CommandOptions {
  /** Working folder. */
  readonly folder: string;
  /** Besides PATH and the folders that keep it apart from this user's own state. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly account?: Account;
  /** The home of an earlier command, to share its state. */
  readonly home?: string;
}

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CommandResult extends CommandEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line in a process of its own, with a state folder of its own. Killed when the test is over. */
export class Command {
  stdout = '';
  stderr = '';
  /** Settles when the process has ended and everything it wrote was read. */
  readonly ended: Promise<CommandEnd>;
  readonly home: string;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly waiting = new Set<() => void>();

  constructor(given: readonly string[], options: CommandOptions) {
    const { folder, environment = {}, account, home = stateFolder() } = options;
    this.home = home;
    if (account !== undefined) handOver(home, account);
    this.child = spawn(process.execPath, [PROGRAM, ...given], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    this.ended = endOf(this.child);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.wake();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.wake();
    });
    onTestFinished(() => {
      this.child.kill('SIGKILL');
      endProcessesOf(this.pid);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async result(): Promise<CommandResult> {
    const end = await this.ended;
    return { ...end, stdout: this.stdout, stderr: this.stderr };
  }

  /** The first match in standard output or standard error, now or later. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match !== null) return match;
      await new Promise<void>((resolve, reject) => {
        this.waiting.add(resolve);
        void this.ended.then(() => reject(new Error(`Never said ${String(pattern)}: ${this.stdout}${this.stderr}`)));
      });
    }
  }

  /** What it has left on the machine. */
  leftovers(): string[] {
    return leftovers(this.pid, path.join(this.home, 'warmpath'));
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** Runs a command line to its end; nothing of it may be left then. */
export async function run(given: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const command = new Command(given, options);
  const result = await command.result();
  const left = command.leftovers();
  if (left.length > 0) throw new Error(`warmpath ${given.join(' ')} left: ${left.join('; ')}`);
  return result;
}

async function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
}
