// @ts-check
import { summary } from './statistics.mjs';

/** @typedef {import('./subject.mjs').Aim} Aim */
/** @typedef {import('./subject.mjs').FigureDescription} FigureDescription */
/** @typedef {import('./subject.mjs').Subject} Subject */

/**
 * A measured figure. `median`, `p95` and `baseline` are in `unit`; `baseline` is the median of the baseline's samples
 * that were taken in turn with the samples of this figure.
 * @typedef {object} Figure
 * @property {string} group
 * @property {string} name
 * @property {import('./subject.mjs').Unit} unit
 * @property {number} median
 * @property {number} p95 95 of 100 samples are at least this good
 * @property {number} samples
 * @property {string} baselineName
 * @property {number} baseline
 * @property {number} baselineP95
 * @property {number} ratio median by baseline
 * @property {string} [aim]
 * @property {boolean} [reached]
 */

/**
 * A figure that this machine does not give, and why.
 * @typedef {{ group: string, name: string, reason: string }} MissingFigure
 */

/**
 * @param {Pick<Subject, 'group' | 'baseline'>} subject
 * @param {FigureDescription} description
 * @param {readonly number[]} samples
 * @param {readonly number[]} baselineSamples
 * @returns {Figure}
 */
export function newFigure(subject, { name, unit, aim }, samples, baselineSamples) {
  const { median, p95 } = summary(samples, unit);
  const baseline = summary(baselineSamples, unit);
  return {
    group: subject.group,
    name,
    unit,
    median,
    p95,
    samples: samples.length,
    baselineName: subject.baseline,
    baseline: baseline.median,
    baselineP95: baseline.p95,
    ratio: median / baseline.median,
    ...(aim === undefined ? {} : { aim: aimText(aim), reached: isReached(aim, median, baseline.median) }),
  };
}

/** @param {Aim} aim */
function aimText(aim) {
  return 'ratio' in aim ? `<= ${aim.ratio} x` : `<= +${aim.difference} ms`;
}

/**
 * @param {Aim} aim
 * @param {number} median
 * @param {number} baseline
 */
function isReached(aim, median, baseline) {
  return 'ratio' in aim ? median <= baseline * aim.ratio : median <= baseline + aim.difference;
}
