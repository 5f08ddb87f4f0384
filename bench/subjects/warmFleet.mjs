// @ts-check
import { awsRuntimeClients } from '../peers.mjs';
import { timed } from '../subject.mjs';
import { customRuntimeFolder } from './customRuntime.mjs';
import { FleetFunction } from './fleetFunction.mjs';
import { WARM } from './groups.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../subject.mjs').Aim} Aim */
/** @typedef {import('../subject.mjs').Subject} Subject */
/** @typedef {import('./fleetFunction.mjs').FleetFunctionDescription} FleetFunctionDescription */

/**
 * A warm environment invoked again and again through `Fleet.invoke`. Nothing is waited for in between: what the
 * environment still has to do after it has answered belongs to the next invocation.
 * @param {string} name
 * @param {(bench: Bench) => FleetFunctionDescription | Promise<FleetFunctionDescription>} describe
 * @param {Aim} [aim]
 * @returns {Subject}
 */
function warmFleet(name, describe, aim) {
  return {
    group: WARM,
    figures: [{ name: `fleet.invoke, ${name}`, unit: 'ms', ...(aim === undefined ? {} : { aim }) }],
    baseline: 'round trip',
    plan: 'warm',
    open: async (bench, scope) => {
      const served = await FleetFunction.serve(bench, scope, await describe(bench));
      return timed(() => served.invoke());
    },
  };
}

/**
 * @param {'node' | 'python'} language
 * @param {boolean} freeze
 * @returns {(bench: Bench) => FleetFunctionDescription}
 */
function managed(language, freeze) {
  return (bench) => ({ runtime: bench.runtimeOf(language), codePath: bench.newCodeFolder(language), freeze });
}

export const warmFleetSubjects = [
  warmFleet('Node.js, freeze on', managed('node', true), { ratio: 1.6 }),
  warmFleet('Node.js, freeze off', managed('node', false)),
  warmFleet('Python, freeze on', managed('python', true), { ratio: 2.5 }),
  warmFleet('Python, freeze off', managed('python', false)),
];

/** AWS's own client and Warmpath's on the same server, with the same Node.js. */
export const warmClientSubjects = [
  warmFleet("Node.js 24, Warmpath's client", async (bench) => ({
    runtime: 'nodejs24.x',
    codePath: bench.newCodeFolder('node'),
    node: (await awsRuntimeClients()).node24,
  })),
  warmFleet('Node.js 24, aws-lambda-ric 4.0.2', async (bench) => customRuntimeFolder(bench, await awsRuntimeClients())),
];
