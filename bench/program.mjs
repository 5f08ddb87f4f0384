// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { cleanEnvironment } from './cleanEnvironment.mjs';

const ENDING_MS = 10_000;

/** @typedef {import('./scope.mjs').Scope} Scope */

/**
 * @typedef {object} ProgramOptions
 * @property {Record<string, string>} [environment] variables beside the clean ones
 * @property {string} [folder] working folder
 * @property {number} [output] descriptor that receives both outputs; they are dropped without one
 */

/** A Node.js process from `programs/`, ended with its scope or with this process. */
export class Program {
  #child;
  #exited;

  /**
   * @param {string} name file in `programs/`, without its ending
   * @param {readonly string[]} parameters
   * @param {Scope} scope
   * @param {ProgramOptions} [options]
   */
  constructor(name, parameters, scope, { environment = {}, folder, output } = {}) {
    const sink = output ?? 'ignore';
    this.#child = fork(path.join(import.meta.dirname, 'programs', `${name}.mjs`), parameters, {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment },
      execArgv: [],
      // A group of its own: an interrupt from the terminal is for this process, which then ends the program in order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', sink, output === undefined ? 'inherit' : sink, 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    scope.add(() => this.#end());
  }

  /**
   * The next message of the program. Throws when it ends instead.
   * @returns {Promise<any>}
   */
  async message() {
    const [answer] = await Promise.race([
      once(this.#child, 'message'),
      this.#exited.then(([code, signal]) => {
        throw new Error(`${path.basename(this.#child.spawnargs[1] ?? '')} ended early (${signal ?? code})`);
      }),
    ]);
    return answer;
  }

  /**
   * Sends a message and waits for the answer.
   * @param {any} question
   */
  ask(question) {
    this.#child.send(question);
    return this.message();
  }

  /** Programs end by themselves when their channel closes; what is left after that is killed with its group. */
  async #end() {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#kill(), ENDING_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  #kill() {
    const { pid } = this.#child;
    if (pid !== undefined && process.platform !== 'win32') {
      process.kill(-pid, 'SIGKILL');
    } else {
      this.#child.kill('SIGKILL');
    }
  }
}
