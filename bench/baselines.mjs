// @ts-check
// What every figure stands beside: the least that anything of its kind can cost on this machine.
import process from 'node:process';
import { bareServer } from './bareServer.mjs';
import { awsRuntimeClients } from './peers.mjs';
import { timed, timesPerSecond } from './subject.mjs';
import { timedProgram } from './timedProgram.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('./subject.mjs').Sampler} Sampler */
/** @typedef {import('./subject.mjs').Unit} Unit */

/** @typedef {'round trip' | 'node -e 0' | 'node 24 -e 0' | 'python3 -c pass' | `round trips by ${number}`} BaselineName */

/**
 * Starts a baseline. Throws NotMeasured.
 * @param {BaselineName} name
 * @param {Bench} bench
 * @param {Scope} scope
 * @returns {Promise<Sampler>}
 */
export async function openBaseline(name, bench, scope) {
  switch (name) {
    case 'round trip':
      return timed(await bareServer(scope));
    case 'node -e 0':
      return timedProgram(process.execPath, ['-e', '0']);
    case 'node 24 -e 0':
      return timedProgram((await awsRuntimeClients()).node24, ['-e', '0']);
    case 'python3 -c pass':
      return timedProgram(bench.python.command, ['-c', 'pass']);
    default: {
      const concurrency = Number(name.split(' ').at(-1));
      return timesPerSecond(await bareServer(scope), { concurrency, windowMs: bench.plans.windowMs });
    }
  }
}

/** The baselines of one run; each is started once. */
export class Baselines {
  /** @type {Map<BaselineName, Promise<Sampler>>} */
  #opened = new Map();
  #bench;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
  }

  /**
   * Throws NotMeasured.
   * @param {BaselineName} name
   */
  get(name) {
    const opened = this.#opened.get(name) ?? openBaseline(name, this.#bench, this.#bench.scope);
    this.#opened.set(name, opened);
    return opened;
  }
}
