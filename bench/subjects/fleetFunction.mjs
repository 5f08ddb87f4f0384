// @ts-check
import { EVENT } from '../subject.mjs';
import { checked, echoFunction, newLocalFleet } from '../warmpath.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../scope.mjs').Scope} Scope */

const NAME = 'echo';

/**
 * What a fleet needs to run one function.
 * @typedef {object} FleetFunctionDescription
 * @property {string} runtime
 * @property {string} codePath
 * @property {boolean} [freeze] default: on
 * @property {string} [node] default: the Node.js that runs this
 */

/** One function that echoes its event, in a fleet of its own inside this process. */
export class FleetFunction {
  #fleet;

  /** @param {import('../../src/fleet/localFleet').LocalFleet['fleet']} fleet */
  constructor(fleet) {
    this.#fleet = fleet;
  }

  /**
   * Throws NotMeasured.
   * @param {Bench} bench
   * @param {Scope} scope
   * @param {FleetFunctionDescription} description
   */
  static async serve(bench, scope, { runtime, codePath, freeze = true, node }) {
    const local = newLocalFleet({
      stateFolder: bench.newFolder('state'),
      freeze,
      python: bench.pythonCommand,
      ...(node === undefined ? {} : { node }),
    });
    scope.add(() => local.dispose());
    await local.fleet.serve(echoFunction({ name: NAME, runtime, codePath }));
    return new FleetFunction(local.fleet);
  }

  /** Invokes the function. Throws when it fails. */
  async invoke() {
    return checked(await this.#fleet.invoke(NAME, { payload: Buffer.from(EVENT) }));
  }

  /** Ends the environments and waits until they are gone: the next invocation is cold, and nothing runs beside it. */
  async recycle() {
    const living = new Set(this.#fleet.environments().map(({ id }) => id));
    const gone = new Promise((resolve) => {
      const subscription = this.#fleet.onEvent(({ type, environmentId = '' }) => {
        if (type === 'environment.stopped') living.delete(environmentId);
        if (living.size > 0) return;
        subscription.dispose();
        resolve(undefined);
      });
    });
    this.#fleet.recycle(NAME, 'the benchmark wants a cold start');
    if (living.size > 0) await gone;
  }
}
