import { describe, expect, test, vi } from 'vitest';
import { Command, run } from '../../support/commandLine';
import { functionFolder } from '../../support/functionFolder';
import { processesOf } from '../../support/leftovers';
import { PhasedFunction } from '../../support/phasedFunction';
import { isRunning } from '../../support/processes';

const TEMPLATE = `Resources:
  Tested:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Timeout: 60 }
`;

/** Leaves a child, a child in a group of its own, and a daemon; waits when it is told to. */
const FORKING = `
const { spawn, spawnSync } = require('node:child_process');
exports.handler = async (event) => {
  spawn('sleep', ['600'], { stdio: 'ignore' });
  spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
  spawnSync('sh', ['-c', '(setsid sh -c "sleep 600 & wait" </dev/null >/dev/null 2>&1 &)']);
  console.log('working');
  if (event.wait) await new Promise((resolve) => setTimeout(resolve, 60_000));
  return 'done';
};
`;

const FILES = { 'index.js': FORKING, 'template.yaml': TEMPLATE };

/** Four of the function's and at least its runtime. */
const FORKED = 5;

describe('children that outlive the function', () => {
  test('end with the command: a daemon, too', async () => {
    const { code, stdout } = await run(['invoke', 'index.js', '--times', '2'], { folder: functionFolder(FILES) });
    expect([code, stdout]).toEqual([0, '"done"\n"done"\n']);
  });

  test('end with a timeout', async () => {
    const given = ['invoke', 'index.js', '--timeout', '1', '--event', '{"wait": true}'];
    const { code, stdout } = await run(given, { folder: functionFolder(FILES) });
    expect(stdout).toContain('Task timed out');
    expect(code).toBe(1);
  });
});

describe('a signal', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s during an invocation: exit code 130', async (signal) => {
    const command = new Command(['invoke', 'Tested', '--event', '{"wait": true}'], { folder: functionFolder(FILES) });
    await command.said(/\tworking\n/);
    const processes = processesOf(command.pid);
    expect(processes.length).toBeGreaterThanOrEqual(FORKED);
    command.signal(signal);
    const { code, stdout } = await command.result();
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ errorType: 'Sandbox.Failure' });
    expect(command.leftovers()).toEqual([]);
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), 10_000);
  });

  test.for(['SIGINT', 'SIGTERM'] as const)('%s while serving: exit code 0', async (signal) => {
    const command = new Command(['serve', '--port', '0'], { folder: functionFolder(FILES) });
    const [, url = ''] = await command.said(/Serving 1 function at (\S+)\n/);
    const answer = fetch(`${url}/2015-03-31/functions/Tested/invocations`, {
      method: 'POST',
      body: '{"wait": true}',
    }).then(
      () => 'answered',
      () => 'connection closed',
    );
    await command.said(/\tworking\n/);
    const processes = processesOf(command.pid);
    expect(processes.length).toBeGreaterThanOrEqual(FORKED);
    command.signal(signal);
    expect(await command.ended).toEqual({ code: 0, signal: null });
    expect(await answer).toBe('connection closed');
    expect(command.leftovers()).toEqual([]);
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), 10_000);
  });

  test('the second SIGINT does not wait for extensions', async () => {
    const tested = new PhasedFunction();
    const { codePath, layers = [], environment = {} } = tested.configuration;
    const folder = functionFolder({
      'template.json': JSON.stringify({
        Resources: {
          Tested: {
            Type: 'AWS::Serverless::Function',
            Properties: {
              Handler: 'index.handler',
              Runtime: 'nodejs22.x',
              CodeUri: codePath,
              Layers: [{ Ref: 'Companion' }],
              Environment: { Variables: environment },
            },
          },
          Companion: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: layers[0] } },
        },
      }),
    });
    const command = new Command(['invoke', 'Tested'], { folder });
    tested.holdAt('extension SHUTDOWN');
    await command.said(/holding extension SHUTDOWN\n/);
    const processes = processesOf(command.pid);
    command.signal('SIGINT');
    command.signal('SIGINT');
    await command.ended;
    // The next command clears away what this one had no time for.
    tested.release();
    await run(['invoke', 'Tested'], { folder, home: command.home });
    expect(command.leftovers()).toEqual([]);
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), 10_000);
  });
});

describe('kill -9', () => {
  test.for([
    ['invoke', ['invoke', 'Tested', '--event', '{"wait": true}']],
    ['serve', ['serve', '--port', '0']],
  ] as const)('of %s leaves nothing that the next command does not clear away', async ([name, given]) => {
    const folder = functionFolder(FILES);
    const command = new Command(given, { folder });
    if (name === 'serve') {
      const [, url = ''] = await command.said(/Serving 1 function at (\S+)\n/);
      fetch(`${url}/2015-03-31/functions/Tested/invocations`, { method: 'POST', body: '{"wait": true}' }).catch(
        () => undefined,
      );
    }
    await command.said(/\tworking\n/);
    const processes = processesOf(command.pid);
    expect(processes.length).toBeGreaterThanOrEqual(FORKED);
    command.signal('SIGKILL');
    expect(await command.ended).toEqual({ code: null, signal: 'SIGKILL' });
    const { code } = await run(['invoke', 'Tested'], { folder, home: command.home });
    expect(code).toBe(0);
    expect(command.leftovers()).toEqual([]);
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), 10_000);
  });
});
