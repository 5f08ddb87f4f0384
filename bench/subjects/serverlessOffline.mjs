// @ts-check
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpTarget, invocationsUrl } from '../httpTarget.mjs';
import { installedPeer, PEERS } from '../peers.mjs';
import { sampleCount } from '../plans.mjs';
import { Program } from '../program.mjs';
import { EVENT, timed } from '../subject.mjs';
import { COLD, WARM } from './groups.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../scope.mjs').Scope} Scope */
/** @typedef {import('../subject.mjs').Subject} Subject */
/** @typedef {'node' | 'python'} Language */

const PACKAGE = 'serverless-offline';
export const TITLE = `${PACKAGE} ${PEERS[PACKAGE][PACKAGE]}`;
/** It checks the identifiers; what runs is the Node.js of its own process, and `python3` on the PATH. */
const RUNTIMES = { node: 'nodejs20.x', python: 'python3.11' };
const LANGUAGES = /** @type {const} */ ([
  ['node', 'Node.js', 'node -e 0'],
  ['python', 'Python', 'python3 -c pass'],
]);
const STARTED = '[http for lambda] listening on';
const START_MS = 120_000;
const LOOK_MS = 50;

/**
 * Serves functions that echo their event; each may be called over kept connections. Throws NotMeasured.
 * @param {Bench} bench
 * @param {Scope} scope
 * @param {Language} language
 * @param {number} count of functions
 */
async function serve(bench, scope, language, count) {
  const peer = await installedPeer(PACKAGE);
  const names = Array.from({ length: count }, (_, index) => `echo${index}`);
  const folder = bench.newCodeFolder(language);
  writeService(folder, language, names);
  symlinkSync(path.join(peer, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  // It keeps its settings in the home folder.
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const pythonFolder = language === 'python' ? path.dirname(bench.python.command) : '.';
  const outputFile = path.join(folder, 'output.txt');
  const output = openSync(outputFile, 'a');
  scope.add(() => closeSync(output));
  const port = await freePort();
  const program = new Program(
    'serverless',
    [
      path.join(peer, 'node_modules', 'serverless', 'bin', 'serverless.js'),
      ...['offline', 'start', '--host', '127.0.0.1', '--lambdaPort', String(port)],
    ],
    scope,
    {
      folder,
      output,
      environment: {
        HOME: home,
        USERPROFILE: home,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
        ...(path.isAbsolute(pythonFolder)
          ? { PATH: `${pythonFolder}${path.delimiter}${process.env['PATH'] ?? ''}` }
          : {}),
      },
    },
  );
  await Promise.race([started(outputFile), program.message()]).catch((thrown) => {
    throw new Error(`${thrown.message}: ${readFileSync(outputFile, 'utf8').trim()}`);
  });
  return names.map((name) => {
    const target = new HttpTarget(invocationsUrl(`http://127.0.0.1:${port}`, name));
    scope.add(() => target.dispose());
    return () => target.post(EVENT);
  });
}

/**
 * @param {string} folder
 * @param {Language} language
 * @param {readonly string[]} names
 */
function writeService(folder, language, names) {
  const settings = { runtime: RUNTIMES[language], handler: 'echo.handler', timeout: 30 };
  const service = {
    service: 'benchmark',
    provider: { name: 'aws', region: 'us-east-1' },
    plugins: [PACKAGE],
    functions: Object.fromEntries(names.map((name) => [name, { name, ...settings }])),
  };
  writeFileSync(path.join(folder, 'serverless.json'), JSON.stringify(service));
}

/** @param {string} outputFile */
async function started(outputFile) {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += LOOK_MS) {
    if (readFileSync(outputFile, 'utf8').includes(STARTED)) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`${TITLE} does not start`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export const warmServerlessOffline = LANGUAGES.map(
  /** @returns {Subject} */ ([language, shown]) => ({
    group: WARM,
    figures: [{ name: `${TITLE}, ${shown}, Invoke API`, unit: 'ms' }],
    baseline: 'round trip',
    plan: 'warm',
    open: async (bench, scope) => {
      const [invoke] = await serve(bench, scope, language, 1);
      return timed(() => invoke?.());
    },
  }),
);

/** Every sample is the first call of another function. */
export const coldServerlessOffline = LANGUAGES.map(
  /** @returns {Subject} */ ([language, shown, baseline]) => ({
    group: COLD,
    figures: [{ name: `${TITLE}, ${shown}, first call`, unit: 'ms' }],
    baseline,
    plan: 'cold',
    open: async (bench, scope) => {
      const invocations = await serve(bench, scope, language, sampleCount(bench.plans.cold));
      return timed(() => invocations.pop()?.());
    },
  }),
);

/**
 * A function that may be called by any number of callers at once.
 * @param {Bench} bench
 * @param {Scope} scope
 */
export async function concurrentServerlessFunction(bench, scope) {
  const [invoke] = await serve(bench, scope, 'node', 1);
  return () => invoke?.();
}
