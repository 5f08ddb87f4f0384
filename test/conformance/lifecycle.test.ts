import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import { ActingRuntime, requestIdOf } from '../support/actingRuntime';
import { functionFolder, type Files } from '../support/functionFolder';
import { isRunning } from '../support/processes';
import { recordText, TestFleet, type TestFleetSettings } from '../support/testFleet';
import { statement } from './statement';

/** A fleet that serves one Node.js function with this source. */
async function nodeFunction(
  source: string,
  configuration: Partial<FunctionConfiguration> = {},
  settings: TestFleetSettings = {},
  files: Files = {},
): Promise<TestFleet> {
  const fleet = new TestFleet(settings);
  await fleet.serve({ codePath: functionFolder({ 'index.js': source, ...files }), ...configuration });
  return fleet;
}

/** An extension that registers for these events and writes what it gets. */
function extensionSource(events: string, options: { onShutdown?: string } = {}): string {
  return `#!${process.execPath}
const http = require('node:http');
const path = require('node:path');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const call = (method, url, headers, body) => new Promise((resolve, reject) => {
  const request = http.request({ host, port, method, path: url, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
  });
  request.on('error', reject);
  request.end(body);
});
process.on('SIGTERM', () => console.log('extension SIGTERM'));
(async () => {
  const name = path.basename(__filename);
  const registered = await call('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': name }, '{"events":${events}}');
  const id = registered.headers['lambda-extension-identifier'];
  for (;;) {
    const event = JSON.parse((await call('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id })).text);
    console.log('got ' + event.eventType + ' ' + (event.shutdownReason ?? ''));
    if (event.eventType === 'SHUTDOWN') { ${options.onShutdown ?? 'process.exit(0)'}; break; }
  }
})();
`;
}

const COUNTER = 'let n = 0; exports.handler = async () => ++n;';

describe('J. Lifecycle', () => {
  statement(133, 'an init over the limit is ended and run again inside the invocation', async () => {
    const fleet = await nodeFunction(
      `const end = Date.now() + 1500; while (Date.now() < end); ${COUNTER}`,
      { timeout: 10 },
      { environment: { initLimitMs: 500 } },
    );
    expect(await fleet.result()).toBe(1);
    expect(fleet.eventsOf('platform.initReport').map(({ record }) => [record.phase, record.status])).toEqual([
      ['init', 'timeout'],
      ['invoke', 'success'],
    ]);
  });

  statement(134, 'a long init leaves the invocation its full timeout', async () => {
    const fleet = await nodeFunction(
      'const end = Date.now() + 2000; while (Date.now() < end); exports.handler = async (event, context) => context.getRemainingTimeInMillis();',
      { timeout: 1 },
    );
    expect(await fleet.result()).toBeGreaterThan(500);
  });

  statement([129, 135], 'suppressed init counts in timeout and duration; its events come before START', async () => {
    const fleet = await nodeFunction(
      `const fs = require('node:fs');
       const first = !fs.existsSync('/tmp/second'); fs.writeFileSync('/tmp/second', '');
       if (first) process.exit(1);
       const end = Date.now() + 700; while (Date.now() < end);
       exports.handler = async (event, context) => context.getRemainingTimeInMillis();`,
      { timeout: 3 },
    );
    const answer = await fleet.invoke();
    const report = await answer.completed;
    expect(Number(Buffer.from(answer.payload).toString())).toBeLessThan(2_400);
    expect(report.metrics.durationMs).toBeGreaterThan(700);
    expect(report.metrics.initDurationMs).toBeUndefined();
    const order = fleet.events.map(({ type }) => type).filter((type) => /initReport|platform.start$/.test(type));
    expect(order).toEqual(['platform.initReport', 'platform.initReport', 'platform.start']);
    expect(fleet.eventsOf('platform.initStart').map(({ record }) => record.phase)).toEqual(['init', 'invoke']);
  });

  statement(136, 'no INIT_REPORT after a successful on-demand init', async () => {
    const fleet = await nodeFunction(COUNTER);
    await fleet.result();
    expect(fleet.log()).not.toContain('INIT_REPORT');
  });

  statement(137, 'a failing init is reported for both phases, before START', async () => {
    const fleet = await nodeFunction('process.exit(3)');
    await (
      await fleet.invoke()
    ).completed;
    const lines = fleet
      .log()
      .split('\n')
      .map((line) => line.replace(/[\d.]+ ms/, 'N ms').replace(/RequestId: \S+.*/, ''));
    expect(lines.slice(0, 5)).toEqual([
      'INIT_START Runtime Version: nodejs22.x',
      'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError',
      'INIT_START Runtime Version: nodejs22.x',
      'INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
      'START ',
    ]);
  });

  statement([138, 139, 140], 'a timeout answers in AWS’s words and keeps /tmp, but no state', async () => {
    const fleet = await nodeFunction(
      `const fs = require('node:fs'); let n = 0;
       exports.handler = async (event) => {
         n += 1;
         if (event.hang) { fs.writeFileSync('/tmp/kept', 'here'); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
         return { n, pid: process.pid, kept: fs.existsSync('/tmp/kept') };
       };`,
      { timeout: 1 },
    );
    const before = (await fleet.result()) as { pid: number };
    const answer = await fleet.invoke({ hang: true });
    expect(answer.functionError).toBe('Unhandled');
    expect(Buffer.from(answer.payload).toString()).toBe(
      `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ${answer.requestId} Error: Task timed out after 1.00 seconds"}`,
    );
    // The caller does not wait for the processes to be ended.
    expect(fleet.eventsOf('environment.reset')).toEqual([]);
    const after = (await fleet.result()) as { n: number; pid: number; kept: boolean };
    expect(after).toMatchObject({ n: 1, kept: true });
    expect(after.pid).not.toBe(before.pid);
    expect(fleet.eventsOf('environment.created')).toHaveLength(1);
  });

  statement([141, 127], 'exits and signals in AWS’s words', async () => {
    const fleet = await nodeFunction(
      `exports.handler = async (event) => {
         if (event.exit !== undefined) process.exit(event.exit);
         if (event.signal) process.kill(process.pid, event.signal);
         await new Promise((resolve) => setTimeout(resolve, 60_000));
       };`,
      { timeout: 20 },
    );
    const failing = async (event: unknown): Promise<string> => {
      const answer = await fleet.invoke(event);
      const report = await answer.completed;
      expect([report.status, report.errorType]).toEqual(['error', 'Runtime.ExitError']);
      return Buffer.from(answer.payload).toString().replace(answer.requestId, '<id>');
    };
    const payload = (message: string): string =>
      `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <id> Error: ${message}"}`;
    expect(await failing({ exit: 0 })).toBe(payload('Runtime exited without providing a reason'));
    expect(await failing({ exit: 1 })).toBe(payload('Runtime exited with error: exit status 1'));
    expect(await failing({ signal: 'SIGKILL' })).toBe(payload('Runtime exited with error: signal: killed'));
    expect(await failing({ signal: 'SIGSEGV' })).toBe(payload('Runtime exited with error: signal: segmentation fault'));
    const done = fleet.eventsOf('platform.runtimeDone').map(({ record }) => [record.status, record.errorType]);
    expect(done).toEqual(Array.from({ length: 4 }, () => ['error', 'Runtime.ExitError']));
  });

  statement(142, 'a missing wrapper exits with 127', async () => {
    const fleet = await nodeFunction(COUNTER, { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/missing' } });
    const answer = await fleet.invoke();
    expect(Buffer.from(answer.payload).toString()).toContain('Runtime exited with error: exit status 127');
  });

  statement(143, 'a missing bootstrap is an invalid entry point', async () => {
    const fleet = new TestFleet();
    await fleet.serve({ runtime: 'provided.al2023', codePath: functionFolder({ README: '' }) });
    const answer = await fleet.invoke();
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toEqual({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `RequestId: ${answer.requestId} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
    });
  });

  statement(144, 'without extensions no SIGTERM handler runs', async () => {
    const folder = functionFolder({ 'marks/.keep': '' });
    const marks = path.join(folder, 'marks', 'sigterm');
    const fleet = await nodeFunction(
      `process.on('SIGTERM', () => { console.log('SIGTERM seen'); }); exports.handler = async () => 1; // ${marks}`,
    );
    await fleet.result();
    await fleet.dispose();
    expect(fleet.log()).not.toContain('SIGTERM seen');
    expect(fleet.eventsOf('environment.stopped')).toHaveLength(1);
  });

  statement(
    [145, 147, 148],
    'with an extension: SIGTERM, then SHUTDOWN with its reason to who asked for it',
    async () => {
      const layer = functionFolder({
        'extensions/listening!': extensionSource('["INVOKE","SHUTDOWN"]'),
        'extensions/uninterested!': extensionSource('["INVOKE"]'),
      });
      const fleet = await nodeFunction(
        `process.on('SIGTERM', () => { console.log('runtime SIGTERM'); process.exit(0); });
       exports.handler = async (event) => { if (event.crash) process.exit(1); return 1; };`,
        { layers: [layer], timeout: 10 },
      );
      await fleet.result();
      await (
        await fleet.invoke({ crash: true })
      ).completed;
      await fleet.nextEvent('environment.reset');
      await fleet.result();
      await fleet.dispose();
      const said = fleet.events
        .filter(({ type }) => type === 'function' || type === 'extension')
        .map(({ record }) => recordText(record))
        .filter((line) => /SHUTDOWN|SIGTERM/.test(line))
        .map((line) => line.split('\t').at(-1));
      expect(said).toEqual(['got SHUTDOWN FAILURE', 'runtime SIGTERM', 'got SHUTDOWN SPINDOWN']);
    },
  );

  statement(146, 'the shutdown ends at its budget, survivors are killed', async () => {
    const layer = functionFolder({
      'extensions/stubborn!': extensionSource('["SHUTDOWN"]', { onShutdown: 'setInterval(() => {}, 1000)' }),
    });
    const fleet = await nodeFunction(`process.on('SIGTERM', () => {}); exports.handler = async () => process.pid;`, {
      layers: [layer],
    });
    const pid = (await fleet.result()) as number;
    await fleet.dispose();
    const [stopped] = fleet.eventsOf('environment.stopped');
    // Its budget is 2,000 ms; how much longer the killing takes depends on the machine.
    expect(stopped?.record.durationMs).toBeGreaterThan(1_500);
    expect(stopped?.record.durationMs).toBeLessThan(10_000);
    expect(isRunning(pid)).toBe(false);
  });

  statement(146, 'with internal extensions only, the budget is 500 ms', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const identifier = await runtime.register('internal', []);
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    await runtime.serveOne('1');
    await response;
    await runtime.fleet.dispose();
    expect(runtime.fleet.eventsOf('environment.stopped')[0]?.record.durationMs).toBeLessThan(1_000);
  });

  statement(149, 'a timer left running fires in the next invocation', async () => {
    const fleet = await nodeFunction(
      `let fired = 0;
       exports.handler = async (event) => {
         if (event.set) { setTimeout(() => { fired = Date.now(); }, 50); return 0; }
         await new Promise((resolve) => setTimeout(resolve, 20));
         return fired;
       };`,
      { runtime: 'nodejs24.x' },
    );
    await fleet.result({ set: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const thawedAt = Date.now();
    expect(await fleet.result()).toBeGreaterThanOrEqual(thawedAt);
  });

  statement(150, 'the wall clock runs on while frozen', async () => {
    const fleet = await nodeFunction('exports.handler = async () => Date.now();');
    const first = (await fleet.result()) as number;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fleet.result()) as number).toBeGreaterThanOrEqual(first + 200);
  });

  statement(151, 'an environment never runs two invocations at once', async () => {
    const fleet = await nodeFunction(
      `let running = 0, most = 0;
       exports.handler = async () => { running += 1; most = Math.max(most, running); await new Promise((resolve) => setTimeout(resolve, 30)); running -= 1; return most; };`,
    );
    const results = await Promise.all(Array.from({ length: 8 }, () => fleet.result()));
    expect(new Set(results)).toEqual(new Set([1]));
  });

  statement(152, 'module state survives; Init Duration only in the first REPORT', async () => {
    const fleet = await nodeFunction(COUNTER);
    expect([await fleet.result(), await fleet.result(), await fleet.result()]).toEqual([1, 2, 3]);
    const reports = fleet
      .log()
      .split('\n')
      .filter((line) => line.startsWith('REPORT'));
    expect(reports.map((line) => line.includes('Init Duration'))).toEqual([true, false, false]);
  });

  statement([63, 153], 'the first fatal error wins', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    await runtime.post('/2018-06-01/runtime/init/error', '{"errorType":"Mine","errorMessage":"m"}', {
      'Lambda-Runtime-Function-Error-Type': 'Runtime.Mine',
    });
    await runtime.fleet.nextEvent('environment.reset');
    // Init runs again inside the invocation; the second process reports again and is ended by the platform.
    const again = await runtime.fleet.nextEvent('platform.initStart', ({ record }) => record.phase === 'invoke');
    const api = await runtime.fleet.nextEvent(
      'function',
      (event) => event.monotonicMs > again.monotonicMs && recordText(event.record).startsWith('api='),
    );
    expect(recordText(api.record)).toBe(`api=${await runtime.api()}`);
    await runtime.post('/2018-06-01/runtime/init/error', '{"errorType":"Mine","errorMessage":"m"}', {
      'Lambda-Runtime-Function-Error-Type': 'Runtime.Mine',
    });
    const answer = await response;
    expect(Buffer.from(answer.payload).toString()).toBe('{"errorType":"Mine","errorMessage":"m"}');
    expect((await answer.completed).errorType).toBe('Runtime.Mine');
  });

  statement(61, 'init/error: the waiting invocation returns that body', async () => {
    const fleet = await nodeFunction('throw new TypeError("at import");');
    const answer = await fleet.invoke();
    expect(answer.functionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'at import',
    });
  });

  statement(64, 'a Python import error has an empty requestId', async (context) => {
    requirePython(context);
    const fleet = new TestFleet();
    await fleet.serve({
      runtime: 'python3.11',
      handler: 'app.handler',
      codePath: functionFolder({ 'app.py': 'raise Exception("Runtime startup fails")\n' }),
    });
    const answer = await fleet.invoke();
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toMatchObject({
      errorMessage: 'Runtime startup fails',
      errorType: 'Exception',
      requestId: '',
    });
  });
});

describe('A. Processes', () => {
  statement([8, 9], 'process groups; the working directory is the task root', async () => {
    const fleet = await nodeFunction(
      `const { spawn } = require('node:child_process');
       exports.handler = async () => ({ pid: process.pid, child: spawn('sleep', ['600']).pid, folder: process.cwd(), root: process.env.LAMBDA_TASK_ROOT });`,
    );
    const result = (await fleet.result()) as { pid: number; child: number; folder: string; root: string };
    expect(result.folder).toBe(result.root);
    const groupOf = (pid: number): string | undefined =>
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(' ')[4];
    expect(groupOf(result.pid)).toBe(String(result.pid));
    await fleet.dispose();
    await expect.poll(() => isRunning(result.child)).toBe(false);
  });

  statement(10, 'bootstrap in the task root wins over the one in a layer', async () => {
    const runtime = new ActingRuntime({
      configuration: { layers: [functionFolder({ 'bootstrap!': '#!/bin/sh\necho wrong\n' })] },
    });
    const { response } = await runtime.begin();
    await runtime.respond(requestIdOf(await runtime.next()), '"right"');
    expect(Buffer.from((await response).payload).toString()).toBe('"right"');
  });
});

function requirePython(context: { skip(note: string): void }): void {
  try {
    readFileSync('/usr/bin/python3');
  } catch {
    context.skip('no /usr/bin/python3 on this machine');
  }
}
