// @ts-check
// The analyser: `npm run bench:analysis`. Edits of a long file, and a cold workspace beside other linters.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { cleanEnvironment } from './cleanEnvironment.mjs';
import { moduleText, writeWorkspace } from './lintedWorkspace.mjs';
import { installedPeer } from './peers.mjs';
import { quantile } from './statistics.mjs';
import { NotMeasured } from './subject.mjs';
import { LintedFolder, SyntaxParser } from './warmpath.mjs';

// The first edits of a session compile what handles them: enough follow that the percentile is not theirs alone.
const EDITS = 500;
const COLD_SAMPLES = 5;
/** Other linters take minutes. */
const PEER_SAMPLES = 1;
const LONG_FILE_LINES = 1_000;
const MOST_EDIT_MS = 10;
const MOST_EDIT_P95_MS = 25;
const MOST_COLD_MS = 3_000;
const MOST_MEGABYTES = 300;

/**
 * @param {string} name
 * @param {number} value
 * @param {number} most
 * @param {string} unit
 */
function show(name, value, most, unit) {
  const isReached = value < most;
  console.log(`${name}: ${value.toFixed(1)} ${unit}; wanted below ${most} ${unit}: ${isReached ? 'yes' : 'no'}`);
  if (!isReached) process.exitCode = 1;
}

/**
 * Types a word into a long file of the workspace, one letter after the other and all over the file.
 * @param {string} folder
 * @param {'python' | 'typescript'} language
 */
async function edits(folder, language) {
  const file = path.join(folder, language, language === 'python' ? 'long.py' : 'long.ts');
  let text = moduleText(language, LONG_FILE_LINES, 'long');
  writeFileSync(file, text);
  const linted = await LintedFolder.open(folder, { syntax: new SyntaxParser() });
  const samples = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const line = text.indexOf('customer', Math.floor((text.length / EDITS) * edit));
    const at = line < 0 ? text.indexOf('customer') : line;
    text = `${text.slice(0, at)}x${text.slice(at)}`;
    const startMs = performance.now();
    await linted.change({ texts: new Map([[file, text]]) });
    const found = linted.findings(file);
    samples.push(performance.now() - startMs);
    if (found.length === 0) throw new Error(`Nothing was found in ${file}`);
  }
  const name = `An edit of ${text.split('\n').length} lines of ${language}`;
  show(`${name}, median`, quantile(samples, 0.5), MOST_EDIT_MS, 'ms');
  show(`${name}, 95th percentile`, quantile(samples, 0.95), MOST_EDIT_P95_MS, 'ms');
  rmSync(file);
}

/** The largest exit code that stands for findings; pylint adds one for each kind of message. */
const FOUND = { eslint: 1, pylint: 1 + 2 + 4 + 8 + 16, warmpath: 1 };

/**
 * Runs a linter a number of times and gives what each took, in milliseconds.
 * @param {number} count
 * @param {keyof typeof FOUND} linter
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} folder
 */
function times(count, linter, command, parameters, folder) {
  return Array.from({ length: count }, () => {
    const startMs = performance.now();
    const { error, status, stderr } = spawnSync(command, parameters, {
      cwd: folder,
      env: cleanEnvironment(),
      maxBuffer: 1 << 28,
      encoding: 'utf8',
    });
    if (error !== undefined) throw new NotMeasured(`${command} does not start (${error.message})`);
    if (status === null || status > FOUND[linter])
      throw new NotMeasured(`${command} ended with ${status}: ${stderr.slice(0, 300)}`);
    return performance.now() - startMs;
  });
}

/** @param {readonly number[]} samples */
function spread(samples) {
  const [least, middle, most] = [0, 0.5, 1].map((share) => (quantile(samples, share) / 1000).toFixed(2));
  return samples.length === 1 ? `${middle} s (one run)` : `${middle} s (${least} to ${most}, ${samples.length} runs)`;
}

/**
 * One linter beside Warmpath on the same files.
 * @param {string} name
 * @param {readonly number[]} own
 * @param {() => readonly number[] | Promise<readonly number[]>} measure
 */
async function beside(name, own, measure) {
  try {
    const samples = await measure();
    const ratio = (quantile(samples, 0.5) / quantile(own, 0.5)).toFixed(1);
    console.log(`  ${name}: ${spread(samples)}, ${ratio} times Warmpath's`);
  } catch (thrown) {
    if (!(thrown instanceof NotMeasured)) throw thrown;
    console.log(`  ${name}: not measured, ${thrown.message}`);
  }
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'warmpath-bench-analysis-'));
try {
  const files = writeWorkspace(folder);
  for (const language of /** @type {const} */ (['python', 'typescript'])) await edits(folder, language);

  const cold = Array.from({ length: COLD_SAMPLES }, () => {
    const program = path.join(import.meta.dirname, 'programs', 'lintFolder.mjs');
    const { stdout, stderr } = spawnSync(process.execPath, [program, folder], {
      encoding: 'utf8',
      env: cleanEnvironment(),
    });
    if (stdout === '') throw new Error(stderr);
    /** @type {{ ms: number, megabytes: number, files: number, findings: number }} */
    const measured = JSON.parse(stdout);
    return measured;
  });
  const [first] = cold;
  console.log(`A cold workspace of ${first?.files} files, ${first?.findings} findings, ${COLD_SAMPLES} processes`);
  show(
    'Time, median',
    quantile(
      cold.map(({ ms }) => ms),
      0.5,
    ),
    MOST_COLD_MS,
    'ms',
  );
  show(
    'Memory, most',
    quantile(
      cold.map(({ megabytes }) => megabytes),
      1,
    ),
    MOST_MEGABYTES,
    'MB',
  );

  const cli = path.join(path.dirname(import.meta.dirname), 'dist', 'cli.js');
  const lint = ['--max-warnings', '1000000'];
  const script = times(COLD_SAMPLES, 'warmpath', process.execPath, [cli, 'lint', 'typescript', ...lint], folder);
  console.log(`The ${files.typescript.length} TypeScript files, whole processes: warmpath lint ${spread(script)}`);
  await beside('eslint with eslint-plugin-sonarjs', script, async () => {
    const peer = await installedPeer('eslint-plugin-sonarjs');
    const configuration = path.join(folder, 'eslint.config.mjs');
    const packages = path.join(peer, 'node_modules');
    writeFileSync(
      configuration,
      `import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(path.join(peer, 'package.json'))});
const sonarjs = require('eslint-plugin-sonarjs');
const parser = require('@typescript-eslint/parser');
export default [{ files: ['**/*.ts'], languageOptions: { parser }, ...sonarjs.configs.recommended }];
`,
    );
    const eslint = path.join(packages, 'eslint', 'bin', 'eslint.js');
    return times(PEER_SAMPLES, 'eslint', process.execPath, [eslint, 'typescript'], folder);
  });
  const python = times(COLD_SAMPLES, 'warmpath', process.execPath, [cli, 'lint', 'python', ...lint], folder);
  console.log(`The ${files.python.length} Python files, whole processes: warmpath lint ${spread(python)}`);
  await beside('pylint', python, () =>
    times(PEER_SAMPLES, 'pylint', '/usr/bin/python3', ['-m', 'pylint', '-j', '2', 'python'], folder),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
