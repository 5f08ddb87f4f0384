import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { LambdaServiceError, UserError } from '../../../src/lambda/errors';
import { ActingRuntime } from '../../support/actingRuntime';
import { functionFolder } from '../../support/functionFolder';
import { isRunning } from '../../support/processes';
import { TestFleet } from '../../support/testFleet';

const PID =
  'exports.handler = async (event) => { if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait)); return process.pid; };';

async function served(
  settings: ConstructorParameters<typeof TestFleet>[0] = {},
  configuration = {},
): Promise<TestFleet> {
  const fleet = new TestFleet(settings);
  await fleet.serve({ codePath: functionFolder({ 'index.js': PID }), ...configuration });
  return fleet;
}

describe('choosing an environment', () => {
  test('one environment serves requests that come one after the other', async () => {
    const fleet = await served();
    const pids = [];
    for (let count = 0; count < 20; count += 1) pids.push(await fleet.result());
    expect(new Set(pids).size).toBe(1);
  });

  test('a request follows its predecessor into the same environment without waiting for its end', async () => {
    const fleet = await served();
    for (let count = 0; count < 50; count += 1) await fleet.invoke();
    expect(fleet.eventsOf('environment.created')).toHaveLength(1);
  });

  test('concurrent requests get environments of their own, up to the limit', async () => {
    const fleet = await served({}, { reservedConcurrency: 2 });
    const both = await Promise.all([fleet.result({ wait: 300 }), fleet.result({ wait: 300 })]);
    expect(new Set(both).size).toBe(2);
    const three = [fleet.invoke({ wait: 300 }), fleet.invoke({ wait: 300 }), fleet.invoke()];
    const [, , third] = await Promise.allSettled(three);
    expect(third?.status).toBe('rejected');
    const reason: unknown = third?.status === 'rejected' ? third.reason : undefined;
    expect(reason).toBeInstanceOf(LambdaServiceError);
    expect(reason).toMatchObject({ code: 'TooManyRequestsException', statusCode: 429 });
    expect(fleet.eventsOf('invocation.throttled')).toHaveLength(1);
  });

  test('the most recently used warm environment is chosen', async () => {
    const fleet = await served();
    await Promise.all([fleet.result({ wait: 100 }), fleet.result({ wait: 300 })]);
    const last = fleet.eventsOf('platform.report').at(-1)?.environmentId;
    expect((await fleet.invoke()).environmentId).toBe(last);
  });

  test('tenants never share an environment', async () => {
    const fleet = await served({}, { tenantIsolation: true });
    const first = await fleet.invoke({}, { tenantId: 'a' });
    const second = await fleet.invoke({}, { tenantId: 'b' });
    const again = await fleet.invoke({}, { tenantId: 'a' });
    expect(second.environmentId).not.toBe(first.environmentId);
    expect(again.environmentId).toBe(first.environmentId);
    await expect(fleet.invoke()).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});

describe('the life of an environment', () => {
  test('an idle environment is shut down after its keep-alive', async () => {
    const fleet = await served({ keepAliveMs: 200 });
    const pid = (await fleet.result()) as number;
    const { record } = await fleet.nextEvent('environment.stopped');
    expect([record.reason, record.cause]).toEqual(['SPINDOWN', 'idle for 0 s']);
    expect(isRunning(pid)).toBe(false);
    expect(await fleet.result()).not.toBe(pid);
  });

  test('changed code makes the next invocation cold, and it says why', async () => {
    const folder = functionFolder({ 'index.js': 'exports.handler = async () => 1;' });
    const fleet = new TestFleet({ watchCode: true });
    await fleet.serve({ codePath: folder });
    expect(await fleet.result()).toBe(1);
    writeFileSync(path.join(folder, 'index.js'), 'exports.handler = async () => 2;');
    await fleet.nextEvent('environment.stopped');
    expect(await fleet.result()).toBe(2);
    expect(fleet.eventsOf('environment.created').map(({ record }) => record.reason)).toEqual([
      'first invocation',
      'code changed: index.js',
    ]);
  });

  test('a change that its writer tells is run by the next invocation, without a wait, and is one cold start', async () => {
    const folder = functionFolder({ 'index.js': 'exports.handler = async () => 1;' });
    const fleet = new TestFleet({ watchCode: true });
    await fleet.serve({ codePath: folder });
    expect(await fleet.result()).toBe(1);
    writeFileSync(path.join(folder, 'index.js'), 'exports.handler = async () => 2;');
    fleet.fleet.noticeChange(path.join(folder, 'index.js'));
    expect(await fleet.result()).toBe(2);
    expect(await fleet.result()).toBe(2);
    expect(fleet.eventsOf('environment.created')).toHaveLength(2);
  });

  test('a running invocation finishes with the code it began with', async () => {
    const folder = functionFolder({ 'index.js': PID });
    const fleet = new TestFleet({ watchCode: true });
    await fleet.serve({ codePath: folder });
    await fleet.result();
    const running = fleet.result({ wait: 1_500 });
    await fleet.nextEvent(
      'platform.start',
      ({ monotonicMs }) => monotonicMs > (fleet.eventsOf('platform.report')[0]?.monotonicMs ?? 0),
    );
    appendFileSync(path.join(folder, 'index.js'), '\n// changed');
    expect(await running).toBeTypeOf('number');
    await fleet.nextEvent('environment.stopped');
  });

  test('a changed template beside the code does not recycle, and code that changed with it does', async () => {
    const folder = functionFolder({ 'index.js': PID, 'template.yaml': 'Resources: {}' });
    const fleet = new TestFleet({ watchCode: true, isTemplate: (file) => path.basename(file) === 'template.yaml' });
    await fleet.serve({ codePath: folder });
    const pid = await fleet.result();
    writeFileSync(path.join(folder, 'template.yaml'), 'Resources: { }');
    writeFileSync(path.join(folder, 'index.js'), `${PID}\n// changed`);
    await fleet.nextEvent('environment.stopped');
    expect(await fleet.result()).not.toBe(pid);
    expect(fleet.eventsOf('environment.created').at(-1)?.record.reason).toBe('code changed: index.js');
  });

  test('a function that is served anew can be invoked all the time', async () => {
    const fleet = await served();
    await fleet.result();
    const answers: Promise<unknown>[] = [];
    const serving = fleet.serve({ codePath: functionFolder({ 'index.js': 'exports.handler = async () => "new";' }) });
    const subscription = fleet.fleet.onEvent(({ type }) => {
      // Its environments are shut down now.
      if (type === 'environment.stopped') answers.push(fleet.result());
    });
    expect(fleet.fleet.functions()).toHaveLength(1);
    answers.push(fleet.result());
    await serving;
    subscription.dispose();
    expect(answers).toHaveLength(2);
    expect(await Promise.all(answers)).toEqual(['new', 'new']);
  });

  test('a changed layer recycles, too', async () => {
    const layer = functionFolder({ 'nodejs/node_modules/value/index.js': 'module.exports = 1;' });
    const fleet = new TestFleet({ watchCode: true });
    await fleet.serve({
      codePath: functionFolder({ 'index.js': 'exports.handler = async () => require("value");' }),
      layers: [layer],
    });
    expect(await fleet.result()).toBe(1);
    writeFileSync(path.join(layer, 'nodejs/node_modules/value/index.js'), 'module.exports = 2;');
    await fleet.nextEvent('environment.stopped');
    expect(await fleet.result()).toBe(2);
  });

  test('provisioned environments are initialised and frozen ahead', async () => {
    const fleet = await served({}, { provisionedConcurrency: 2 });
    expect(fleet.eventsOf('platform.initReport')).toHaveLength(2);
    expect(fleet.eventsOf('environment.frozen')).toHaveLength(2);
    expect(fleet.eventsOf('platform.initStart')[0]?.record.initializationType).toBe('provisioned-concurrency');
    const response = await fleet.invoke();
    expect(fleet.eventsOf('environment.created')).toHaveLength(2);
    expect(response.functionError).toBeUndefined();
  });

  test('a runtime that dies while frozen costs the next invocation only a cold start', async () => {
    const fleet = await served();
    const pid = (await fleet.result()) as number;
    process.kill(pid, 'SIGKILL');
    await fleet.nextEvent('environment.reset');
    const next = await fleet.result();
    expect(next).toBeTypeOf('number');
    expect(next).not.toBe(pid);
    expect(fleet.eventsOf('environment.created')).toHaveLength(1);
  });

  test('stopping the fleet answers whoever waits', async () => {
    const fleet = await served({}, { timeout: 60 });
    await fleet.result();
    const waiting = fleet.invoke({ wait: 50_000 });
    await fleet.nextEvent('environment.thawed');
    await fleet.dispose();
    expect((await waiting).functionError).toBe('Unhandled');
  });
});

describe('freezing', () => {
  test('an environment that is needed again at once is not frozen in between', async () => {
    const fleet = await served();
    for (let count = 0; count < 5; count += 1) await fleet.invoke();
    const last = await fleet.nextEvent('environment.frozen');
    expect(fleet.eventsOf('platform.report').filter(({ monotonicMs }) => monotonicMs < last.monotonicMs)).toHaveLength(
      5,
    );
    await fleet.result();
    expect(fleet.eventsOf('environment.thawed')).toHaveLength(1);
  });

  test('the Init limit does not run on while a debugger pauses', async () => {
    const runtime = new ActingRuntime({ settings: { environment: { initLimitMs: 500 } } });
    const { response } = await runtime.begin();
    const [environment] = runtime.fleet.fleet.environments();
    environment?.debuggerPaused();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    environment?.debuggerResumed();
    await runtime.serveOne('"done"');
    await response;
    expect(runtime.fleet.eventsOf('platform.initReport').map(({ record }) => record.status)).toEqual(['success']);
  });
});

describe('what cannot be served', () => {
  test('an unknown function and an unknown alias', async () => {
    const fleet = await served();
    await expect(fleet.invoke({}, {}, 'other')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(fleet.invoke({}, { qualifier: '7' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  test('an unknown runtime is refused with the known ones', async () => {
    const fleet = new TestFleet();
    await expect(fleet.serve({ runtime: 'cobol85', codePath: functionFolder({}) })).rejects.toBeInstanceOf(UserError);
  });

  test('a function in state Pending', async () => {
    const fleet = await served({}, { state: 'Pending' });
    await expect(fleet.invoke()).rejects.toMatchObject({ code: 'ResourceConflictException' });
  });
});
