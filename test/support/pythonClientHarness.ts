import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { FakeRuntimeApi, type Invocation, type Post } from './pythonClientRuntimeApi';

const CLIENT = path.resolve('src/runtimes/python/client.py');

/** The interpreter the tests run with: WARMPATH_TEST_PYTHON, the system's, or the first on PATH. */
export function findPython(): string | undefined {
  const candidates = [process.env['WARMPATH_TEST_PYTHON'], '/usr/bin/python3', 'python3'];
  return candidates.find((candidate) => candidate !== undefined && isSupported(candidate));
}

function isSupported(command: string): boolean {
  return spawnSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
}

/** Skips the test when there is no interpreter. */
export function required(python: string | undefined, context: TestContext): string {
  return python ?? context.skip('needs Python 3.9 or newer: python3 on PATH');
}

export interface PythonFunction {
  /** Files of the function by relative path; a single text is `app.py`. */
  readonly code: string | Readonly<Record<string, string>>;
  /** Default `app.handler`. */
  readonly handler?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: one empty event. None are delivered when the init fails. */
  readonly invocations?: readonly Invocation[];
  /** How the client gets the framed log; default as a file. */
  readonly framedLog?: 'file' | 'pipe' | 'none';
  /** Content of the deadline file: extension in milliseconds, epoch milliseconds since when the clock stands still. */
  readonly deadline?: readonly [extensionMs: number, pausedSinceEpochMs: number];
  /** Wait until the process ends by itself, not only until it waits for an invocation that never comes. */
  readonly untilExit?: boolean;
}

export interface Frame {
  /** Frame type as it is on the wire, e.g. `a55a0017`. */
  readonly type: string;
  readonly epochMicroseconds: number;
  readonly text: string;
}

/** What had been written when a request of the client arrived. */
interface Written {
  readonly stdout: string;
  readonly stderr: string;
  readonly frames: readonly Frame[];
}

export interface Answered extends Post, Written {}

/** A runtime process under test with everything it needs; `dispose` ends it and removes its files. */
export class PythonRun {
  readonly answers: Answered[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private readonly descriptors: number[] = [];

  private constructor(
    readonly folder: string,
    readonly api: FakeRuntimeApi,
    python: string,
    given: PythonFunction,
  ) {
    const file = (name: string, flags: string): number => {
      const descriptor = openSync(path.join(folder, name), flags);
      this.descriptors.push(descriptor);
      return descriptor;
    };
    api.onPost = (post) => this.answers.push({ ...post, ...this.written() });
    const { framedLog = 'file' } = given;
    this.process = spawn(python, ['-s', CLIENT], {
      cwd: this.taskRoot,
      detached: true,
      // Files, not pipes: what was written can then be compared with the moment a request arrives.
      stdio: [
        'ignore',
        file('stdout', 'a+'),
        file('stderr', 'a+'),
        framedLog === 'pipe' ? 'pipe' : file('frames', 'a+'),
        given.deadline === undefined ? 'ignore' : file('deadline', 'r'),
      ],
      env: {
        PATH: process.env['PATH'],
        LANG: 'C.UTF-8',
        TZ: ':UTC',
        AWS_LAMBDA_RUNTIME_API: api.address,
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
        AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
        LAMBDA_TASK_ROOT: this.taskRoot,
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        _HANDLER: given.handler ?? 'app.handler',
        ...(framedLog === 'none' ? {} : { _LAMBDA_TELEMETRY_LOG_FD: '3' }),
        ...(given.deadline === undefined ? {} : { _WARMPATH_DEADLINE_FD: '4' }),
        ...given.environment,
      },
    });
    this.process.stdio[3]?.on('data', (data: Buffer) => appendFileSync(path.join(folder, 'frames'), data));
    this.exited = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  static async start(python: string, given: PythonFunction): Promise<PythonRun> {
    // Tracebacks show resolved paths.
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'warmpath-python-')));
    const files = typeof given.code === 'string' ? { 'app.py': given.code } : given.code;
    for (const [name, text] of Object.entries(files)) {
      const target = path.join(folder, 'task', name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    const deadline = Buffer.alloc(16);
    given.deadline?.forEach((value, index) => deadline.writeDoubleBE(value, index * 8));
    await writeFile(path.join(folder, 'deadline'), deadline);
    const api = await FakeRuntimeApi.start(given.invocations ?? [{}]);
    return new PythonRun(folder, api, python, given);
  }

  get taskRoot(): string {
    return path.join(this.folder, 'task');
  }

  /** Everything written up to now. */
  written(): Written {
    const text = (name: string): string => readFileSync(path.join(this.folder, name), 'utf8');
    return { stdout: text('stdout'), stderr: text('stderr'), frames: this.frames() };
  }

  private frames(): Frame[] {
    const bytes = readFileSync(path.join(this.folder, 'frames'));
    const frames: Frame[] = [];
    for (let position = 0; position < bytes.length;) {
      const length = bytes.readUInt32BE(position + 4);
      const end = position + 16 + length;
      frames.push({
        type: bytes.toString('hex', position, position + 4),
        epochMicroseconds: Number(bytes.readBigUInt64BE(position + 8)),
        text: bytes.toString('utf8', position + 16, end),
      });
      position = end;
    }
    return frames;
  }

  async dispose(): Promise<void> {
    this.api.dispose();
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGKILL');
    await this.exited;
    this.descriptors.forEach(closeSync);
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface PythonResult extends Written {
  readonly taskRoot: string;
  readonly answers: readonly Answered[];
  /** The only answer, for functions that were invoked once. */
  readonly answer: Answered;
  /** Exit code; null when the process was still waiting for an invocation after the last answer. */
  readonly code: number | null;
}

/** Runs a function through all its invocations, or until its process ends by itself. */
export async function runPython(python: string, given: PythonFunction): Promise<PythonResult> {
  const run = await PythonRun.start(python, given);
  try {
    const ended = await (given.untilExit === true ? run.exited : Promise.race([run.exited, run.api.allDelivered]));
    return {
      ...run.written(),
      taskRoot: run.taskRoot,
      answers: run.answers,
      get answer() {
        const [first, second] = run.answers;
        if (first === undefined || second !== undefined) {
          throw new Error(`One answer was expected, there are ${run.answers.length}. ${JSON.stringify(run.written())}`);
        }
        return first;
      },
      code: ended?.code ?? null,
    };
  } finally {
    await run.dispose();
  }
}
