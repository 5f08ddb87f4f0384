// @ts-check
// Nothing of Warmpath. Baselines beside themselves show how far a ratio is from 1 without any reason.
import { bareServer } from '../bareServer.mjs';
import { openBaseline } from '../baselines.mjs';
import { timed } from '../subject.mjs';
import { COLD, THROUGHPUT, WARM } from './groups.mjs';

/** @typedef {import('../subject.mjs').Subject} Subject */

/**
 * @param {Pick<Subject, 'group' | 'baseline' | 'plan'>} given
 * @param {string} name
 * @returns {Subject}
 */
function control({ group, baseline, plan }, name) {
  return {
    group,
    figures: [{ name, unit: plan === 'throughput' ? 'per s' : 'ms' }],
    baseline,
    plan,
    open: (bench, scope) => openBaseline(baseline, bench, scope),
  };
}

/** @type {readonly Subject[]} */
export const warmControls = [
  control({ group: WARM, baseline: 'round trip', plan: 'warm' }, 'bare HTTP round trip to another process'),
  {
    group: WARM,
    // The way an invocation through the Invoke API takes: caller, server, function.
    figures: [{ name: 'bare HTTP round trip through a process in between', unit: 'ms' }],
    baseline: 'round trip',
    plan: 'warm',
    open: async (_bench, scope) => timed(await bareServer(scope, 2)),
  },
];

export const coldControls = [
  control({ group: COLD, baseline: 'node -e 0', plan: 'cold' }, 'bare Node.js, node -e 0'),
  control({ group: COLD, baseline: 'python3 -c pass', plan: 'cold' }, 'bare Python, python3 -c pass'),
];

/** @param {number} concurrency */
export function throughputControl(concurrency) {
  const name = `bare HTTP round trips, ${concurrency} at once`;
  return control({ group: THROUGHPUT, baseline: `round trips by ${concurrency}`, plan: 'throughput' }, name);
}
