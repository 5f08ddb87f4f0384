// @ts-check
// VS Code's own server, as tests and `npm start` run it.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** @typedef {import('./installEditorHosts.mjs').EditorHostFiles} EditorHostFiles */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Where an editor keeps what is not part of it.
 * @typedef {{ readonly data: string, readonly extensions: string }} EditorFolders
 */

/**
 * @typedef {object} EditorServerOptions
 * @property {EditorHostFiles} files
 * @property {EditorFolders} folders
 * @property {NodeJS.ProcessEnv} environment All variables of the server and of the extension hosts it starts.
 * @property {boolean} workspaceTrust
 * @property {boolean} [smokeTestDriver] Pages may then load an extension from its folder and run its tests; dialogs are
 *   refused.
 */

/** It starts in a second or two; what takes this long hangs. */
const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5_000;

/** VS Code's server on a loopback port of its own, reachable with a token only. */
export class EditorServer {
  #child;
  #printed;
  #endAtOnce = () => endGroup(this.#child, 'SIGKILL');

  /**
   * Use `EditorServer.start`.
   * @param {ChildProcess} child
   * @param {number} port
   * @param {string} token
   * @param {readonly string[]} printed
   */
  constructor(child, port, token, printed) {
    this.#child = child;
    this.port = port;
    this.token = token;
    this.#printed = printed;
    process.once('exit', this.#endAtOnce);
  }

  /**
   * Throws with what the server printed when it does not start.
   * @param {EditorServerOptions} options
   * @returns {Promise<EditorServer>}
   */
  static async start({ files, folders, environment, workspaceTrust, smokeTestDriver = false }) {
    const token = randomBytes(16).toString('hex');
    const parameters = [
      ...[files.serverMain, '--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...folderParameters(folders),
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ];
    // In a process group of its own, so that it ends with everything it starts.
    const child = spawn(files.node, parameters, {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const printed = [];
    return await new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        endGroup(child, 'SIGKILL');
        reject(new Error(`The editor server ${why}:\n${printed.slice(-20).join('\n')}`));
      };
      const limit = setTimeout(() => fail('does not start'), START_TIMEOUT_MS);
      child.once('error', (error) => fail(`cannot be started: ${error.message}`));
      child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
      const read = (/** @type {string} */ line) => {
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
  }

  get pid() {
    return this.#child.pid;
  }

  /** Everything it printed. */
  get log() {
    return this.#printed.join('\n');
  }

  /** Resolves when it has ended, for whatever reason. */
  async ended() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }

  /**
   * The address that opens a folder in a window.
   * @param {string | undefined} folder
   * @param {readonly (readonly [string, string])[]} payload
   */
  address(folder, payload = []) {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    url.searchParams.set('tkn', this.token);
    if (folder !== undefined) url.searchParams.set('folder', folder);
    else url.searchParams.set('ew', 'true');
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** @returns {Promise<void>} */
  async [Symbol.asyncDispose]() {
    process.off('exit', this.#endAtOnce);
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = this.ended();
      endGroup(this.#child, 'SIGTERM');
      const limit = setTimeout(() => endGroup(this.#child, 'SIGKILL'), END_TIMEOUT_MS);
      await ended;
      clearTimeout(limit);
    }
    // What it started may outlive it.
    endGroup(this.#child, 'SIGKILL');
  }
}

/**
 * Installs a packaged extension the way a user does. Throws with what the editor printed.
 * @param {EditorHostFiles} files
 * @param {EditorFolders} folders
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} packageFile
 */
export async function installExtension(files, folders, environment, packageFile) {
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

/** @param {EditorFolders} folders */
function folderParameters({ data, extensions }) {
  return ['--server-data-dir', data, '--extensions-dir', extensions];
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function endGroup(child, signal) {
  if (child.pid === undefined || child.pid <= 1) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is empty.
  }
}
