// @ts-check
// Runs every function of the examples a few times in this terminal. Fails when one does not end as it should.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { startExchangeRates } from '../examples/exchangeRates.mjs';
import { EXAMPLES } from './examples.mjs';
import { findPackage, PythonSearch, startDatabase } from './requirements.mjs';

/** @typedef {import('./examples.mjs').Example} Example */

const ROOT = path.dirname(import.meta.dirname);
const COMMAND_LINE = path.join(ROOT, 'dist', 'cli.js');
/** What takes longer hangs, also on a slow machine. */
const TIMEOUT_MS = 60_000;

/** Exit codes of the command line. */
const SUCCESS = 0;
const FUNCTION_ERROR = 1;

/** The examples, and what they use. */
class Show {
  #pythons = new PythonSearch();

  /**
   * @param {Awaited<ReturnType<typeof startDatabase>>} database
   * @param {string} environmentFile variables for the functions that use the database
   * @param {AbortSignal} interrupted
   */
  constructor(database, environmentFile, interrupted) {
    this.database = database;
    this.environmentFile = environmentFile;
    this.interrupted = interrupted;
  }

  /** Shows every example; returns whether all ended as they should. */
  async runAll() {
    /** @type {string[]} */
    const failed = [];
    /** @type {string[]} */
    const skipped = [];
    for (const example of EXAMPLES) {
      const { folder, name, point, functionError } = example;
      const title = `${folder}: ${name}`;
      console.log(`\n${title}\n${'─'.repeat(title.length)}\n${point}`);
      const missing = this.#missingFor(example);
      if (missing !== undefined) {
        console.log(`Skipped: ${missing}`);
        skipped.push(name);
        continue;
      }
      const exitCode = await this.#run(example);
      if (this.interrupted.aborted) return false;
      if (exitCode !== (functionError === true ? FUNCTION_ERROR : SUCCESS)) failed.push(`${name} (${exitCode})`);
    }
    console.log(`\n${EXAMPLES.length - skipped.length - failed.length} examples ended as they should.`);
    if (skipped.length > 0) console.log(`Skipped, for the reasons above: ${skipped.join(', ')}.`);
    if (failed.length > 0) console.log(`Ended otherwise, with this exit code or signal: ${failed.join(', ')}.`);
    return failed.length === 0;
  }

  /**
   * What this machine lacks for an example, as a sentence.
   * @param {Example} example
   */
  #missingFor({ folder, needsDatabase, pythonModules }) {
    return (
      (needsDatabase === true ? this.database.missing : undefined) ??
      (pythonModules === undefined ? undefined : this.#pythons.find(pythonModules).missing) ??
      (folder === 'orders-node' ? findPackage('pg').missing : undefined)
    );
  }

  /**
   * Invokes the function four times; returns the exit code of the command line, or the signal that ended it.
   * @param {Example} example
   */
  async #run({ folder, name, event, needsDatabase, pythonModules = [] }) {
    const args = ['invoke', name, '--event', `events/${event}`, '--times', '4'];
    console.log(`$ warmpath ${args.join(' ')}\n`);
    if (needsDatabase === true) args.push('--env-file', this.environmentFile);
    if (pythonModules.length > 0) args.push('--python', this.#pythons.find(pythonModules).found ?? '');
    const connectionsBefore = this.database.found?.connections() ?? 0;
    const child = spawn(process.execPath, [COMMAND_LINE, ...args], {
      cwd: path.join(ROOT, 'examples', folder),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: TIMEOUT_MS,
    });
    const end = () => child.kill('SIGTERM');
    this.interrupted.addEventListener('abort', end);
    const [exitCode, signal] = await once(child, 'exit');
    this.interrupted.removeEventListener('abort', end);
    if (needsDatabase === true) {
      const connections = (this.database.found?.connections() ?? 0) - connectionsBefore;
      console.log(`Connections that PostgreSQL accepted meanwhile: ${connections}.`);
    }
    return exitCode ?? signal;
  }
}

/**
 * Starts what the examples use, shows them, and ends what was started.
 * @param {AbortSignal} interrupted
 */
async function main(interrupted) {
  const workFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'warmpath-examples-'));
  const cleanUp = [() => fs.rmSync(workFolder, { recursive: true, force: true })];
  try {
    const database = await startDatabase();
    cleanUp.push(() => database.found?.stop());
    const exchangeRates = await startExchangeRates(0);
    cleanUp.push(() => exchangeRates.stop());
    const variables = { ...database.found?.environmentVariables, EXCHANGE_RATES_URL: exchangeRates.url };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    const environmentFile = path.join(workFolder, 'orders.env');
    fs.writeFileSync(environmentFile, lines.join(''));
    return await new Show(database, environmentFile, interrupted).runAll();
  } finally {
    for (const step of cleanUp.reverse()) step();
  }
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interruption.abort());
try {
  process.exitCode = (await main(interruption.signal)) ? 0 : 1;
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
if (interruption.signal.aborted) process.exitCode = 130;
