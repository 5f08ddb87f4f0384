import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where peers are installed, once per checkout; outside of what `npm install` manages. */
const CACHE = path.resolve('node_modules/.cache/warmpath');
const NODE_VERSION = '24.21.0';
const PROMISE_CLIENT_VERSION = '4.0.2';
const CALLBACK_CLIENT_VERSION = '3.3.0';
/** The package's own program says what it executes in one more log line, which AWS's images do not have. */
const CALLBACK_ENTRY = 'start.mjs';
const CALLBACK_ENTRY_CODE =
  "import { run } from './dist/index.mjs';\nawait run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);\n";
/** Building takes a minute on two cores. */
const STEP_TIMEOUT_MS = 600_000;

/** AWS's own runtime clients, ready to be started. */
export interface AwsRuntimeClients {
  /** A Node.js 24. */
  readonly node24: string;
  /** `aws-lambda-ric` 4, the client of nodejs24.x. */
  readonly promiseClient: string;
  /** `aws-lambda-ric` 3, the client up to nodejs22.x. */
  readonly callbackClient: string;
}

/** Why the peers cannot be had on this machine. */
export class PeersUnavailable extends Error {}

/**
 * Installs AWS's runtime clients and a Node.js 24 into the cache folder, unless they are there already. Takes a minute the
 * first time: the clients contain native code. Throws PeersUnavailable.
 */
export function installAwsRuntimeClients(): AwsRuntimeClients {
  if (process.platform !== 'linux') throw new PeersUnavailable("AWS's runtime clients are built for Linux only");
  const nodePackage = `node-linux-${process.arch}`;
  const nodeFolder = path.join(installed(nodePackage, NODE_VERSION), nodePackage);
  const node24 = path.join(nodeFolder, 'bin', 'node');
  const promiseFolder = installed('aws-lambda-ric', PROMISE_CLIENT_VERSION, (folder) => {
    const environment = {
      PATH: `${path.dirname(node24)}:${process.env['PATH'] ?? ''}`,
      npm_config_nodedir: nodeFolder,
    };
    run('sh', ['scripts/preinstall.sh'], path.join(folder, 'aws-lambda-ric'), environment);
    run('sh', ['scripts/postinstall.sh'], path.join(folder, 'aws-lambda-ric'), environment);
  });
  const callbackFolder = installed('aws-lambda-ric', CALLBACK_CLIENT_VERSION, (folder) => {
    writeFileSync(path.join(folder, 'aws-lambda-ric', CALLBACK_ENTRY), CALLBACK_ENTRY_CODE);
    // The native part has the same source in both versions, and its interface does not depend on the version of Node.js.
    cpSync(
      path.join(promiseFolder, 'aws-lambda-ric', 'rapid-client.node'),
      path.join(folder, 'aws-lambda-ric', 'dist', 'rapid-client.node'),
    );
  });
  return {
    node24,
    promiseClient: path.join(promiseFolder, 'aws-lambda-ric', 'index.mjs'),
    callbackClient: path.join(callbackFolder, 'aws-lambda-ric', CALLBACK_ENTRY),
  };
}

/** The node_modules folder that holds the package; `complete` finishes a fresh one. */
function installed(name: string, version: string, complete?: (folder: string) => void): string {
  const target = path.join(CACHE, `${name}-${version}`);
  if (!existsSync(target)) {
    mkdirSync(CACHE, { recursive: true });
    // Made beside its place and then moved there, so that what is there is complete.
    const building = mkdtempSync(path.join(CACHE, 'installing-'));
    try {
      writeFileSync(path.join(building, 'package.json'), '{"private":true}');
      run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], building);
      complete?.(path.join(building, 'node_modules'));
      renameSync(building, target);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
  return path.join(target, 'node_modules');
}

function run(
  command: string,
  parameters: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): void {
  const { status, error, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    timeout: STEP_TIMEOUT_MS,
    env: { ...process.env, ...environment },
  });
  if (status === 0) return;
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  throw new PeersUnavailable(`${command} ${parameters.join(' ')}: ${error?.message ?? lastLine}`);
}
