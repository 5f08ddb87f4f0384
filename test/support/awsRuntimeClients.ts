import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
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
export async function installAwsRuntimeClients(): Promise<AwsRuntimeClients> {
  if (process.platform !== 'linux') throw new PeersUnavailable("AWS's runtime clients are built for Linux only");
  const nodePackage = `node-linux-${process.arch}`;
  const nodeFolder = path.join(await installed(nodePackage, NODE_VERSION), nodePackage);
  const node24 = path.join(nodeFolder, 'bin', 'node');
  const promiseFolder = await installed('aws-lambda-ric', PROMISE_CLIENT_VERSION, async (folder) => {
    const environment = {
      PATH: `${path.dirname(node24)}:${process.env['PATH'] ?? ''}`,
      npm_config_nodedir: nodeFolder,
    };
    await run('sh', ['scripts/preinstall.sh'], path.join(folder, 'aws-lambda-ric'), environment);
    await run('sh', ['scripts/postinstall.sh'], path.join(folder, 'aws-lambda-ric'), environment);
  });
  const callbackFolder = await installed('aws-lambda-ric', CALLBACK_CLIENT_VERSION, async (folder) => {
    await writeFile(path.join(folder, 'aws-lambda-ric', CALLBACK_ENTRY), CALLBACK_ENTRY_CODE);
    // The native part has the same source in both versions, and its interface does not depend on the version of Node.js.
    await cp(
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
async function installed(name: string, version: string, complete?: (folder: string) => Promise<void>): Promise<string> {
  const target = path.join(CACHE, `${name}-${version}`);
  if (!existsSync(target)) {
    await mkdir(CACHE, { recursive: true });
    // Made beside its place and then moved there, so that what is there is complete.
    const building = await mkdtemp(path.join(CACHE, 'installing-'));
    try {
      await writeFile(path.join(building, 'package.json'), '{"private":true}');
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], building);
      await complete?.(path.join(building, 'node_modules'));
      await rename(building, target).catch((error: unknown) => {
        // Another test file was faster.
        if (!existsSync(target)) throw error;
      });
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  return path.join(target, 'node_modules');
}

async function run(
  command: string,
  parameters: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const options = {
    cwd: folder,
    timeout: STEP_TIMEOUT_MS,
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 28,
  };
  await new Promise<void>((resolve, reject) => {
    execFile(command, parameters, options, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new PeersUnavailable(`${command} ${parameters.join(' ')}: ${lastLine(stderr) ?? error.message}`));
    });
  });
}

function lastLine(text: string): string | undefined {
  const line = text.trim().split('\n').at(-1);
  return line === '' ? undefined : line;
}
