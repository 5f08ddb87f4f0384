// @ts-check
// What observing a function costs a warm invocation: `npm run bench:probes`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { quantile } from './statistics.mjs';
import {
  DEFAULT_ENVIRONMENT_SETTINGS,
  DEFAULT_FLEET_SETTINGS,
  functionConfiguration,
  LocalFleet,
  localInterpreterHost,
  silentLogger,
  systemClock,
} from './warmpath.mjs';

const HELP = `Measures what observing a function costs a warm invocation.

npm run bench:probes -- [options]
  --invocations N  measured in each round, 200 by default
  --rounds N       of all cases, one after the other, 5 by default
  --runtime NAME   only this one: nodejs22.x or python3.11
  --help           shows this text
`;
/** Observing may cost a warm invocation as much as the larger of both. */
const AIM = { ms: 0.2, share: 0.05 };
const WARM_UP = 20;
const CONNECTIONS = 5;

const { values } = parseArgs({
  options: {
    invocations: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    runtime: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** @typedef {{ name: string, evidence: boolean, busy: boolean }} Case */
/** @typedef {{ invoke: (times: number, frozen: boolean) => Promise<number[]>, dispose: () => Promise<void> }} Subject */

const RUNTIMES = ['nodejs22.x', 'python3.11'].filter((name) => values.runtime === undefined || name === values.runtime);
/** The function is the same with and without evidence; `busy` ones hold connections and variables. */
const CASES = /** @type {Case[]} */ ([
  { name: 'small function, evidence off', evidence: false, busy: false },
  { name: 'small function, evidence on', evidence: true, busy: false },
  { name: '5 connections, 50 variables, off', evidence: false, busy: true },
  { name: '5 connections, 50 variables, on', evidence: true, busy: true },
]);

/**
 * A function in a fleet of its own.
 * @param {string} runtime
 * @param {Case} observed
 * @param {number} port of a server that keeps connections
 * @returns {Promise<Subject>}
 */
async function start(runtime, { evidence, busy }, port) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'warmpath-probes-'));
  const codePath = path.join(folder, 'code');
  cpSync(path.resolve('bench/fixtures/probes'), codePath, { recursive: true });
  const local = new LocalFleet({
    settings: {
      ...DEFAULT_FLEET_SETTINGS,
      watchCode: false,
      environment: { ...DEFAULT_ENVIRONMENT_SETTINGS, evidence },
    },
    clock: systemClock,
    logger: silentLogger,
    host: localInterpreterHost(),
    runtimes: {
      nodePath: () => undefined,
      pythonPath: () => undefined,
      debugpyFolder: () => undefined,
      workspaceFolders: () => [],
    },
    stateFolder: path.join(folder, 'state'),
    clientsFolder: path.resolve('dist/runtimes'),
  });
  const { fleet } = local;
  await fleet.serve(
    functionConfiguration({
      name: 'measured',
      runtime,
      handler: `${busy ? 'busy' : 'small'}.handler`,
      codePath,
      memorySize: 512,
      environment: { PORT: String(port), CONNECTIONS: String(CONNECTIONS) },
    }),
  );
  const payload = Buffer.from('{}');
  return {
    async invoke(times, frozen) {
      const samples = [];
      for (let count = 0; count < times; count += 1) {
        const startMs = performance.now();
        const response = await fleet.invoke('measured', { payload });
        const answeredMs = performance.now() - startMs;
        if (response.functionError !== undefined) throw new Error(Buffer.from(response.payload).toString());
        // The phase ends with the freeze: who waits for that finds the function frozen, who does not finds it running.
        await response.completed;
        samples.push(frozen ? answeredMs : performance.now() - startMs);
      }
      return samples;
    },
    async dispose() {
      await local.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {number} milliseconds */
function text(milliseconds) {
  return milliseconds.toFixed(3).padStart(9);
}

/**
 * @param {string} title
 * @param {readonly { name: string, samples: readonly number[] }[]} measured off and on in turn
 */
function report(title, measured) {
  process.stdout.write(`\n${title}\n${' '.repeat(36)}   median       p5      p95     more    ratio\n`);
  measured.forEach(({ name, samples }, index) => {
    const median = quantile(samples, 0.5);
    const line = `${name.padEnd(36)}${text(median)}${text(quantile(samples, 0.05))}${text(quantile(samples, 0.95))}`;
    const off = measured[index - 1];
    if (index % 2 === 0 || off === undefined) {
      process.stdout.write(`${line}\n`);
      return;
    }
    const before = quantile(off.samples, 0.5);
    const more = median - before;
    const reached = more <= Math.max(AIM.ms, before * AIM.share);
    process.stdout.write(
      `${line}${text(more)}${(median / before).toFixed(2).padStart(9)}   aim ${reached ? 'reached' : 'MISSED'}\n`,
    );
    if (!reached) process.exitCode = 1;
  });
}

/**
 * Every case in turn, so that what else the machine does meets all of them.
 * @param {string} runtime
 * @param {number} port
 */
async function measure(runtime, port) {
  const subjects = await Promise.all(CASES.map((observed) => start(runtime, observed, port)));
  try {
    for (const frozen of [true, false]) {
      /** @type {number[][]} */
      const samples = CASES.map(() => []);
      for (let round = 0; round < Number(values.rounds); round += 1) {
        for (const [index, subject] of subjects.entries()) {
          await subject.invoke(WARM_UP, frozen);
          samples[index]?.push(...(await subject.invoke(Number(values.invocations), frozen)));
        }
      }
      report(
        `${runtime}, ${frozen ? 'from the call to the answer, after a freeze' : 'from the call to the freeze'} (ms)`,
        CASES.map(({ name }, index) => ({ name, samples: samples[index] ?? [] })),
      );
    }
  } finally {
    await Promise.all(subjects.map((subject) => subject.dispose()));
  }
}

if (values.help) {
  process.stdout.write(HELP);
} else {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(
    `Load of this machine: ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')} on ${String(os.cpus().length)} processors\n`,
  );
  for (const runtime of RUNTIMES) await measure(runtime, port);
  server.close();
}
