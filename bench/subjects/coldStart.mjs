// @ts-check
import { performance } from 'node:perf_hooks';
import { awsRuntimeClients } from '../peers.mjs';
import { customRuntimeFolder } from './customRuntime.mjs';
import { FleetFunction } from './fleetFunction.mjs';
import { COLD } from './groups.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../subject.mjs').Aim} Aim */
/** @typedef {import('../subject.mjs').Subject} Subject */
/** @typedef {import('./fleetFunction.mjs').FleetFunctionDescription} FleetFunctionDescription */

/**
 * The first invocation of a fresh environment, from the call to the answer, and its Init Duration as it is reported.
 * @param {FleetFunction} served
 * @returns {Promise<[wholeMs: number, initMs: number]>}
 */
export async function coldStart(served) {
  const startMs = performance.now();
  const { coldStart, completed } = await served.invoke();
  const wholeMs = performance.now() - startMs;
  const { metrics } = await completed;
  if (!coldStart || metrics.initDurationMs === undefined) throw new Error('The invocation was not a cold start.');
  return [wholeMs, metrics.initDurationMs];
}

/**
 * @param {string} name
 * @param {Subject['baseline']} baseline
 * @param {(bench: Bench) => FleetFunctionDescription | Promise<FleetFunctionDescription>} describe
 * @param {Aim} [aim]
 * @returns {Subject}
 */
function coldSubject(name, baseline, describe, aim) {
  return {
    group: COLD,
    figures: [
      { name: `${name}, first invocation`, unit: 'ms', ...(aim === undefined ? {} : { aim }) },
      { name: `${name}, Init Duration`, unit: 'ms' },
    ],
    baseline,
    plan: 'cold',
    open: async (bench, scope) => {
      const served = await FleetFunction.serve(bench, scope, await describe(bench));
      return async (count) => {
        /** @type {[number[], number[]]} */
        const samples = [[], []];
        for (let sample = 0; sample < count; sample += 1) {
          const [wholeMs, initMs] = await coldStart(served);
          samples[0].push(wholeMs);
          samples[1].push(initMs);
          await served.recycle();
        }
        return samples;
      };
    },
  };
}

/**
 * @param {'node' | 'python'} language
 * @returns {(bench: Bench) => FleetFunctionDescription}
 */
function managed(language) {
  return (bench) => ({ runtime: bench.runtimeOf(language), codePath: bench.newCodeFolder(language) });
}

export const coldSubjects = [
  coldSubject('Node.js', 'node -e 0', managed('node'), { ratio: 1.25 }),
  coldSubject('Python', 'python3 -c pass', managed('python'), { difference: 30 }),
];

export const coldClientSubjects = [
  coldSubject("Node.js 24, Warmpath's client", 'node 24 -e 0', async (bench) => ({
    runtime: 'nodejs24.x',
    codePath: bench.newCodeFolder('node'),
    node: (await awsRuntimeClients()).node24,
  })),
  coldSubject('Node.js 24, aws-lambda-ric 4.0.2', 'node 24 -e 0', async (bench) =>
    customRuntimeFolder(bench, await awsRuntimeClients()),
  ),
];
