import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { environmentVariableProblems } from '../../src/lambda/environmentVariables';
import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import { functionConfiguration } from '../../src/lambda/functionConfiguration';
import { validateConfiguration } from '../../src/lambda/validateConfiguration';
import { ActingRuntime } from '../support/actingRuntime';
import { functionFolder, type Files } from '../support/functionFolder';
import { recordText, TestFleet, testPython, type TestFleetSettings } from '../support/testFleet';
import { statement } from './statement';

async function nodeFunction(
  source: string,
  configuration: Partial<FunctionConfiguration> = {},
  settings: TestFleetSettings = {},
): Promise<TestFleet> {
  const fleet = new TestFleet(settings);
  await fleet.serve({ codePath: functionFolder({ 'index.js': source }), ...configuration });
  return fleet;
}

async function pythonFunction(
  source: string,
  configuration: Partial<FunctionConfiguration> = {},
  settings: TestFleetSettings = {},
): Promise<TestFleet> {
  const fleet = new TestFleet(settings);
  await fleet.serve({
    runtime: 'python3.14',
    handler: 'app.handler',
    codePath: functionFolder({ 'app.py': source }),
    ...configuration,
  });
  return fleet;
}

/** Variables every function has; lambda-contract §8.1, and §2.7 for the metadata endpoint (documented later in 2026). */
const EVERYWHERE = [
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
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
  'MINE',
  'PATH',
  'TZ',
  '_AWS_XRAY_DAEMON_ADDRESS',
  '_AWS_XRAY_DAEMON_PORT',
  '_HANDLER',
];

/** Beside them in managed runtimes. */
const MANAGED = ['AWS_EXECUTION_ENV', 'PWD', 'SHLVL', '_X_AMZN_TRACE_ID'];

const CREDENTIALS = {
  environment: { credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' } },
};

describe('L. Environment and context', () => {
  statement([169, 174], 'a Node function has AWS’s variables and its own, nothing else', async () => {
    const fleet = await nodeFunction(
      'exports.handler = async () => process.env;',
      { runtime: 'nodejs24.x', environment: { MINE: 'yes' } },
      CREDENTIALS,
    );
    const variables = (await fleet.result()) as Record<string, string>;
    expect(Object.keys(variables).sort()).toEqual([...EVERYWHERE, ...MANAGED, 'NODE_PATH'].sort());
    expect(variables['AWS_EXECUTION_ENV']).toBe('AWS_Lambda_nodejs24.x');
    expect(variables['TZ']).toBe(':UTC');
    expect(variables['LANG']).toBe('en_US.UTF-8');
  });

  statement(169, 'a Python function has AWS’s variables and its own, nothing else', async (context) => {
    requirePython(context);
    const fleet = await pythonFunction(
      'import os\ndef handler(event, context):\n    return dict(os.environ)\n',
      { environment: { MINE: 'yes' } },
      CREDENTIALS,
    );
    const variables = (await fleet.result()) as Record<string, string>;
    const extra = [...MANAGED, 'PYTHONPATH'];
    // CPython itself sets LC_CTYPE when it coerces the C locale.
    expect(
      Object.keys(variables)
        .filter((name) => name !== 'LC_CTYPE')
        .sort(),
    ).toEqual([...EVERYWHERE, ...extra].sort());
  });

  statement([169, 170], 'a provided function likewise, without AWS_EXECUTION_ENV', async () => {
    const runtime = new ActingRuntime({
      configuration: {
        environment: { MINE: 'yes' },
        codePath: functionFolder({
          'bootstrap!': '#!/bin/sh\n/usr/bin/env\necho "api=$AWS_LAMBDA_RUNTIME_API"\nexec sleep 600\n',
        }),
      },
      settings: CREDENTIALS,
    });
    await runtime.begin();
    const names = runtime.fleet
      .eventsOf('function')
      .map(({ record }) => recordText(record).split('=')[0])
      // The shell that prints them adds its own.
      .filter((name) => name !== 'PWD' && name !== '_' && name !== 'api' && name !== 'SHLVL' && name !== 'OLDPWD');
    expect(names.sort()).toEqual([...EVERYWHERE].sort());
  });

  statement(171, 'reserved keys are refused by name, overridable ones work', async () => {
    expect(environmentVariableProblems({ AWS_REGION: 'x', LAMBDA_TASK_ROOT: 'y' })).toEqual([
      "The variable AWS_REGION is reserved by Lambda and cannot be set; remove it from the function's environment.",
      "The variable LAMBDA_TASK_ROOT is reserved by Lambda and cannot be set; remove it from the function's environment.",
    ]);
    const fleet = await nodeFunction('exports.handler = async () => [process.env.TZ, process.env.LANG];', {
      environment: { TZ: 'Europe/Paris', LANG: 'C' },
    });
    expect(await fleet.result()).toEqual(['Europe/Paris', 'C']);
  });

  statement(172, 'more than 4 KB and bad names are refused', () => {
    expect(environmentVariableProblems({ AB: 'x'.repeat(4_094) })).toEqual([]);
    expect(environmentVariableProblems({ AB: 'x'.repeat(4_095) })).toHaveLength(1);
    expect(environmentVariableProblems({ '1A': '' })).toHaveLength(1);
    expect(environmentVariableProblems({ A: '' })).toHaveLength(1);
  });

  statement([173, 174], 'values are literal; the host’s variables do not leak', async () => {
    const fleet = await nodeFunction(
      'exports.handler = async () => [process.env.LITERAL, process.env.HOME, process.env.USER, process.env.LOGNAME];',
      { environment: { LITERAL: '$HOME' } },
    );
    expect(await fleet.result()).toEqual(['$HOME', null, null, null]);
  });

  statement([175, 176], 'log stream name; the memory limit is a string', async () => {
    const fleet = await nodeFunction(
      'exports.handler = async (event, context) => [context.logStreamName, context.memoryLimitInMB];',
    );
    const [stream, memory] = (await fleet.result()) as [string, string];
    expect(stream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[(\$LATEST|\d+)\][0-9a-f]{32}$/);
    expect(memory).toBe('128');
  });

  statement(176, 'the memory limit is a string in Python', async (context) => {
    requirePython(context);
    const fleet = await pythonFunction('def handler(event, context):\n    return context.memory_limit_in_mb\n');
    expect(await fleet.result()).toBe('128');
  });

  statement(177, 'remaining time decreases, begins within the timeout and is never negative', async () => {
    const fleet = await nodeFunction(
      `exports.handler = async (event, context) => {
         const first = context.getRemainingTimeInMillis();
         await new Promise((resolve) => setTimeout(resolve, 20));
         return [first, context.getRemainingTimeInMillis()];
       };`,
      { timeout: 2 },
    );
    const [first = -1, second = -1] = (await fleet.result()) as number[];
    expect(first).toBeLessThanOrEqual(2_000);
    expect(second).toBeLessThan(first);
    expect(second).toBeGreaterThanOrEqual(0);
  });

  statement(178, 'a callback handler fails at init on Node 24 and works on Node 22', async () => {
    const source = 'exports.handler = (event, context, callback) => { callback(null, "called"); };';
    const old = await nodeFunction(source, { runtime: 'nodejs22.x' });
    expect(await old.result()).toBe('called');
    const recent = await nodeFunction(source, { runtime: 'nodejs24.x' });
    expect(await recent.result()).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
    expect(recent.log()).toContain('Phase: init\tStatus: error\tError Type: Runtime.CallbackHandlerDeprecated');
  });

  statement(179, 'callbackWaitsForEmptyEventLoop=false returns before a pending timer', async () => {
    const fleet = await nodeFunction(
      `exports.handler = (event, context, callback) => {
         context.callbackWaitsForEmptyEventLoop = event.wait === true;
         setTimeout(() => { console.log('timer fired'); }, event.wait ? 50 : 60000);
         callback(null, 'done');
       };`,
      { runtime: 'nodejs22.x' },
    );
    expect(await fleet.result({ wait: false })).toBe('done');
    expect(fleet.log()).not.toContain('timer fired');
    const waiting = await nodeFunction(
      `exports.handler = (event, context, callback) => { setTimeout(() => { console.log('timer fired'); }, 50); callback(null, 'done'); };`,
      { runtime: 'nodejs22.x' },
    );
    const answer = await waiting.invoke();
    expect(waiting.log()).toContain('timer fired');
    expect(Buffer.from(answer.payload).toString()).toBe('"done"');
  });

  statement(180, 'the exec wrapper gets the command line; provided runtimes ignore it', async () => {
    const wrapper = '#!/bin/sh\nexport ADDED=by-wrapper\nexport COMMAND="$1"\nexec "$@"\n';
    const layer = functionFolder({ 'wrap!': wrapper });
    const fleet = await nodeFunction('exports.handler = async () => [process.env.ADDED, process.env.COMMAND];', {
      layers: [layer],
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' },
    });
    const [added, command] = (await fleet.result()) as string[];
    expect(added).toBe('by-wrapper');
    expect(command).toMatch(/node$/);
    const runtime = new ActingRuntime({
      configuration: { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/missing' } },
    });
    const { response } = await runtime.begin();
    await runtime.serveOne('"ignored"');
    expect(Buffer.from((await response).payload).toString()).toBe('"ignored"');
  });

  statement(181, 'the metadata endpoint', async () => {
    const fleet = await nodeFunction(
      `exports.handler = async () => {
         const url = 'http://' + process.env.AWS_LAMBDA_METADATA_API + '/2026-01-15/metadata/execution-environment';
         const headers = { authorization: 'Bearer ' + process.env.AWS_LAMBDA_METADATA_TOKEN };
         const good = await fetch(url, { headers });
         return [
           good.status, await good.json(), good.headers.get('cache-control'),
           (await fetch(url)).status, (await fetch(url, { method: 'POST', headers })).status,
         ];
       };`,
      { timeout: 10 },
    );
    expect(await fleet.result()).toEqual([
      200,
      { AvailabilityZoneID: 'use1-az1' },
      'private, max-age=43200, immutable',
      401,
      405,
    ]);
  });
});

describe('Q. Resource limits', () => {
  statement(217, '/tmp is full at its size', async () => {
    const fleet = await nodeFunction(
      `const fs = require('node:fs');
       exports.handler = async () => {
         const chunk = Buffer.alloc(1048576);
         const file = fs.openSync('/tmp/big', 'w');
         let written = 0;
         try { for (; written < 600; written += 1) fs.writeSync(file, chunk); } catch (error) { return [error.code, written]; }
         return ['no error', written];
       };`,
      { timeout: 30, memorySize: 512 },
    );
    const [code, written] = (await fleet.result()) as [string, number];
    expect(code).toBe('ENOSPC');
    expect(written).toBeLessThanOrEqual(512);
  });

  statement(218, 'the 1,025th open file is one too many', async () => {
    const fleet = await nodeFunction(
      `const fs = require('node:fs');
       exports.handler = async () => {
         const open = [];
         try { for (;;) open.push(fs.openSync('/dev/null', 'r')); } catch (error) { const most = Math.max(...open); open.forEach((file) => fs.closeSync(file)); return [error.code, most]; }
       };`,
    );
    const [code, most] = (await fleet.result()) as [string, number];
    expect([code, most]).toEqual(['EMFILE', 1_023]);
  });

  statement(219, 'memory above the limit kills the runtime', async () => {
    const fleet = await nodeFunction(
      `const kept = [];
       exports.handler = async (event) => {
         if (!event.fill) return 'fine';
         for (;;) { kept.push(Buffer.alloc(16 * 1048576, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }
       };`,
      { timeout: 30 },
    );
    const answer = await fleet.invoke({ fill: true });
    const report = await answer.completed;
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${answer.requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect([report.errorType, report.metrics.maxMemoryUsedMB]).toEqual(['Runtime.OutOfMemory', 128]);
    expect(await fleet.result()).toBe('fine');
  });

  statement(220, 'task root and /opt cannot be written, /tmp can', async () => {
    const files: Files = { 'data.txt': 'x' };
    const fleet = await nodeFunction(
      `const fs = require('node:fs');
       const attempt = (file) => { try { fs.writeFileSync(file, 'x'); return 'written'; } catch (error) { return error.code; } };
       exports.handler = async () => [attempt(process.env.LAMBDA_TASK_ROOT + '/new'), attempt('/opt/new'), attempt('/tmp/new')];`,
      { layers: [functionFolder(files)] },
    );
    expect(await fleet.result()).toEqual(['EROFS', 'EROFS', 'written']);
  });

  statement(222, 'configurations that Lambda refuses', () => {
    const problems = (given: Partial<FunctionConfiguration>): number =>
      validateConfiguration(
        functionConfiguration({ name: 'f', runtime: 'nodejs22.x', handler: 'a.b', codePath: '/', ...given }),
      ).length;
    expect(problems({})).toBe(0);
    expect(problems({ timeout: 901 })).toBe(1);
    expect(problems({ memorySize: 127 })).toBe(1);
    expect(problems({ memorySize: 10_241 })).toBe(1);
    expect(problems({ layers: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe(1);
  });
});

function requirePython(context: { skip(note: string): void }): void {
  try {
    readFileSync(testPython ?? '');
  } catch {
    context.skip('no /usr/bin/python3 on this machine');
  }
}
