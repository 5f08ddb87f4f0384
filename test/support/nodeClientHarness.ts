import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RuntimeApiServer, type Posted, type ServedInvocation } from './runtimeApiServer';

/** A runtime client of Node.js: what is started in the execution environment. */
export interface NodeClient {
  readonly command: string;
  readonly arguments: readonly string[];
}

/** Warmpath's own client, as it is built into dist/. */
export function ownClient(node: string = process.execPath): NodeClient {
  return { command: node, arguments: [path.resolve('dist/runtimes/node/client.cjs')] };
}

export interface NodeFunction {
  /** Files of the function by relative path; a single text is `index.mjs`. */
  readonly code: string | Readonly<Record<string, string>>;
  /** Default `index.handler`. */
  readonly handler?: string;
  /** Default `nodejs24.x`. */
  readonly runtime?: string;
  /** `<task>` stands for the function's folder. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: one empty event. */
  readonly invocations?: readonly ServedInvocation[];
  /** Give the client the framed log; otherwise it writes to standard output. */
  readonly framedLog?: boolean;
  /** Content of the deadline file: extension in milliseconds, epoch milliseconds since when the clock stands still. */
  readonly deadline?: readonly [extensionMs: number, pausedSinceEpochMs: number];
}

export interface Frame {
  /** Frame type as it is on the wire, e.g. `a55a000f`. */
  readonly type: string;
  readonly epochMicroseconds: number;
  readonly text: string;
}

/** What the runtime had written at some moment. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
  readonly frames: readonly Frame[];
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A runtime process under test with everything it needs; `dispose` ends it and removes its files. */
export class NodeRun {
  /** What had been written when each post arrived, by index. */
  readonly writtenAtPost: Written[] = [];
  readonly exited: Promise<ProcessEnd>;
  private readonly process: ChildProcess;
  private readonly descriptors: number[] = [];

  private constructor(
    readonly folder: string,
    readonly api: RuntimeApiServer,
    client: NodeClient,
    given: NodeFunction,
  ) {
    const file = (name: string, flags: string): number => {
      const descriptor = openSync(path.join(folder, name), flags);
      this.descriptors.push(descriptor);
      return descriptor;
    };
    api.onPosted = () => this.writtenAtPost.push(this.written());
    const configured = Object.entries(given.environment ?? {}).map(([name, value]): [string, string] => [
      name,
      value.replaceAll('<task>', this.taskRoot),
    ]);
    this.process = spawn(client.command, client.arguments, {
      cwd: this.taskRoot,
      // Files, not pipes: what was written can then be compared with the moment a request arrives.
      stdio: [
        'ignore',
        file('stdout', 'a+'),
        file('stderr', 'a+'),
        file('frames', 'a+'),
        given.deadline === undefined ? 'ignore' : file('deadline', 'r'),
      ],
      env: {
        PATH: process.env['PATH'],
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        AWS_EXECUTION_ENV: `AWS_Lambda_${given.runtime ?? 'nodejs24.x'}`,
        AWS_LAMBDA_RUNTIME_API: api.address,
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
        AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
        LAMBDA_TASK_ROOT: this.taskRoot,
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        _HANDLER: given.handler ?? 'index.handler',
        ...(given.framedLog === true ? { _LAMBDA_TELEMETRY_LOG_FD: '3' } : {}),
        ...(given.deadline === undefined ? {} : { _WARMPATH_DEADLINE_FD: '4' }),
        ...Object.fromEntries(configured),
      },
    });
    this.exited = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  static async start(client: NodeClient, given: NodeFunction): Promise<NodeRun> {
    // Stack traces show resolved paths.
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'warmpath-node-')));
    const files = typeof given.code === 'string' ? { 'index.mjs': given.code } : given.code;
    await mkdir(path.join(folder, 'task'));
    for (const [name, text] of Object.entries(files)) {
      const target = path.join(folder, 'task', name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    const deadline = Buffer.alloc(16);
    given.deadline?.forEach((value, index) => deadline.writeDoubleBE(value, index * 8));
    await writeFile(path.join(folder, 'deadline'), deadline);
    const api = await RuntimeApiServer.start(given.invocations ?? [{}]);
    return new NodeRun(folder, api, client, given);
  }

  get taskRoot(): string {
    return path.join(this.folder, 'task');
  }

  /** Everything written up to now. */
  written(): Written {
    const text = (name: string): string => readFileSync(path.join(this.folder, name), 'utf8');
    return { stdout: text('stdout'), stderr: text('stderr'), frames: this.frames() };
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async dispose(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
    this.api.dispose();
    this.descriptors.forEach(closeSync);
    await rm(this.folder, { recursive: true, force: true });
  }

  private frames(): Frame[] {
    const bytes = readFileSync(path.join(this.folder, 'frames'));
    const frames: Frame[] = [];
    for (let position = 0; position < bytes.length;) {
      const end = position + 16 + bytes.readUInt32BE(position + 4);
      frames.push({
        type: bytes.toString('hex', position, position + 4),
        epochMicroseconds: Number(bytes.readBigUInt64BE(position + 8)),
        text: bytes.toString('utf8', position + 16, end),
      });
      position = end;
    }
    return frames;
  }
}

export interface NodeResult extends Written {
  readonly taskRoot: string;
  readonly posted: readonly Posted[];
  /** How the process ended by itself; undefined when it waited for an invocation after the last one. */
  readonly end: ProcessEnd | undefined;
}

/** Runs a function through all its invocations, or until its process ends by itself, or until `givesUp` resolves. */
export async function runNode(client: NodeClient, given: NodeFunction, givesUp?: Promise<void>): Promise<NodeResult> {
  const run = await NodeRun.start(client, given);
  try {
    const end = await Promise.race([
      run.exited,
      run.api.allServed.then(() => undefined),
      ...(givesUp === undefined ? [] : [givesUp.then(() => undefined)]),
    ]);
    return { ...run.written(), taskRoot: run.taskRoot, posted: run.api.posted, end };
  } finally {
    await run.dispose();
  }
}

/** The only thing that was posted. Throws an Error when there was nothing or more. */
export function onlyPost({ posted, stdout, stderr }: NodeResult): Posted {
  const [first, second] = posted;
  if (first === undefined || second !== undefined) {
    throw new Error(`One post was expected, there are ${String(posted.length)}.\n${stdout}\n${stderr}`);
  }
  return first;
}
