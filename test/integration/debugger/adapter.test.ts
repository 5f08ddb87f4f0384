import path from 'node:path';
import { expect, test } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { startAdapter, TestChildren, Transcript } from '../../support/lambdaAdapter';
import { isRunning } from '../../support/processes';
import { TestFleet } from '../../support/testFleet';

const SOURCE = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  if (event.exit) process.exit(3);
  return { count };
};
`;
const LAUNCH = { function: 'tested' };

async function prepared() {
  const fleet = new TestFleet();
  const codePath = functionFolder({ 'index.js': SOURCE });
  const runtime = `nodejs${process.versions.node.split('.')[0] ?? ''}.x`;
  await fleet.serve({ codePath, runtime });
  const children = new TestChildren([{ file: path.join(codePath, 'index.js'), line: 3 }]);
  const transcript = new Transcript();
  const client = await startAdapter(fleet, children, transcript);
  return { fleet, children, client, transcript };
}

test('A session from launch to stop, as text.', async () => {
  const { fleet, children, client, transcript } = await prepared();
  await client.initializeRequest();
  await client.launchRequest(LAUNCH as never);
  await client.configurationDoneRequest();
  const debuggerOfOne = await children.client(0);
  await debuggerOfOne.paused();
  transcript.note('the function stands at its breakpoint');
  await client.threadsRequest();
  await debuggerOfOne.resume();
  await fleet.nextEvent('environment.frozen');
  transcript.note('invoked again');
  const again = client.customRequest('invoke', { event: { any: 1 } });
  await debuggerOfOne.paused();
  await debuggerOfOne.resume();
  await again;
  await fleet.nextEvent('environment.frozen', () => fleet.eventsOf('environment.frozen').length === 2);
  await client.threadsRequest();
  transcript.note('the code crashes');
  const crashing = client.customRequest('invoke', { event: { exit: true } });
  await debuggerOfOne.paused();
  await debuggerOfOne.resume();
  await crashing;
  await fleet.nextEvent('environment.reset');
  transcript.note('stopped by the user');
  const { pid } = { pid: fleet.fleet.environments()[0]?.runtimePid };
  const ended = client.waitForEvent('terminated');
  await client.terminateRequest();
  await ended;
  expect(fleet.fleet.environments()).toEqual([]);
  if (pid !== undefined) expect(isRunning(pid)).toBe(false);
  expect(children.started).toEqual(['#1 « tested']);
  await expect(transcript.text()).toMatchFileSnapshot(path.resolve('test/golden/debugAdapter/session.txt'));
});

test('A second environment gets a debugger of its own; the parent shows both.', async () => {
  const { children, client } = await prepared();
  await client.initializeRequest();
  await client.launchRequest({ ...LAUNCH, invocations: 2, concurrency: 2 } as never);
  await client.configurationDoneRequest();
  const [one, two] = [await children.client(0), await children.client(1)];
  await Promise.all([one.paused(), two.paused()]);
  expect((await client.threadsRequest()).body.threads.map(({ name }) => name)).toEqual([
    'Environment #1 (paused, 1 invocation)',
    'Environment #2 (paused, 1 invocation)',
  ]);
  await two.resume();
  await one.resume();
  expect([...children.started].sort()).toEqual(['#1 « tested', '#2 « tested']);
});

test('Stop at a breakpoint ends the environment at once.', async () => {
  const { fleet, children, client } = await prepared();
  await client.initializeRequest();
  await client.launchRequest(LAUNCH as never);
  await client.configurationDoneRequest();
  const child = await children.client(0);
  await child.paused();
  const pid = fleet.fleet.environments()[0]?.runtimePid ?? 0;
  await client.terminateRequest();
  expect(fleet.fleet.environments()).toEqual([]);
  expect(isRunning(pid)).toBe(false);
  await child.closed;
});

test('Disconnect keeps the environment warm, and a later session attaches to it.', async () => {
  const { fleet, children, client } = await prepared();
  await client.initializeRequest();
  await client.launchRequest(LAUNCH as never);
  await client.configurationDoneRequest();
  const child = await children.client(0);
  await child.paused();
  await child.resume();
  await fleet.nextEvent('environment.frozen');
  await client.disconnectRequest({ terminateDebuggee: false });
  const [environment] = fleet.fleet.environments();
  expect(children.detached).toEqual([environment?.id]);
  const later = new TestChildren([]);
  const second = await startAdapter(fleet, later);
  await second.initializeRequest();
  await second.launchRequest(LAUNCH as never);
  const output = second.waitForEvent('output');
  await second.configurationDoneRequest();
  await output;
  expect(fleet.fleet.environments()).toEqual([environment]);
  expect(later.started).toEqual(['#1 « tested']);
});

test('Restart ends the environments and invokes in a new one.', async () => {
  const { fleet, children, client } = await prepared();
  await client.initializeRequest();
  await client.launchRequest(LAUNCH as never);
  await client.configurationDoneRequest();
  await (await children.client(0)).paused();
  await client.customRequest('restart', {});
  const second = await children.client(1);
  await second.paused();
  await second.resume();
  const created = fleet.eventsOf('environment.created').map(({ record }) => record.reason);
  expect(created).toEqual(['first invocation', 'the debug session was restarted']);
});

test('Without debugging the function just runs.', async () => {
  const { fleet, children, client } = await prepared();
  await client.initializeRequest();
  await client.launchRequest({ ...LAUNCH, noDebug: true });
  await client.configurationDoneRequest();
  await fleet.nextEvent('platform.report');
  expect(children.started).toEqual([]);
});

test.each([
  [{}, 'The launch configuration names no function; add "function" (or "handler") to it.'],
  [{ function: 'unknown' }, 'There is no function "unknown".'],
  [{ function: 'tested', invocations: 'many' }, '"invocations" of the launch configuration must be a whole number'],
])('A configuration that cannot work is refused: %j', async (configuration, message) => {
  const { client } = await prepared();
  await client.initializeRequest();
  await expect(client.launchRequest(configuration as never)).rejects.toThrow(message);
});

test('A request out of order does no harm.', async () => {
  const { client } = await prepared();
  await client.initializeRequest();
  await client.customRequest('invoke', {});
  await expect(client.customRequest('nonsense', {})).rejects.toThrow();
  await client.terminateRequest();
});
