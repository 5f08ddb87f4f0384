// @ts-check
// Other tools, installed when a run needs them; never dependencies of this repository.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { NotMeasured } from './subject.mjs';

const REPOSITORY = path.dirname(import.meta.dirname);
const INSTALLATION_MS = 600_000;

/** The versions that are compared with. */
export const PEERS = {
  'lambda-local': { 'lambda-local': '2.2.0' },
  // The last major version of both that needs no account.
  'eslint-plugin-sonarjs': {
    eslint: '9.39.1',
    '@typescript-eslint/parser': '8.48.0',
    'eslint-plugin-sonarjs': '3.0.5',
    typescript: '5.9.3',
  },
  'serverless-offline': { serverless: '3.40.0', 'serverless-offline': '13.9.0' },
};

/**
 * The folder in which a tool is installed, with `node_modules` in it; installs it first when it is not there yet.
 * Throws NotMeasured when that is not possible.
 * @param {keyof typeof PEERS} peer
 */
export async function installedPeer(peer) {
  const dependencies = PEERS[peer];
  const packages = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  const cache = path.join(userCaches(), 'warmpath', 'peers');
  const target = path.join(cache, packages.join('+').replaceAll('/', '-'));
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  // Made beside its place and then moved there, so that what is there is complete.
  const building = mkdtempSync(path.join(cache, 'installing-'));
  try {
    writeFileSync(path.join(building, 'package.json'), JSON.stringify({ private: true, dependencies }));
    console.error(`Installing ${packages.join(' and ')} into ${target}; this may take minutes.`);
    await install(building, packages);
    renameSync(building, target);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return target;
}

/**
 * @param {string} folder
 * @param {readonly string[]} packages
 */
async function install(folder, packages) {
  const npm = spawn('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALLATION_MS,
    // There npm is a batch file.
    shell: process.platform === 'win32',
  });
  let said = '';
  npm.stderr.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(npm, 'close');
  if (code !== 0) {
    const [reason = 'npm did not end in time'] = said.trim().split('\n');
    throw new NotMeasured(`${packages.join(' and ')} could not be installed (${reason})`);
  }
}

function userCaches() {
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
    case 'darwin':
      return path.join(home, 'Library', 'Caches');
    default:
      return process.env['XDG_CACHE_HOME'] ?? path.join(home, '.cache');
  }
}

/**
 * AWS's runtime clients and a Node.js 24, as the tests install them. Throws NotMeasured.
 * @returns {Promise<import('../test/support/awsRuntimeClients').AwsRuntimeClients>}
 */
export async function awsRuntimeClients() {
  const { outputFiles } = await build({
    entryPoints: [path.join(REPOSITORY, 'test', 'support', 'awsRuntimeClients.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const encoded = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  /** @type {typeof import('../test/support/awsRuntimeClients')} */
  const { installAwsRuntimeClients, PeersUnavailable } = await import(`data:text/javascript;base64,${encoded}`);
  try {
    return await installAwsRuntimeClients();
  } catch (thrown) {
    if (thrown instanceof PeersUnavailable) throw new NotMeasured(thrown.message);
    throw thrown;
  }
}
