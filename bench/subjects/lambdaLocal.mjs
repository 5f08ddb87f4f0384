// @ts-check
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { installedPeer, PEERS } from '../peers.mjs';
import { Program } from '../program.mjs';
import { EVENT } from '../subject.mjs';
import { timedProgram } from '../timedProgram.mjs';
import { COLD, WARM } from './groups.mjs';

/** @typedef {import('../subject.mjs').Subject} Subject */

const PACKAGE = 'lambda-local';
const TITLE = `${PACKAGE} ${PEERS[PACKAGE][PACKAGE]}`;

async function packageFolder() {
  return path.join(await installedPeer(PACKAGE), 'node_modules', PACKAGE);
}

/** Its library in a process of its own: handler and tool share the process, so nothing crosses a border. @type {Subject} */
export const warmLambdaLocal = {
  group: WARM,
  figures: [{ name: `${TITLE}, Node.js, in its own process`, unit: 'ms' }],
  baseline: 'round trip',
  plan: 'warm',
  open: async (bench, scope) => {
    const handlerFile = path.join(bench.newCodeFolder('node'), 'echo.js');
    const program = new Program('lambdaLocal', [await packageFolder(), handlerFile, EVENT], scope);
    await program.message();
    return async (count) => [await program.ask(count)];
  },
};

/** Its command line: a new process for every invocation. @type {Subject} */
export const coldLambdaLocal = {
  group: COLD,
  figures: [{ name: `${TITLE}, Node.js, command line`, unit: 'ms' }],
  baseline: 'node -e 0',
  plan: 'cold',
  open: async (bench) => {
    const folder = bench.newCodeFolder('node');
    const commandLine = path.join(await packageFolder(), 'build', 'cli.js');
    const eventFile = path.join(folder, 'event.json');
    writeFileSync(eventFile, EVENT);
    const parameters = [commandLine, '-l', path.join(folder, 'echo.js'), '-e', eventFile, '-v', '0'];
    return timedProgram(process.execPath, parameters, folder);
  },
};
