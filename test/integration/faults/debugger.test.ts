import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/environment/environment';
import type { FunctionConfiguration } from '../../../src/lambda/functionConfiguration';
import { functionFolder } from '../../support/functionFolder';
import { isRunning } from '../../support/processes';
import { TestFleet, testPython } from '../../support/testFleet';

const TIMEOUT_SECONDS = 2;
const LONGER_THAN_TIMEOUT_MS = 2_500;

/** Remaining times at the start, while the clock stands still, and when it runs again. */
type Remaining = readonly [start: number, paused: number, resumed: number];

const NODE = `
const fs = require('node:fs');
const waitFor = (name) => { while (!fs.existsSync(name)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); };
exports.handler = async (event, context) => {
  const remaining = [context.getRemainingTimeInMillis()];
  if (event.plain) return remaining;
  console.log('started');
  waitFor('paused');
  remaining.push(context.getRemainingTimeInMillis());
  console.log('looked');
  waitFor('resumed');
  return [...remaining, context.getRemainingTimeInMillis()];
};
`;

const PYTHON = `
import os, time

def wait_for(name):
    while not os.path.exists(name):
        time.sleep(0.005)

def handler(event, context):
    remaining = [context.get_remaining_time_in_millis()]
    if event.get("plain"):
        return remaining
    print("started")
    wait_for("paused")
    remaining.append(context.get_remaining_time_in_millis())
    print("looked")
    wait_for("resumed")
    return [*remaining, context.get_remaining_time_in_millis()]
`;

interface Language {
  readonly name: string;
  readonly configuration: Partial<FunctionConfiguration>;
  readonly files: Readonly<Record<string, string>>;
  readonly missing?: string;
}

const LANGUAGES: readonly Language[] = [
  { name: 'Node.js', configuration: { runtime: 'nodejs22.x' }, files: { 'index.js': NODE } },
  {
    name: 'Python',
    configuration: { runtime: 'python3.13' },
    files: { 'index.py': PYTHON },
    ...(testPython !== undefined && existsSync(testPython) ? {} : { missing: 'there is no Python' }),
  },
];

/** A warm function that is served with a short timeout. */
async function warm({
  configuration,
  files,
}: Pick<Language, 'configuration' | 'files'>): Promise<{ readonly fleet: TestFleet; readonly folder: string }> {
  const fleet = new TestFleet();
  const folder = functionFolder(files);
  await fleet.serve({ codePath: folder, timeout: TIMEOUT_SECONDS, ...configuration });
  await fleet.result({ plain: true });
  return { fleet, folder };
}

function only(fleet: TestFleet): { readonly environment: Environment; readonly pid: number } {
  const [environment] = fleet.fleet.environments();
  const pid = environment?.runtimePid;
  if (environment === undefined || pid === undefined) throw new Error('No environment runs.');
  return { environment, pid };
}

async function said(fleet: TestFleet, text: string): Promise<void> {
  await fleet.nextEvent('function', ({ record }) => typeof record === 'string' && record.endsWith(text));
}

describe('a debugger that holds the runtime', () => {
  test.for(LANGUAGES)('stops the clock of a function in $name', async (language, context) => {
    if (language.missing !== undefined) return context.skip(language.missing);
    const { fleet, folder } = await warm(language);
    const { environment, pid } = only(fleet);
    const running = fleet.result();
    await said(fleet, 'started');
    process.kill(pid, 'SIGSTOP');
    environment.debuggerPaused();
    await sleep(LONGER_THAN_TIMEOUT_MS);
    expect(environment.state).toBe('invoking');
    process.kill(pid, 'SIGCONT');
    // The function looks at the clock while it stands still, as an expression in the debugger would.
    writeFileSync(path.join(folder, 'paused'), '');
    await said(fleet, 'looked');
    environment.debuggerResumed();
    writeFileSync(path.join(folder, 'resumed'), '');
    const [start, paused, resumed] = (await running) as Remaining;
    expect(start).toBeLessThanOrEqual(TIMEOUT_SECONDS * 1000);
    expect(paused).toBeGreaterThan(0);
    expect(paused).toBeLessThanOrEqual(start);
    expect(resumed).toBeGreaterThan(0);
    expect(resumed).toBeLessThanOrEqual(paused);
    expect(fleet.eventsOf('debugger.resumed')[0]?.record.pausedMs).toBeGreaterThan(LONGER_THAN_TIMEOUT_MS - 10);
    expect(fleet.eventsOf('platform.report').map(({ record }) => record.status)).toEqual(['success', 'success']);
    // The extension was this invocation's alone.
    const [following] = (await fleet.result({ plain: true })) as number[];
    expect(following).toBeGreaterThan(0);
    expect(following).toBeLessThanOrEqual(TIMEOUT_SECONDS * 1000);
    return undefined;
  });

  test('does not abolish the timeout: it comes after the pause', async () => {
    const { fleet } = await warm(HANGING);
    const { environment } = only(fleet);
    const running = fleet.invoke();
    await said(fleet, 'started');
    environment.debuggerPaused();
    await sleep(LONGER_THAN_TIMEOUT_MS);
    expect(environment.state).toBe('invoking');
    environment.debuggerResumed();
    const response = await running;
    expect(Buffer.from(response.payload).toString()).toContain('Task timed out after 2.00 seconds');
    const { metrics } = await response.completed;
    expect(metrics.durationMs).toBeGreaterThan(TIMEOUT_SECONDS * 1000 - 10);
    expect(metrics.pausedMs).toBeGreaterThan(LONGER_THAN_TIMEOUT_MS - 10);
  });

  test('does not keep the environment from being shut down', async () => {
    const { fleet } = await warm(HANGING);
    const { environment, pid } = only(fleet);
    const running = fleet.invoke();
    await said(fleet, 'started');
    process.kill(pid, 'SIGSTOP');
    environment.debuggerPaused();
    await fleet.dispose();
    expect((await running).functionError).toBe('Unhandled');
    expect(isRunning(pid)).toBe(false);
  });
});

const HANGING = {
  configuration: {},
  files: {
    'index.js': `exports.handler = async (event) => {
      if (event.plain) return 1;
      console.log('started');
      if (event.stop) process.kill(process.pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    };`,
  },
};

test('a runtime that is stopped without a debugger is ended by the timeout', async () => {
  const { fleet } = await warm(HANGING);
  const { pid } = only(fleet);
  const response = await fleet.invoke({ stop: true });
  expect(Buffer.from(response.payload).toString()).toContain('Task timed out after 2.00 seconds');
  expect(await fleet.result({ plain: true })).toBe(1);
  expect(isRunning(pid)).toBe(false);
});
