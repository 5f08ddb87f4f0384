#!/usr/bin/env node
// @ts-check
// The PostgreSQL server of the orders examples: a cluster of its own on loopback, apart from every other server.
//   node examples/database.mjs start | stop | status
//   node examples/database.mjs run -- COMMAND …      a fresh server for as long as the command runs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Cluster, HOST } from './postgresql/cluster.mjs';
import { PostgresqlPrograms } from './postgresql/programs.mjs';

/** The port that the templates of the examples name. */
const USUAL_PORT = 54329;

const USAGE = 'Usage: node examples/database.mjs start | stop | status | run -- COMMAND …';

/**
 * A new server with the example data, on the usual port when that is free.
 * Throws DatabaseUnavailable where no server can be run, an Error when it does not start.
 */
export async function startTemporaryDatabase() {
  const programs = new PostgresqlPrograms();
  const cluster = new Cluster(programs, fs.mkdtempSync(path.join(programs.cacheFolder(), 'temporary-')));
  try {
    cluster.create();
    const port = await choosePort();
    cluster.start(port);
    return {
      /** What a function needs in its environment to use the database. */
      environmentVariables: {
        DB_HOST: HOST,
        DB_PORT: String(port),
        DB_NAME: 'orders',
        DB_USER: 'orders',
        DB_PASSWORD: 'orders',
      },
      /** How many connections the server has accepted so far. */
      connections: () => cluster.connections(),
      /** Ends the server and removes its files. */
      stop: () => cluster.remove(),
    };
  } catch (thrown) {
    cluster.remove();
    throw thrown;
  }
}

/** The cluster whose server `start` leaves running. */
function lastingCluster() {
  const programs = new PostgresqlPrograms();
  const folder = path.join(programs.cacheFolder(), 'database');
  fs.mkdirSync(folder, { recursive: true });
  return new Cluster(programs, folder);
}

async function start() {
  const cluster = lastingCluster();
  if (!cluster.isCurrent()) {
    cluster.stop();
    cluster.create();
  }
  if (cluster.port() === undefined) cluster.start(await choosePort());
  status();
}

function stop() {
  lastingCluster().stop();
  status();
}

function status() {
  const cluster = lastingCluster();
  const port = cluster.port();
  if (port === undefined) {
    console.log('The example database does not run.');
    return;
  }
  console.log(`The example database runs: postgresql://orders:orders@${HOST}:${port}/orders`);
  console.log(`Its log: ${cluster.log}`);
  if (port !== USUAL_PORT) console.log(`Port ${USUAL_PORT} was taken, so the functions need DB_PORT=${port}.`);
}

/** @param {string[]} commandLine */
async function run([command, ...args]) {
  if (command === undefined) throw new Error(USAGE);
  const database = await startTemporaryDatabase();
  try {
    const environment = { ...process.env, ...database.environmentVariables };
    const child = spawn(command, args, { stdio: 'inherit', env: environment });
    // The command decides what a signal means, and the server outlives it. A terminal sends SIGINT to both by itself.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGHUP', () => child.kill('SIGHUP'));
    const [code, signal] = await once(child, 'exit');
    process.exitCode = code ?? 128 + (os.constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0);
  } finally {
    database.stop();
  }
}

/** The usual port, or a free one when that is taken. */
async function choosePort() {
  for (const port of [USUAL_PORT, 0]) {
    const listener = net.createServer();
    try {
      await once(listener.listen(port, HOST), 'listening');
    } catch {
      continue;
    }
    const address = listener.address();
    await new Promise((resolve) => listener.close(resolve));
    if (address !== null && typeof address === 'object') return address.port;
  }
  throw new Error(`No port is free on ${HOST}.`);
}

/** @param {string[]} commandLine */
async function main([action = '', ...rest]) {
  if (action === 'run') return run(rest[0] === '--' ? rest.slice(1) : rest);
  const actions = { start, stop, status };
  if (rest.length > 0 || !Object.hasOwn(actions, action)) throw new Error(USAGE);
  return actions[/** @type {keyof typeof actions} */ (action)]();
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    process.exitCode = 1;
  }
}
