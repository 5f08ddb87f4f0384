import { fork, type ChildProcess } from 'node:child_process';

/** Of a server that does not answer any more. */
const KILL_AFTER_MS = 2_000;

/** The process of the language server. It is asked nothing here; it ends with its channel to this process. */
export class ServerProcess {
  private constructor(
    readonly child: ChildProcess,
    /** How it ended; also when it could not be started. */
    readonly ended: Promise<string>,
  ) {}

  /** Starts the program; what it prints goes to `print`, line by line. */
  static start(program: string, workingFolder: string, print: (text: string) => void): ServerProcess {
    const child = fork(program, ['--node-ipc', `--clientProcessId=${process.pid}`], {
      cwd: workingFolder,
      // The editor's own program is a Node.js only when it is told to be one.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      // Not those of the extension host, which may be debugged.
      execArgv: [],
      silent: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => print(text.trimEnd()));
    }
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
    });
    return new ServerProcess(child, ended);
  }

  /** Resolves when it is gone. */
  async end(): Promise<void> {
    this.endAtOnce();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.ended;
    clearTimeout(timer);
  }

  /** For the last moments of the extension host. */
  endAtOnce(): void {
    this.child.kill();
  }
}
