// @ts-check
import { newFigure } from './figures.mjs';
import { Scope } from './scope.mjs';

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./plans.mjs').Plan} Plan */
/** @typedef {import('./subject.mjs').Sampler} Sampler */

/**
 * Measures a subject beside its baseline. Throws NotMeasured.
 * @param {import('./subject.mjs').Subject} subject
 * @param {import('./bench.mjs').Bench} bench
 * @param {import('./baselines.mjs').Baselines} baselines
 * @returns {Promise<Figure[]>}
 */
export async function measure(subject, bench, baselines) {
  const scope = new Scope();
  bench.scope.add(() => scope.dispose());
  try {
    const baseline = await baselines.get(subject.baseline);
    const sampler = await subject.open(bench, scope);
    const [[baselineSamples = []], samples] = await inTurn([baseline, sampler], bench.plans[subject.plan]);
    return subject.figures.map((figure, index) => newFigure(subject, figure, samples[index] ?? [], baselineSamples));
  } finally {
    await scope.dispose();
  }
}

/**
 * Takes samples of both sides in blocks, one side after the other.
 * @param {readonly [Sampler, Sampler]} samplers
 * @param {Plan} plan
 * @returns {Promise<[number[][], number[][]]>}
 */
async function inTurn([baseline, subject], { warmUp, rounds, block }) {
  if (warmUp > 0) {
    await baseline(warmUp);
    await subject(warmUp);
  }
  /** @type {[number[][], number[][]]} */
  const taken = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    append(taken[0], await baseline(block));
    append(taken[1], await subject(block));
  }
  return taken;
}

/**
 * @param {number[][]} all
 * @param {readonly number[][]} more
 */
function append(all, more) {
  more.forEach((samples, index) => (all[index] ??= []).push(...samples));
}
