import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { EditorHostFiles } from '../../../scripts/installEditorHosts.mjs';

/** Where an editor keeps what is not part of it. */
export interface EditorFolders {
  readonly data: string;
  readonly extensions: string;
}

export interface EditorServerOptions {
  readonly files: EditorHostFiles;
  readonly folders: EditorFolders;
  /** All variables of the server and of the extension hosts it starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workspaceTrust: boolean;
  /** Pages may then load an extension from its folder and run its tests; dialogs are refused. */
  readonly smokeTestDriver: boolean;
}

/** It starts in a second or two; what takes this long hangs. */
const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5_000;

/** VS Code's server on a loopback port of its own, reachable with a token only. */
export class EditorServer implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    readonly token: string,
    private readonly printed: readonly string[],
  ) {}

  /** Throws with what the server printed when it does not start. */
  static async start(options: EditorServerOptions): Promise<EditorServer> {
    const { files, folders, environment } = options;
    const token = randomBytes(16).toString('hex');
    const parameters = [
      ...[files.serverMain, '--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...folderParameters(folders),
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ];
    // In a process group of its own, so that it ends with everything it starts.
    const child = spawn(files.node, parameters, {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: string[] = [];
    const server = await new Promise<EditorServer>((resolve, reject) => {
      const fail = (why: string): void => {
        endGroup(child, 'SIGKILL');
        reject(new Error(`The editor server ${why}:\n${printed.slice(-20).join('\n')}`));
      };
      const limit = setTimeout(() => fail('does not start'), START_TIMEOUT_MS);
      child.once('error', (error) => fail(`cannot be started: ${error.message}`));
      child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
      const read = (line: string): void => {
        printed.push(line);
        const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
        if (port === undefined) return;
        clearTimeout(limit);
        child.removeAllListeners();
        resolve(new EditorServer(child, Number(port), token, printed));
      };
      createInterface({ input: child.stdout }).on('line', read);
      createInterface({ input: child.stderr }).on('line', read);
    });
    process.once('exit', server.endAtOnce);
    return server;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Everything it printed. */
  get log(): string {
    return this.printed.join('\n');
  }

  /** The address that opens a folder in a window. */
  address(folder: string | undefined, payload: readonly (readonly [string, string])[] = []): string {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    url.searchParams.set('tkn', this.token);
    if (folder !== undefined) url.searchParams.set('folder', folder);
    else url.searchParams.set('ew', 'true');
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.endAtOnce);
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      endGroup(this.child, 'SIGTERM');
      const limit = setTimeout(() => endGroup(this.child, 'SIGKILL'), END_TIMEOUT_MS);
      await ended;
      clearTimeout(limit);
    }
    // What it started may outlive it.
    endGroup(this.child, 'SIGKILL');
  }

  private readonly endAtOnce = (): void => endGroup(this.child, 'SIGKILL');
}

/** Installs a packaged extension the way a user does. Throws with what the editor printed. */
export async function installExtension(
  files: EditorHostFiles,
  folders: EditorFolders,
  environment: Readonly<Record<string, string>>,
  packageFile: string,
): Promise<void> {
  const parameters = ['--install-extension', packageFile, '--force', '--accept-server-license-terms'];
  const { stdout, stderr } = await promisify(execFile)(
    files.node,
    [files.serverMain, ...parameters, ...folderParameters(folders)],
    { env: environment, timeout: START_TIMEOUT_MS },
  );
  if (!stdout.includes('was successfully installed')) {
    throw new Error(`The editor did not install ${packageFile}:\n${stdout}${stderr}`);
  }
}

function folderParameters({ data, extensions }: EditorFolders): string[] {
  return ['--server-data-dir', data, '--extensions-dir', extensions];
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.pid <= 1) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is empty.
  }
}
