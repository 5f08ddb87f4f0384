// @ts-check
// The debugger in a real editor: `npm run bench:editor`. Compared with js-debug's own attach to a bare Node.js program.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { EDITOR_HOSTS } from '../scripts/installEditorHosts.mjs';
import { EditorHost, missingForEditor } from '../test/editor/support/editorHost';
import { activationMs, goOn, setBreakpoint, stopSessions, timeToStop, watchStops } from './inEditor.mjs';
import { packageParts } from './packageParts.mjs';
import { quantile } from './statistics.mjs';

/** @typedef {import('../test/editor/support/editorWindow').EditorWindow} EditorWindow */
/** @typedef {import('./inEditor.mjs').TimedStop} TimedStop */

const HELP = `Measures the extension in VS Code's server with a real browser.

npm run bench:editor -- [options]
  --editor VERSION  of code-server: ${Object.keys(EDITOR_HOSTS).join(' or ')}; the newest by default
  --runs N          samples of each figure, 7 by default
  --help            shows this text
`;

const AIMS_MS = { activation: 60, cold: 1500, warm: 80, save: 1200 };
const AIM_PACKAGE_MB = 8;
/** With more programs waiting for a processor than this, figures say more about the machine. */
const QUIET_LOAD = 3;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: orders.handler, CodeUri: src, Timeout: 30 }
`;
const BREAKPOINT_LINE = 4;
const HANDLER = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  return { count, id: event.id };
};
`;
/** The same without Lambda. */
const BARE = `let count = 0;
const handler = async (event) => {
  count += 1;
  return { count, id: event.id };
};
handler({ id: 7 }).then((answer) => console.log(answer));
`;
const LAUNCH = { type: 'lambda', request: 'launch', name: 'Orders', function: 'Orders', event: { id: 7 } };

class Report {
  /**
   * @param {string} name
   * @param {readonly number[]} samples in milliseconds
   * @param {number} [mostMs]
   */
  figure(name, samples, mostMs) {
    const [median, least, most] = [0.5, 0, 1].map((share) => quantile(samples, share).toFixed(0).padStart(5));
    const aim = mostMs === undefined ? '' : `  aim <= ${mostMs} ms: ${quantile(samples, 0.5) <= mostMs ? 'yes' : 'no'}`;
    console.log(`${name.padEnd(52)} ${median} ms  (${least} to${most}, ${samples.length} runs)${aim}`);
  }

  /**
   * Where the time went: medians of what happened on the way.
   * @param {readonly TimedStop[]} stops
   */
  marks(stops) {
    const names = [...new Set(stops.flatMap(({ marks }) => Object.keys(marks)))];
    const medians = names.map((name) => {
      const samples = stops.flatMap(({ marks: { [name]: ms } }) => (ms === undefined ? [] : [ms]));
      return { name, ms: quantile(samples, 0.5) };
    });
    const ordered = medians.sort((left, right) => left.ms - right.ms);
    console.log(`    ${ordered.map(({ name, ms }) => `${name} ${ms.toFixed(0)}`).join(' · ')}`);
  }
}

/** One editor, one project, all figures. */
class EditorBenchmark {
  #report = new Report();

  /**
   * @param {EditorHost} host
   * @param {string} folder of the project
   * @param {number} runs
   */
  constructor(host, folder, runs) {
    this.host = host;
    this.folder = folder;
    this.runs = runs;
    this.handler = path.join(folder, 'src', 'orders.js');
  }

  async measure() {
    const activations = await this.#each(() => this.#inNewWindow(`${this.folder}-empty`, this.#activation));
    this.#report.figure('Activation', activations, AIMS_MS.activation);
    const first = await this.#each(() => this.#inNewWindow(this.folder, this.#firstClick));
    this.#report.figure('First click of a window to breakpoint', milliseconds(first));
    this.#report.marks(first);
    await this.#inNewWindow(this.folder, this.#sessions);
    await this.#inNewWindow(this.folder, this.#bareProgram);
  }

  #activation = async (/** @type {EditorWindow} */ window) => window.evaluate(activationMs, 'warmpath.warmpath');

  #firstClick = async (/** @type {EditorWindow} */ window) => {
    await this.#prepare(window, this.handler);
    return await this.#cold(window);
  };

  #sessions = async (/** @type {EditorWindow} */ window) => {
    await this.#prepare(window, this.handler);
    await this.#cold(window);
    const cold = await this.#each(() => this.#cold(window));
    this.#report.figure('Click to breakpoint, cold', milliseconds(cold), AIMS_MS.cold);
    this.#report.marks(cold);

    await window.evaluate(timeToStop, { start: LAUNCH });
    await window.evaluate(goOn);
    const warm = await this.#each(async (run) => this.#again(window, {}, run + 2));
    this.#report.figure('Invoke Again to breakpoint, warm', milliseconds(warm), AIMS_MS.warm);
    const saved = await this.#each(async () => this.#again(window, { save: this.handler }, 1));
    this.#report.figure('Save to breakpoint in the new code', milliseconds(saved), AIMS_MS.save);
    this.#report.marks(saved);
    await window.evaluate(stopSessions);
  };

  #bareProgram = async (/** @type {EditorWindow} */ window) => {
    const program = path.join(this.folder, 'bare.js');
    await this.#prepare(window, program);
    // The first attach of a window starts js-debug itself.
    const [, ...stops] = await this.#each(async () => {
      const began = performance.now();
      const { child, port } = await startBareProgram(program);
      try {
        const startedMs = performance.now() - began;
        const stop = await window.evaluate(timeToStop, {
          start: {
            ...{ type: 'pwa-node', request: 'attach', name: 'Bare', address: '127.0.0.1', port },
            ...{ continueOnAttach: true, localRoot: this.folder, remoteRoot: this.folder },
          },
        });
        await window.evaluate(stopSessions);
        return { ...stop, startedMs };
      } finally {
        child.kill('SIGKILL');
      }
    }, 1);
    const wholes = stops.map(({ ms, startedMs }) => ms + startedMs);
    this.#report.figure('Baseline: node --inspect-brk, attach, breakpoint', wholes);
    this.#report.figure('  of it the attach of js-debug', milliseconds(stops));
    this.#report.marks(stops);
  };

  /**
   * @param {EditorWindow} window
   * @param {string} file
   */
  async #prepare(window, file) {
    await window.evaluate(watchStops);
    await window.editor.open(file);
    await window.evaluate(setBreakpoint, { file, line: BREAKPOINT_LINE });
  }

  /**
   * From the start of a session to its first breakpoint, with no environment there; then the session ends.
   * @param {EditorWindow} window
   */
  async #cold(window) {
    const stop = await window.evaluate(timeToStop, { start: LAUNCH });
    expectCount(stop, 1);
    await window.evaluate(goOn);
    await window.evaluate(stopSessions);
    return stop;
  }

  /**
   * Another invocation in the session that is there.
   * @param {EditorWindow} window
   * @param {{ save?: string }} action
   * @param {number} count that the function then has
   */
  async #again(window, action, count) {
    const stop = await window.evaluate(timeToStop, action);
    expectCount(stop, count);
    await window.evaluate(goOn);
    return stop;
  }

  /**
   * @template Result
   * @param {string} folder
   * @param {(window: EditorWindow) => Promise<Result>} use
   */
  async #inNewWindow(folder, use) {
    const window = await this.host.open(folder);
    try {
      return await use(window);
    } finally {
      await window.close();
    }
  }

  /**
   * @template Sample
   * @param {(run: number) => Promise<Sample>} take
   * @param {number} ahead runs that come before those
   */
  async #each(take, ahead = 0) {
    const samples = [];
    for (let run = -ahead; run < this.runs; run += 1) samples.push(await take(run));
    return samples;
  }
}

/** @param {readonly TimedStop[]} stops */
function milliseconds(stops) {
  return stops.map(({ ms }) => ms);
}

/**
 * Throws when the stop was in another environment than the one that is measured.
 * @param {TimedStop} stop
 * @param {number} count
 */
function expectCount(stop, count) {
  if (stop.count !== count) throw new Error(`The function counts ${stop.count} invocations instead of ${count}.`);
}

/**
 * Starts Node.js so that it waits for a debugger.
 * @param {string} program
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, port: number }>}
 */
function startBareProgram(program) {
  const child = spawn(process.execPath, ['--inspect-brk=127.0.0.1:0', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`node --inspect-brk ended with ${code ?? 'a signal'}.`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const port = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
      if (port !== undefined) resolve({ child, port: Number(port) });
    });
  });
}

/** @param {string} packageFile */
async function reportPackage(packageFile) {
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  const { size } = statSync(packageFile);
  const parts = (await packageParts(packageFile)).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
  const reached = size / 1e6 < AIM_PACKAGE_MB ? 'yes' : 'no';
  console.log(`Package ${megabytes(size)}  aim < ${AIM_PACKAGE_MB} MB: ${reached}\n    ${parts.join(' · ')}`);
}

/** @param {string} place */
function makeProject(place) {
  const folder = path.join(place, 'orders');
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  // In a folder without functions nothing activates the extension.
  mkdirSync(`${folder}-empty`);
  writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE);
  writeFileSync(path.join(folder, 'src', 'orders.js'), HANDLER);
  writeFileSync(path.join(folder, 'bare.js'), BARE);
  return folder;
}

function load() {
  const [minute = 0] = os.loadavg();
  return `load ${minute.toFixed(1)} on ${os.availableParallelism()} processors${minute < QUIET_LOAD ? '' : ': not a quiet machine'}`;
}

async function main() {
  const { values } = parseArgs({
    options: {
      editor: { type: 'string', default: Object.keys(EDITOR_HOSTS).at(-1) ?? '' },
      runs: { type: 'string', default: '7' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const missing = await missingForEditor(values.editor);
  if (missing !== undefined) throw new Error(missing);
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const packageFile = path.resolve(`${name}-${version}.vsix`);
  const place = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'warmpath-bench-editor-')));
  try {
    const folder = makeProject(place);
    console.log(`VS Code ${EDITOR_HOSTS[values.editor]?.editor}, Node.js ${process.version}, ${load()}`);
    const host = await EditorHost.start({ version: values.editor, packages: [packageFile] });
    try {
      await new EditorBenchmark(host, folder, Number(values.runs)).measure();
    } finally {
      await host[Symbol.asyncDispose]();
    }
    await reportPackage(packageFile);
    console.log(`At the end ${load()}`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
