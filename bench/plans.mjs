// @ts-check

/** @typedef {import('./subject.mjs').PlanName} PlanName */

/**
 * How many samples are taken of a subject and of its baseline. They are taken in turn, in blocks, so that what changes
 * on the machine meanwhile changes both.
 * @typedef {object} Plan
 * @property {number} warmUp samples that do not count, before the first block
 * @property {number} rounds blocks of each side
 * @property {number} block samples in a block
 */

/**
 * `windowMs`: how long a sample of the throughput takes. `callsAhead`: calls of every caller before, which bring up all
 * environments and let their interpreters optimise.
 * @typedef {Record<PlanName, Plan> & { windowMs: number, callsAhead: number }} Plans
 */

/** @type {Plans} */
export const FULL = {
  // Both sides run until their code has been compiled: what is compared is how they go on.
  warm: { warmUp: 2000, rounds: 40, block: 50 },
  cold: { warmUp: 1, rounds: 25, block: 1 },
  build: { warmUp: 0, rounds: 10, block: 1 },
  throughput: { warmUp: 1, rounds: 8, block: 1 },
  windowMs: 500,
  callsAhead: 400,
};

/** Enough to see whether everything works; the figures mean little. @type {Plans} */
export const QUICK = {
  warm: { warmUp: 10, rounds: 2, block: 20 },
  cold: { warmUp: 0, rounds: 2, block: 1 },
  build: { warmUp: 0, rounds: 1, block: 1 },
  throughput: { warmUp: 0, rounds: 2, block: 1 },
  windowMs: 200,
  callsAhead: 2,
};

/**
 * How many samples a plan takes of each side, warm-up included.
 * @param {Plan} plan
 */
export function sampleCount({ warmUp, rounds, block }) {
  return warmUp + rounds * block;
}
