import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
import { localInterpreterHost } from '../../../src/runtimes/interpreterHost';
import { RuntimeRegistry } from '../../../src/runtimes/registry';
import { runtimeVariables } from '../../../src/runtimes/variables';
import { findPython } from '../../support/pythonClientHarness';
import { RuntimeApiServer } from '../../support/runtimeApiServer';
import { TemporaryProject } from '../../support/temporaryProject';

const clientsFolder = path.resolve('dist/runtimes');
const host = localInterpreterHost();
const ownMajor = process.versions.node.split('.')[0] ?? '';
const ownNodeRuntime = `nodejs${ownMajor}.x`;

let builds: TemporaryProject;
let registry: RuntimeRegistry;
beforeAll(async () => {
  builds = await TemporaryProject.create({});
  registry = new RuntimeRegistry({
    host,
    clientsFolder,
    buildFolder: builds.folder,
    settings: {
      nodePath: () => undefined,
      pythonPath: () => undefined,
      debugpyFolder: () => undefined,
      workspaceFolders: () => [],
    },
  });
});
afterAll(async () => {
  await registry.dispose();
  await builds[Symbol.asyncDispose]();
});

interface Started {
  readonly project: TemporaryProject;
  readonly notices: readonly string[];
  /** What the function answered, or what its process wrote when it ended without an answer. */
  readonly answer: unknown;
}

/** Prepares the function in `code/` with the layers in `opt/`, starts it and invokes it once. */
async function start(
  project: TemporaryProject,
  runtime: string,
  handler: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const configuration = functionConfiguration({
    name: 'orders',
    runtime,
    handler,
    codePath: project.path('code'),
    memorySize: 512,
    environment,
  });
  const prepared = await registry.find(configuration).prepare(configuration);
  const place = {
    taskRoot: configuration.codePath,
    opt: project.path('opt'),
    optOnHost: project.path('opt'),
    temporaryFolder: '/tmp',
  };
  const launch = prepared.launch(place);
  const api = await RuntimeApiServer.start([{}]);
  const variables = runtimeVariables(
    {
      configuration,
      functionVersion: '$LATEST',
      initializationType: 'on-demand',
      logStreamName: 'stream',
      runtimeApi: api.address,
      place,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
      host,
      passThrough: [],
    },
    launch,
  );
  const child = spawn(launch.command, [...launch.arguments], { cwd: place.taskRoot, env: variables });
  const written: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => written.push(data));
  child.stderr.on('data', (data: Buffer) => written.push(data));
  const closed = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([closed, api.allServed]);
  child.kill('SIGKILL');
  await closed;
  api.dispose();
  const text = api.posted[0]?.text;
  const answer: unknown = text === undefined ? Buffer.concat(written).toString() : JSON.parse(text);
  return { project, notices: prepared.notices, answer };
}

/** Names of lambda-contract §8.1 that every runtime has. */
const COMMON_NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  'LANG',
  'LD_LIBRARY_PATH',
  'PATH',
  'TZ',
  '_AWS_XRAY_DAEMON_ADDRESS',
  '_AWS_XRAY_DAEMON_PORT',
  '_HANDLER',
];
const withoutTrace = (names: readonly string[]): string[] => names.filter((name) => name !== '_X_AMZN_TRACE_ID').sort();

describe.skipIf(!existsSync(path.join(clientsFolder, 'node/client.cjs')))('Node.js', () => {
  it('sees the variables of lambda-contract §8.1 and the function’s own', async () => {
    const names = 'export const handler = async () => Object.keys(process.env);';
    await using project = await TemporaryProject.create({ 'code/index.mjs': names });
    const { answer, notices } = await start(project, ownNodeRuntime, 'index.handler', { TABLE: 'orders' });
    expect(withoutTrace(answer as string[])).toEqual(
      [...COMMON_NAMES, 'AWS_EXECUTION_ENV', 'NODE_PATH', 'PWD', 'SHLVL', 'TABLE'].sort(),
    );
    expect(notices).toEqual([]);
  });

  it('runs with AWS’s flags', async () => {
    const code =
      'exports.handler = async () => [typeof gc, process.execArgv, require("v8").getHeapStatistics().heap_size_limit];';
    await using project = await TemporaryProject.create({ 'code/index.cjs': code });
    const { answer } = await start(project, ownNodeRuntime, 'index.handler');
    const [gc, flags, limit] = answer as [string, string[], number];
    expect(gc).toBe('function');
    expect(flags).toEqual(expect.arrayContaining(['--max-old-space-size=461', '--max-semi-space-size=8']));
    expect(limit / 1024 ** 2).toBeGreaterThanOrEqual(461);
    expect(limit / 1024 ** 2).toBeLessThan(512);
  });

  it('finds the packages of layers', async () => {
    await using project = await TemporaryProject.create({
      'code/index.js': 'exports.handler = async () => [require("one"), require("two")];',
      [`opt/nodejs/node${ownMajor}/node_modules/one/index.js`]: 'module.exports = 1;',
      'opt/nodejs/node_modules/two/index.js': 'module.exports = 2;',
    });
    expect((await start(project, ownNodeRuntime, 'index.handler')).answer).toEqual([1, 2]);
  });

  it('finds a handler in the layers', async () => {
    await using project = await TemporaryProject.create({
      'code/index.js': '',
      'opt/nodejs/node_modules/monitor/wrap.js': 'exports.handler = async () => process.env._HANDLER;',
    });
    const handler = '/opt/nodejs/node_modules/monitor/wrap.handler';
    expect((await start(project, ownNodeRuntime, handler)).answer).toBe(handler);
  });

  it('says that it is another version than the configured one', async () => {
    await using project = await TemporaryProject.create({ 'code/index.mjs': 'export const handler = async () => 1;' });
    const { answer, notices } = await start(project, 'nodejs98.x', 'index.handler');
    expect(answer).toBe(1);
    expect(notices).toEqual([
      expect.stringMatching(/configured for nodejs98\.x and runs with Node\.js \d+\.\d+\.\d+ \(/),
    ]);
  });

  describe.each(['nodejs22.x', 'nodejs24.x'])('%s with a TypeScript handler', (runtime) => {
    it.each([['{}'], ['{"type":"module"}']])('runs it in a package %s', async (manifest) => {
      await using project = await TemporaryProject.create({
        'code/package.json': manifest,
        'code/src/app.ts': `
          import { library } from 'library';
          export const handler = async (): Promise<unknown> =>
            [library, process.env['_HANDLER'], Object.keys(process.env).filter((name) => name.includes('WARMPATH'))];`,
        // Above the code folder, as in a monorepo.
        'node_modules/library/index.js': 'exports.library = "library";',
      });
      const { answer } = await start(project, runtime, 'src/app.handler');
      expect(answer).toEqual(['library', 'src/app.handler', []]);
    });

    it('shows its lines in stack traces', async () => {
      await using project = await TemporaryProject.create({
        'code/app.ts': 'interface Unused {}\n\nexport const handler = async () => {\n  throw new Error("thrown");\n};',
      });
      const { answer } = await start(project, runtime, 'app.handler');
      expect(answer).toMatchObject({ errorType: 'Error', errorMessage: 'thrown' });
      expect(JSON.stringify(answer)).toContain(`${project.path('code/app.ts')}:4:9`);
    });
  });

  it('says that a JavaScript handler is older than its source', async () => {
    await using project = await TemporaryProject.create({ 'code/app.js': 'exports.handler = async () => "js";' });
    // Their times differ by more than any file system's granularity.
    spawnSync('touch', ['-d', '2020-01-01', project.path('code/app.js')]);
    await project.write({ 'code/app.ts': 'export const handler = async () => "ts";' });
    const { answer, notices } = await start(project, ownNodeRuntime, 'app.handler');
    expect(answer).toBe('js');
    expect(notices).toEqual([expect.stringContaining('app.js is run although app.ts is newer')]);
  });
});

const python = findPython();

describe.skipIf(python === undefined || !existsSync(path.join(clientsFolder, 'python/client.py')))('Python', () => {
  const question = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const version = spawnSync(python ?? '', ['-c', question], { encoding: 'utf8' }).stdout.trim();
  const runtime = `python${version}`;

  it('sees the variables of lambda-contract §8.1 and the function’s own', async () => {
    const code = 'import os\n\n\ndef handler(event, context):\n    return list(os.environ)\n';
    await using project = await TemporaryProject.create({ 'code/app.py': code });
    const { answer, notices } = await start(project, runtime, 'app.handler', { TABLE: 'orders' });
    expect(withoutTrace(answer as string[])).toEqual(
      [...COMMON_NAMES, 'AWS_EXECUTION_ENV', 'LC_CTYPE', 'PWD', 'PYTHONPATH', 'SHLVL', 'TABLE'].sort(),
    );
    expect(notices).toEqual([]);
  });

  it('finds the packages of layers', async () => {
    await using project = await TemporaryProject.create({
      'code/app.py': 'import one, two\n\n\ndef handler(event, context):\n    return [one.NAME, two.NAME]\n',
      'opt/python/one.py': 'NAME = 1\n',
      [`opt/python/lib/python${version}/site-packages/two.py`]: 'NAME = 2\n',
    });
    expect((await start(project, runtime, 'app.handler')).answer).toEqual([1, 2]);
  });

  it('is the one of the virtual environment beside the code, with its packages', async () => {
    await using project = await TemporaryProject.create({
      'code/app.py':
        'import sys, installed\n\n\ndef handler(event, context):\n    return [sys.prefix, installed.NAME]\n',
    });
    spawnSync(python ?? '', ['-m', 'venv', '--without-pip', project.path('code/.venv')]);
    await project.write({ [`code/.venv/lib/python${version}/site-packages/installed.py`]: 'NAME = "installed"\n' });
    const { answer, notices } = await start(project, 'python3.98', 'app.handler');
    expect(answer).toEqual([project.path('code/.venv'), 'installed']);
    expect(notices).toEqual([expect.stringContaining(`configured for python3.98 and runs with Python ${version}.`)]);
  });
});

describe.skipIf(process.platform === 'win32')('a bootstrap', () => {
  it('sees the variables of lambda-contract §8.1 and the function’s own', async () => {
    const script = `#!${process.execPath}\nconsole.log(JSON.stringify(Object.keys(process.env)));\n`;
    await using project = await TemporaryProject.create({ 'code/bootstrap': script });
    const { answer } = await start(project, 'provided.al2023', 'anything', { TABLE: 'orders' });
    const names = JSON.parse(String(answer)) as string[];
    expect(withoutTrace(names)).toEqual([...COMMON_NAMES, 'TABLE'].sort());
  });
});
