// @ts-check

/**
 * The value that `share` of the samples do not exceed, between neighbours in proportion.
 * @param {readonly number[]} samples at least one
 * @param {number} share 0 to 1
 */
export function quantile(samples, share) {
  const sorted = [...samples].sort((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

/**
 * Median and 95th percentile; of what is better when there is more of it, the value that 95 % of the samples reach.
 * @param {readonly number[]} samples at least one
 * @param {import('./subject.mjs').Unit} unit
 */
export function summary(samples, unit) {
  return { median: quantile(samples, 0.5), p95: quantile(samples, unit === 'ms' ? 0.95 : 0.05) };
}
