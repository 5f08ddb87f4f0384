// @ts-check
// What all subjects of the benchmark have in common.
import { performance } from 'node:perf_hooks';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./scope.mjs').Scope} Scope */

/**
 * What is wanted of a figure beside its baseline: at most so many times as much, or at most so much more.
 * @typedef {{ ratio: number } | { difference: number }} Aim
 */

/**
 * @typedef {object} FigureDescription
 * @property {string} name
 * @property {Unit} unit
 * @property {Aim} [aim]
 */

/**
 * Milliseconds are better when there are fewer of them, invocations per second when there are more.
 * @typedef {'ms' | 'per s'} Unit
 */

/**
 * Takes samples one after the other; answers with one list for each figure of the subject.
 * @typedef {(count: number) => Promise<number[][]>} Sampler
 */

/** @typedef {'warm' | 'cold' | 'build' | 'throughput'} PlanName */

/**
 * Something that is measured beside a baseline.
 * @typedef {object} Subject
 * @property {string} group heading under which the figures stand
 * @property {readonly [FigureDescription, ...FigureDescription[]]} figures
 * @property {import('./baselines.mjs').BaselineName} baseline
 * @property {PlanName} plan
 * @property {(bench: Bench, scope: Scope) => Promise<Sampler>} open starts what is measured; throws NotMeasured
 */

/** This machine lacks something that a subject needs. */
export class NotMeasured extends Error {}

/** The event of every invocation. */
export const EVENT = JSON.stringify({ id: 4711, items: ['bread', 'butter', 'jam'] });

/**
 * Samples of how long something takes, in milliseconds.
 * @param {() => unknown} action
 * @returns {Sampler}
 */
export function timed(action) {
  return async (count) => {
    const samples = [];
    for (let sample = 0; sample < count; sample += 1) {
      const startMs = performance.now();
      await action();
      samples.push(performance.now() - startMs);
    }
    return [samples];
  };
}

/**
 * Samples of how often something can be done in a second by `concurrency` callers at once.
 * @param {() => unknown} action
 * @param {{ concurrency: number, windowMs: number }} load
 * @returns {Sampler}
 */
export function timesPerSecond(action, { concurrency, windowMs }) {
  return async (count) => {
    const samples = [];
    for (let sample = 0; sample < count; sample += 1) {
      let done = 0;
      const startMs = performance.now();
      const caller = async () => {
        while (performance.now() - startMs < windowMs) {
          await action();
          done += 1;
        }
      };
      await Promise.all(Array.from({ length: concurrency }, caller));
      samples.push((done * 1000) / (performance.now() - startMs));
    }
    return [samples];
  };
}
