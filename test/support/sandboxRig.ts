import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { silentLogger } from '../../src/lambda/ports';
import { ProcessSandbox } from '../../src/sandbox/process/processSandbox';
import type {
  ProcessExit,
  ProcessSpecification,
  SandboxInstance,
  SandboxProcess,
  SandboxSpecification,
} from '../../src/sandbox/sandbox';
import { functionFolder } from './functionFolder';

export const PATH = '/usr/local/bin:/usr/bin:/bin';

export type Mounts = 'private' | 'none';

/** A state folder of its own, removed when the test is over. */
export function stateFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'warmpath-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A sandbox that is disposed when the test is over. */
export function processSandbox(
  mounts: Mounts,
  options: { stateFolder?: string; freeze?: boolean } = {},
): ProcessSandbox {
  const folder = options.stateFolder ?? stateFolder();
  const sandbox = new ProcessSandbox({
    stateFolder: folder,
    logger: silentLogger,
    mounts,
    ...(options.freeze === undefined ? {} : { freeze: options.freeze }),
  });
  onTestFinished(() => sandbox.dispose());
  return sandbox;
}

/** What `create` needs, for a function without files unless something else is said. */
export function specification(overrides: Partial<SandboxSpecification> = {}): SandboxSpecification {
  return {
    environmentId: 'environment-1',
    codePath: overrides.codePath ?? functionFolder({ 'readme.txt': 'code' }),
    layers: [],
    ephemeralStorageMB: 8,
    memorySizeMB: 256,
    visiblePaths: [process.execPath],
    ...overrides,
  };
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ProcessExit;
}

/** Starts a program with PATH as its only variable, unless something else is said. */
export function start(
  instance: SandboxInstance,
  command: string,
  args: readonly string[],
  overrides: Partial<ProcessSpecification> = {},
): SandboxProcess {
  return instance.start({ name: 'runtime', command, arguments: args, environment: { PATH }, ...overrides });
}

/** Runs a shell script to its end. */
export async function shell(
  instance: SandboxInstance,
  script: string,
  overrides: Partial<ProcessSpecification> = {},
): Promise<Finished> {
  return finished(start(instance, '/bin/sh', ['-c', script], overrides));
}

/** Runs a Node.js program to its end. */
export async function node(instance: SandboxInstance, program: string): Promise<Finished> {
  return finished(start(instance, process.execPath, ['-e', program]));
}

export async function finished(started: SandboxProcess): Promise<Finished> {
  const [stdout, stderr, exit] = await Promise.all([text(started.stdout), text(started.stderr), started.exited]);
  return { stdout, stderr, exit };
}

/** Everything a running process has written to its standard output so far, and waiting for more. */
export class Output {
  content = '';
  readonly #waiting = new Set<() => void>();

  constructor(started: SandboxProcess) {
    started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.content += chunk;
      this.#waiting.forEach((check) => check());
    });
    started.stderr.resume();
  }

  /** Resolves when the output satisfies the condition. */
  async until(condition: (content: string) => boolean): Promise<string> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (condition(this.content)) {
          this.#waiting.delete(check);
          resolve();
        }
      };
      this.#waiting.add(check);
      check();
    });
    return this.content;
  }

  /** Resolves when there are `count` more characters than now. */
  async more(count: number): Promise<void> {
    const from = this.content.length;
    await this.until((content) => content.length >= from + count);
  }

  /** The first line, which programs of tests use for process ids. */
  async line(): Promise<string> {
    const content = await this.until((written) => written.includes('\n'));
    return content.slice(0, content.indexOf('\n'));
  }
}

/** Writes a dot every few milliseconds. */
export const TICKER = 'setInterval(() => process.stdout.write("."), 5)';
