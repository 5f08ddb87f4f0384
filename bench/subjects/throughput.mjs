// @ts-check
import { timesPerSecond } from '../subject.mjs';
import { throughputControl } from './controls.mjs';
import { THROUGHPUT } from './groups.mjs';
import { concurrentFunction } from './invokeApi.mjs';
import { concurrentServerlessFunction, TITLE } from './serverlessOffline.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../scope.mjs').Scope} Scope */
/** @typedef {import('../subject.mjs').Subject} Subject */

const CONCURRENCIES = [1, 8, 32];
const RESERVED_CONCURRENCY = 32;

/**
 * @param {string} name
 * @param {number} concurrency
 * @param {(bench: Bench, scope: Scope) => Promise<() => unknown>} open
 * @returns {Subject}
 */
function throughput(name, concurrency, open) {
  return {
    group: THROUGHPUT,
    figures: [{ name: `${name}, Node.js, ${concurrency} at once`, unit: 'per s' }],
    baseline: `round trips by ${concurrency}`,
    plan: 'throughput',
    open: async (bench, scope) => {
      const invoke = await open(bench, scope);
      const caller = async () => {
        for (let call = 0; call < bench.plans.callsAhead; call += 1) await invoke();
      };
      await Promise.all(Array.from({ length: concurrency }, caller));
      return timesPerSecond(invoke, { concurrency, windowMs: bench.plans.windowMs });
    },
  };
}

export const throughputSubjects = CONCURRENCIES.flatMap((concurrency) => [
  throughputControl(concurrency),
  throughput('Invoke API', concurrency, (bench, scope) => concurrentFunction(bench, scope, RESERVED_CONCURRENCY)),
  throughput(TITLE, concurrency, concurrentServerlessFunction),
]);
