import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test as vitestTest, type TestContext } from 'vitest';
import type { DebugRequest } from '../../../src/lambda/debugging';
import { DebugAdapterClient } from '../../support/debugAdapterClient';
import { functionFolder } from '../../support/functionFolder';
import { TestFleet, testPython } from '../../support/testFleet';

const SOURCE = `import os, sys
count = 0

def handler(event, context):
    global count
    count += 1
    before = context.get_remaining_time_in_millis()
    if event.get("exit"):
        sys.exit(3)
    return {"count": count, "before": before, "after": context.get_remaining_time_in_millis()}
`;
const PATIENT: DebugRequest = {
  timeoutPolicy: 'pause',
  attachLimitMs: 60_000,
  onCodeChange: 'recycle',
  stopOnInit: false,
};
const CONFIGURATION = {
  type: 'python',
  request: 'attach',
  justMyCode: true,
  rules: [{ path: path.resolve('dist/runtimes/**'), include: false }],
};

function test(name: string, body: () => Promise<void>): void {
  vitestTest(name, async (context: TestContext) => {
    if (!hasDebugpy()) context.skip('Python with debugpy is not installed');
    await body();
  });
}

function hasDebugpy(): boolean {
  try {
    execFileSync(testPython ?? 'python3', ['-c', 'import debugpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function debugged(timeout = 5, request = PATIENT) {
  const fleet = new TestFleet();
  const codePath = functionFolder({ 'app.py': SOURCE });
  await fleet.serve({ codePath, timeout, runtime: 'python3.12', handler: 'app.handler' });
  fleet.fleet.debug('tested', request);
  const file = path.join(codePath, 'app.py');
  let seen = 0;
  return {
    fleet,
    file,
    attach: async (lines: readonly number[]) => {
      seen += 1;
      await fleet.nextEvent('debugger.waiting', () => fleet.eventsOf('debugger.waiting').length >= seen);
      const client = await DebugAdapterClient.connect(
        fleet.eventsOf('debugger.waiting')[seen - 1]?.record.address ?? '',
      );
      await client.attach(CONFIGURATION, [{ file, lines }]);
      return client;
    },
  };
}

test('A breakpoint in module scope is hit on a cold start, one in the handler on every invocation.', async () => {
  const { fleet, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([2, 7]);
  const cold = await client.paused();
  expect(cold.line).toBe(2);
  await client.ask('continue', { threadId: cold.threadId });
  for (const count of [1, 2, 3]) {
    const running = count === 1 ? first : fleet.result();
    const stop = await client.paused();
    expect([stop.line, await stop.evaluate('count')]).toEqual([7, String(count)]);
    await client.ask('continue', { threadId: stop.threadId });
    expect(await running).toMatchObject({ count });
  }
  expect(fleet.eventsOf('environment.created')).toHaveLength(1);
  expect(fleet.log()).not.toMatch(/debugpy|frozen/i);
});

test('A breakpoint that is set while the environment is frozen is hit by the next invocation.', async () => {
  const { fleet, file, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([]);
  await first;
  await fleet.nextEvent('environment.frozen');
  await client.setBreakpoints(file, [7]);
  const second = fleet.result();
  const stop = await client.paused();
  expect(stop.line).toBe(7);
  await client.ask('continue', { threadId: stop.threadId });
  expect(await second).toMatchObject({ count: 2 });
});

test('The time at a breakpoint belongs neither to the timeout nor to the duration.', async () => {
  const { fleet, attach } = await debugged(2);
  const response = fleet.invoke();
  const client = await attach([10]);
  const stop = await client.paused();
  // Longer than the timeout of the function: were the clock running, the environment would end under the debugger.
  await new Promise((resolve) => setTimeout(resolve, 2_300));
  await client.ask('continue', { threadId: stop.threadId });
  const { payload, completed } = await response;
  const { before, after } = JSON.parse(Buffer.from(payload).toString()) as { before: number; after: number };
  expect(before - after).toBeLessThan(1_000);
  expect((await completed).metrics.pausedMs).toBeGreaterThan(2_000);
});

test('After sys.exit the next process waits for the debugger again.', async () => {
  const { fleet, attach } = await debugged();
  const crashing = fleet.result({ exit: true });
  const first = await attach([]);
  expect(await crashing).toMatchObject({ errorType: 'Runtime.ExitError' });
  await first.closed;
  const next = fleet.result();
  const second = await attach([7]);
  const stop = await second.paused();
  expect(await stop.evaluate('count')).toBe('1');
  await second.ask('continue', { threadId: stop.threadId });
  expect(await next).toMatchObject({ count: 1 });
});

test('A debugger that leaves may come back to the warm environment.', async () => {
  const { fleet, file, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([7]);
  await client.paused();
  await client.ask('disconnect', { terminateDebuggee: false });
  expect(await first).toMatchObject({ count: 1 });
  const again = await DebugAdapterClient.connect(fleet.fleet.environments()[0]?.debugAddress?.address ?? '');
  await again.attach(CONFIGURATION, [{ file, lines: [7] }]);
  const second = fleet.result();
  const stop = await again.paused();
  expect(await stop.evaluate('count')).toBe('2');
  await again.ask('continue', { threadId: stop.threadId });
  expect(await second).toMatchObject({ count: 2 });
});

test('On request the function stops where its module begins.', async () => {
  const { fleet, attach } = await debugged(5, { ...PATIENT, stopOnInit: true });
  const first = fleet.result();
  const client = await attach([]);
  const stop = await client.paused();
  expect(stop.line).toBe(1);
  await client.ask('continue', { threadId: stop.threadId });
  expect(await first).toMatchObject({ count: 1 });
});
