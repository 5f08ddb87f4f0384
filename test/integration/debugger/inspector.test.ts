import path from 'node:path';
import { expect, test } from 'vitest';
import type { DebugRequest } from '../../../src/lambda/debugging';
import { functionFolder } from '../../support/functionFolder';
import { InspectorClient } from '../../support/inspectorClient';
import { TestFleet } from '../../support/testFleet';

const SOURCE = `let count = 0;
const loaded = 'module';
exports.handler = async (event, context) => {
  count += 1;
  const before = context.getRemainingTimeInMillis();
  if (event.exit) process.exit(3);
  return { count, loaded, before, after: context.getRemainingTimeInMillis() };
};
`;
const PATIENT: DebugRequest = {
  timeoutPolicy: 'pause',
  attachLimitMs: 60_000,
  onCodeChange: 'recycle',
  stopOnInit: false,
};

interface Debugged {
  readonly test: TestFleet;
  readonly file: string;
  /** Attaches to the next runtime that waits. */
  readonly attach: (breakpointLines: readonly number[]) => Promise<InspectorClient>;
}

async function debugged(request: DebugRequest = PATIENT, timeout = 3): Promise<Debugged> {
  const fleet = new TestFleet();
  const codePath = functionFolder({ 'index.js': SOURCE });
  await fleet.serve({ codePath, timeout });
  fleet.fleet.debug('tested', request);
  const file = path.join(codePath, 'index.js');
  let seen = 0;
  return {
    test: fleet,
    file,
    attach: async (lines) => {
      seen += 1;
      await fleet.nextEvent('debugger.waiting', () => fleet.eventsOf('debugger.waiting').length >= seen);
      const waiting = fleet.eventsOf('debugger.waiting')[seen - 1];
      const client = await InspectorClient.connect(waiting?.record.address ?? '');
      await client.attach(lines.map((line) => ({ file, line })));
      return client;
    },
  };
}

test('A breakpoint in module scope is hit on a cold start, one in the handler on every invocation of the environment.', async () => {
  const { test: fleet, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([2, 5]);
  expect((await client.paused()).line).toBe(2);
  await client.resume();
  const stop = await client.paused();
  expect(stop.line).toBe(5);
  expect(await stop.evaluate('count')).toBe(1);
  await client.resume();
  expect(await first).toMatchObject({ count: 1 });
  for (const count of [2, 3]) {
    const running = fleet.result();
    const warm = await client.paused();
    expect([warm.line, await warm.evaluate('count')]).toEqual([5, count]);
    await client.resume();
    expect(await running).toMatchObject({ count });
  }
  expect(fleet.eventsOf('environment.created')).toHaveLength(1);
});

test('A breakpoint that is set while the environment is frozen is hit by the next invocation.', async () => {
  const { test: fleet, file, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([]);
  await first;
  await fleet.nextEvent('environment.frozen');
  await client.setBreakpoint(file, 5);
  await fleet.nextEvent('environment.frozen', () => fleet.eventsOf('environment.frozen').length === 2);
  expect(await client.ask('Runtime.evaluate', { expression: '6 * 7' })).toMatchObject({ result: { value: 42 } });
  const second = fleet.result();
  expect((await client.paused()).line).toBe(5);
  await client.resume();
  expect(await second).toMatchObject({ count: 2 });
});

test('The time at a breakpoint belongs neither to the timeout nor to the duration.', async () => {
  const { test: fleet, attach } = await debugged(PATIENT, 1);
  const response = fleet.invoke();
  const client = await attach([6]);
  await client.paused();
  // Longer than the timeout of the function: were the clock running, the environment would end under the debugger.
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await client.resume();
  const { payload, completed } = await response;
  const { before, after } = JSON.parse(Buffer.from(payload).toString()) as { before: number; after: number };
  expect(before - after).toBeLessThan(500);
  const { metrics } = await completed;
  expect(metrics.durationMs).toBeLessThan(1_000);
  expect(metrics.pausedMs).toBeGreaterThan(1_000);
  expect(fleet.log()).toMatch(/REPORT .*\tPaused In Debugger: 1\d\d\d\.\d\d ms/);
});

test('Under the strict policy a pause longer than the timeout ends the invocation.', async () => {
  const { test: fleet, attach } = await debugged({ ...PATIENT, timeoutPolicy: 'strict' }, 1);
  const response = fleet.invoke();
  const client = await attach([5]);
  await client.paused();
  expect(Buffer.from((await response).payload).toString()).toContain('Task timed out after 1.00 seconds');
  await client.closed;
});

test('Without time limits a function may take as long as it likes.', async () => {
  const { test: fleet, attach } = await debugged({ ...PATIENT, timeoutPolicy: 'off' }, 1);
  const response = fleet.invoke();
  const client = await attach([5]);
  await client.paused();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await client.resume();
  expect((await response).functionError).toBeUndefined();
});

test('After a crash the next process waits for the debugger again, under another address.', async () => {
  const { test: fleet, attach } = await debugged();
  const crashing = fleet.result({ exit: true });
  const first = await attach([]);
  expect(await crashing).toMatchObject({ errorType: 'Runtime.ExitError' });
  await first.closed;
  const next = fleet.result();
  const second = await attach([5]);
  const stop = await second.paused();
  expect(await stop.evaluate('count')).toBe(1);
  await second.resume();
  expect(await next).toMatchObject({ count: 1 });
  const [one, two] = fleet.eventsOf('debugger.waiting').map(({ record }) => record.address);
  expect(one).not.toBe(two);
});

test('Without a debugger the function goes on after the limit and says so.', async () => {
  const { test: fleet } = await debugged({ ...PATIENT, attachLimitMs: 50 });
  expect(await fleet.result()).toMatchObject({ count: 1 });
  const notice = fleet.eventsOf('environment.notice').find(({ record }) => record.message.includes('debugger'));
  expect(notice?.record.message).toMatch(/^No debugger attached within \d+ ms, so the function goes on without one\.$/);
});

test('A debugger that leaves at a breakpoint lets the function run on, and may come back to the warm environment.', async () => {
  const { test: fleet, file, attach } = await debugged();
  const first = fleet.result();
  const client = await attach([5]);
  await client.paused();
  client.close();
  expect(await first).toMatchObject({ count: 1 });
  expect(fleet.eventsOf('debugger.resumed')).toHaveLength(1);
  const [environment] = fleet.fleet.environments();
  const again = await InspectorClient.connect(environment?.debugAddress?.address ?? '');
  await again.attach([{ file, line: 5 }]);
  const second = fleet.result();
  expect(await (await again.paused()).evaluate('count')).toBe(2);
  await again.resume();
  expect(await second).toMatchObject({ count: 2 });
});

test('On request the function stops where its module begins.', async () => {
  const { test: fleet, attach } = await debugged({ ...PATIENT, stopOnInit: true });
  const first = fleet.result();
  const client = await attach([]);
  expect((await client.paused()).line).toBe(1);
  await client.resume();
  expect(await first).toMatchObject({ count: 1 });
});

test('A changed configuration is debugged, too.', async () => {
  const { test: fleet, file, attach } = await debugged();
  await fleet.serve({ codePath: path.dirname(file), memorySize: 256 });
  const first = fleet.result();
  const client = await attach([5]);
  await client.paused();
  await client.resume();
  expect(await first).toMatchObject({ count: 1 });
});

test('Web pages and strangers are refused.', async () => {
  const { test: fleet, attach } = await debugged();
  const first = fleet.result();
  await attach([]);
  await first;
  const address = fleet.eventsOf('debugger.waiting')[0]?.record.address ?? '';
  const { WebSocket } = await import('ws');
  for (const [url, options] of [
    [address, { origin: 'https://example.com' }],
    [address.replace(/[^/]*$/, 'guess'), {}],
  ] as const) {
    const socket = new WebSocket(url, options);
    const refused = await new Promise<string>((resolve) => socket.once('error', (error) => resolve(error.message)));
    expect(refused).toContain('403');
  }
});

test('Neither inspector nor variables of the debugger show in the function or its log.', async () => {
  const fleet = new TestFleet();
  const codePath = functionFolder({
    'index.js':
      'exports.handler = async () => Object.keys(process.env).filter((name) => /DEBUGGER|INSPECT/.test(name));',
  });
  await fleet.serve({ codePath });
  fleet.fleet.debug('tested', PATIENT);
  const first = fleet.result();
  const { record } = await fleet.nextEvent('debugger.waiting');
  const client = await InspectorClient.connect(record.address);
  await client.attach([]);
  expect(await first).toEqual([]);
  expect(fleet.log()).not.toMatch(/Debugger|ws:/);
});
