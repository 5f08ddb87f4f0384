import { describe, expect } from 'vitest';
import type { ExtensionStateName } from '../../src/environment/runtimeApi/stateMachines';
import { ActingRuntime, requestIdOf } from '../support/actingRuntime';
import type { ApiAnswer } from '../support/apiCaller';
import { functionFolder } from '../support/functionFolder';
import { recordText, TestFleet } from '../support/testFleet';
import { statement } from './statement';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STAND_IN = '#!/bin/sh\necho "api=$AWS_LAMBDA_RUNTIME_API"\nexec sleep 600\n';

function refusal(answer: ApiAnswer): [number, string, string] {
  const { errorType, errorMessage } = answer.json() as { errorType: string; errorMessage: string };
  return [answer.status, errorType, errorMessage];
}

function registration(
  runtime: ActingRuntime,
  name: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  return runtime.post('/2020-01-01/extension/register', body, { 'Lambda-Extension-Name': name, ...headers });
}

describe('G. Registration', () => {
  statement([74, 75], 'files directly under extensions start before the runtime, which waits for them', async () => {
    const runtime = new ActingRuntime({ extensions: ['first', 'second'] });
    await runtime.begin();
    const starts = (): number => runtime.fleet.eventsOf('function').length;
    const first = await runtime.register('first', []);
    await runtime.call('/2018-06-01/ping');
    expect(starts()).toBe(0);
    const second = await runtime.register('second', []);
    await runtime.fleet.nextEvent('function');
    expect([first, second].every((identifier) => UUID.test(identifier))).toBe(true);
  });

  statement([74, 107], 'sub-directories are ignored; what cannot be executed is a launch error', async () => {
    const layer = functionFolder({ 'extensions/folder/inner!': STAND_IN, 'extensions/plain': STAND_IN });
    const fleet = new TestFleet();
    await fleet.serve({
      runtime: 'provided.al2023',
      codePath: functionFolder({ 'bootstrap!': STAND_IN }),
      layers: [layer],
    });
    const answer = await fleet.invoke();
    expect((JSON.parse(Buffer.from(answer.payload).toString()) as { errorType: string }).errorType).toBe(
      'Extension.LaunchError',
    );
    const garbage = functionFolder({ 'extensions/garbage!': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]) });
    await fleet.serve({
      runtime: 'provided.al2023',
      codePath: functionFolder({ 'bootstrap!': STAND_IN }),
      layers: [garbage],
    });
    await fleet.invoke();
    expect(fleet.eventsOf('environment.reset').map(({ record }) => record.errorType)).toContain(
      'Extension.LaunchError',
    );
    expect(new Set(fleet.eventsOf('environment.reset').map(({ record }) => record.errorType))).toEqual(
      new Set(['Extension.LaunchError']),
    );
  });

  statement(76, 'the answer names function, version and handler', async () => {
    const runtime = new ActingRuntime({ configuration: { handler: 'some.handler' } });
    await runtime.begin();
    const answer = await registration(runtime, 'internal', '{"events":["INVOKE"]}');
    expect(answer.status).toBe(200);
    expect(answer.headers['lambda-extension-identifier']).toMatch(UUID);
    expect(answer.json()).toEqual({ functionName: 'tested', functionVersion: '$LATEST', handler: 'some.handler' });
  });

  statement(77, 'the account id is given only to who asks for it', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const accept = { 'Lambda-Extension-Accept-Feature': 'other, accountId ' };
    expect((await registration(runtime, 'asking', '{}', accept)).json()).toHaveProperty('accountId', '123456789012');
    expect((await registration(runtime, 'silent', '{}')).json()).not.toHaveProperty('accountId');
  });

  statement([78, 79, 80, 81, 82], 'what is wrong with a registration is said', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    expect(refusal(await runtime.post('/2020-01-01/extension/register', '{}'))).toEqual([
      403,
      'Extension.InvalidExtensionName',
      'Empty extension name',
    ]);
    expect(refusal(await registration(runtime, 'e', '{broken')).slice(0, 2)).toEqual([403, 'InvalidRequestFormat']);
    expect(refusal(await registration(runtime, 'e', '{"configurationKeys":["a"]}'))).toEqual([
      403,
      'InvalidRequestFormat',
      'configurationKeys are deprecated; use environment variables instead',
    ]);
    expect(refusal(await registration(runtime, 'e', '{"events":["FOO"]}'))).toEqual([
      403,
      'Extension.InvalidEventType',
      'FOO: ErrorInvalidEventType',
    ]);
    expect(refusal(await registration(runtime, 'e', '{"events":["SHUTDOWN"]}'))).toEqual([
      403,
      'Extension.InvalidEventType',
      'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
    ]);
  });

  statement([83, 84], 'nobody registers twice', async () => {
    const runtime = new ActingRuntime({ extensions: ['outside'] });
    await runtime.begin();
    await runtime.register('outside', []);
    expect(refusal(await registration(runtime, 'outside', '{}'))).toEqual([
      403,
      'Extension.InvalidExtensionState',
      'State transition from Registered to Registered failed for extension outside. Error: State transition is not allowed',
    ]);
    await runtime.register('inside', []);
    expect(refusal(await registration(runtime, 'inside', '{}'))).toEqual([
      403,
      'Extension.InvalidExtensionState',
      'Extension with this name already registered',
    ]);
  });

  statement(85, 'the 11th extension is refused', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    for (let index = 1; index <= 10; index += 1) {
      expect((await registration(runtime, `internal-${String(index)}`, '{}')).status).toBe(200);
    }
    expect(refusal(await registration(runtime, 'internal-11', '{}'))).toEqual([
      403,
      'Extension.TooManyExtensions',
      'Extension limit (10) reached',
    ]);
  });

  statement(86, '11 executables fail the init', async () => {
    const names = Array.from({ length: 11 }, (_, index) => [`extensions/e${String(index)}!`, STAND_IN]);
    const fleet = new TestFleet();
    await fleet.serve({
      runtime: 'provided.al2023',
      codePath: functionFolder({ 'bootstrap!': STAND_IN }),
      layers: [functionFolder(Object.fromEntries(names) as Record<string, string>)],
    });
    const answer = await fleet.invoke();
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toMatchObject({ errorType: 'Extension.LaunchError' });
  });

  statement(87, 'registration closes with the first next of the runtime', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    await runtime.next();
    expect(refusal(await registration(runtime, 'late', '{}'))).toEqual([
      403,
      'Extension.RegistrationClosed',
      'Extension registration closed already',
    ]);
  });

  statement(88, 'an extension without events is legal and gets none', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const identifier = await runtime.register('silent', []);
    const event = runtime.nextExtensionEvent(identifier).catch(() => 'connection closed');
    await runtime.serveOne('1');
    const answered = await response;
    void runtime.next().catch(() => undefined);
    expect((await answered.completed).status).toBe('success');
    await runtime.fleet.dispose();
    expect(await event).toBe('connection closed');
  });

  statement(89, 'the disabling file switches extensions off', async () => {
    const layer = functionFolder({ 'extensions/never!': STAND_IN, 'disable-extensions-jwigqn8j': '' });
    const runtime = new ActingRuntime({ configuration: { layers: [layer] } });
    await runtime.begin();
    expect((await registration(runtime, 'never', '{}')).status).toBe(404);
    expect((await runtime.call('/2020-01-01/extension/event/next')).status).toBe(404);
    expect((await runtime.call('/2022-07-01/telemetry', { method: 'PUT' })).status).toBe(404);
    expect(runtime.fleet.eventsOf('extension')).toEqual([]);
  });

  statement([90, 91], 'extensions see the user’s variables and not the runtime’s', async () => {
    const layer = functionFolder({ 'extensions/spy!': '#!/bin/sh\nenv\nexec sleep 600\n' });
    const fleet = new TestFleet({ environment: { credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } } });
    await fleet.serve({
      runtime: 'provided.al2023',
      codePath: functionFolder({ 'bootstrap!': STAND_IN }),
      layers: [layer],
      environment: { TABLE: 'orders' },
    });
    fleet.invoke().catch(() => undefined);
    await fleet.nextEvent('extension', ({ record }) => recordText(record).startsWith('TABLE='));
    await fleet.nextEvent('extension', ({ record }) => recordText(record).startsWith('AWS_SECRET_ACCESS_KEY='));
    const hidden =
      /^(AWS_EXECUTION_ENV|AWS_LAMBDA_LOG_GROUP_NAME|AWS_LAMBDA_LOG_STREAM_NAME|AWS_XRAY_CONTEXT_MISSING|AWS_XRAY_DAEMON_ADDRESS|LAMBDA_RUNTIME_DIR|LAMBDA_TASK_ROOT|_AWS_XRAY_DAEMON_ADDRESS|_AWS_XRAY_DAEMON_PORT|_HANDLER)=/;
    const lines = fleet.eventsOf('extension').map(({ record }) => recordText(record));
    expect(lines.filter((line) => hidden.test(line))).toEqual([]);
  });
});

describe('H. Events', () => {
  statement([92, 93, 94], 'INVOKE carries id, ARN and deadline of the invocation', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const identifier = await runtime.register('internal', ['INVOKE']);
    const waiting = runtime.nextExtensionEvent(identifier);
    const event = await runtime.next();
    const invoke = await waiting;
    const body = invoke.json() as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual(['deadlineMs', 'eventType', 'invokedFunctionArn', 'requestId', 'tracing']);
    expect(body).toMatchObject({
      eventType: 'INVOKE',
      requestId: requestIdOf(event),
      invokedFunctionArn: event.headers['lambda-runtime-invoked-function-arn'],
      deadlineMs: Number(event.headers['lambda-runtime-deadline-ms']),
      tracing: { type: 'X-Amzn-Trace-Id', value: event.headers['lambda-runtime-trace-id'] },
    });
    expect(invoke.headers['lambda-extension-event-identifier']).toMatch(UUID);
    await runtime.respond(requestIdOf(event), '1');
    await response;
    const [again, next] = [runtime.nextExtensionEvent(identifier), runtime.next()];
    await runtime.fleet.nextEvent('platform.report');
    const second = runtime.fleet.invoke();
    expect((await again).headers['lambda-extension-event-identifier']).not.toBe(
      invoke.headers['lambda-extension-event-identifier'],
    );
    await runtime.respond(requestIdOf(await next), '1');
    await second;
  });

  statement(95, 'tracing is omitted without a trace id', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin({ traceId: '' });
    const identifier = await runtime.register('internal', ['INVOKE']);
    const waiting = runtime.nextExtensionEvent(identifier);
    const event = await runtime.next();
    expect((await waiting).json()).not.toHaveProperty('tracing');
    expect(event.headers).not.toHaveProperty('lambda-runtime-trace-id');
  });

  statement(96, 'missing, malformed and unknown identifiers', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const ask = (headers: Record<string, string>): Promise<ApiAnswer> =>
      runtime.call('/2020-01-01/extension/event/next', { headers });
    const unknown = '11111111-2222-3333-4444-555555555555';
    expect(refusal(await ask({}))).toEqual([
      403,
      'Extension.MissingExtensionIdentifier',
      'Missing Lambda-Extension-Identifier header',
    ]);
    expect(refusal(await ask({ 'Lambda-Extension-Identifier': 'x' }))).toEqual([
      403,
      'Extension.InvalidExtensionIdentifier',
      'Invalid Lambda-Extension-Identifier',
    ]);
    expect(refusal(await ask({ 'Lambda-Extension-Identifier': unknown }))).toEqual([
      403,
      'Extension.UnknownExtensionIdentifier',
      `Unknown extension ${unknown}`,
    ]);
  });

  statement(97, 'init waits for the next of every extension', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const identifier = await runtime.register('internal', []);
    const next = runtime.next();
    await runtime.call('/2018-06-01/ping');
    expect(runtime.fleet.eventsOf('platform.initReport')).toEqual([]);
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    await next;
    expect(runtime.fleet.eventsOf('platform.initReport')).toHaveLength(1);
  });

  statement([98, 99], 'the caller does not wait for extensions, the phase does', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const identifier = await runtime.register('internal', ['INVOKE']);
    const waiting = runtime.nextExtensionEvent(identifier);
    await runtime.serveOne('"early"');
    const answer = await response;
    expect(Buffer.from(answer.payload).toString()).toBe('"early"');
    await waiting;
    void runtime.next().catch(() => undefined);
    await runtime.fleet.nextEvent('platform.runtimeDone');
    expect(runtime.fleet.eventsOf('platform.report')).toEqual([]);
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    expect((await answer.completed).status).toBe('success');
  });

  statement(100, 'nobody waits for an extension that takes SHUTDOWN only', async () => {
    const runtime = new ActingRuntime({ extensions: ['cleaner'] });
    const { response } = await runtime.begin();
    const identifier = await runtime.register('cleaner', ['SHUTDOWN']);
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    await runtime.serveOne('1');
    void runtime.next().catch(() => undefined);
    expect((await (await response).completed).status).toBe('success');
  });

  statement(101, 'a hanging INVOKE extension times the invocation out after the answer', async () => {
    const runtime = new ActingRuntime({ extensions: ['hanging'], configuration: { timeout: 1 } });
    const { response } = await runtime.begin();
    const identifier = await runtime.register('hanging', ['INVOKE', 'SHUTDOWN']);
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    await runtime.serveOne('"answered"');
    const answer = await response;
    expect([answer.functionError, Buffer.from(answer.payload).toString()]).toEqual([undefined, '"answered"']);
    void runtime.next().catch(() => undefined);
    expect((await answer.completed).status).toBe('timeout');
    expect((await runtime.fleet.nextEvent('environment.reset')).record.reason).toBe('TIMEOUT');
  });

  const report = (runtime: ActingRuntime, kind: string, identifier: string, errorType?: string): Promise<ApiAnswer> =>
    runtime.post(`/2020-01-01/extension/${kind}/error`, '', {
      'Lambda-Extension-Identifier': identifier,
      ...(errorType === undefined ? {} : { 'Lambda-Extension-Function-Error-Type': errorType }),
    });

  statement(102, 'init/error needs its error type', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const identifier = await runtime.register('internal', []);
    expect(refusal(await report(runtime, 'init', identifier)).slice(0, 2)).toEqual([403, 'Extension.MissingHeader']);
  });

  statement([103, 104], 'error reports by state', async () => {
    const { extensionStateMachine } = await import('../../src/environment/runtimeApi/stateMachines');
    const enter = (...states: ExtensionStateName[]): boolean[] => {
      const machine = extensionStateMachine();
      return states.map((state) => machine.enter(state));
    };
    expect(enter('Registered', 'InitError', 'InitError', 'Ready')).toEqual([true, true, true, false]);
    expect(enter('Registered', 'Ready', 'InitError', 'ExitError', 'ExitError')).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);

    const runtime = new ActingRuntime();
    await runtime.begin();
    const identifier = await runtime.register('internal', []);
    expect((await report(runtime, 'init', identifier, 'Extension.Reason')).status).toBe(202);
    expect((await runtime.fleet.nextEvent('environment.reset')).record.errorType).toBe('Extension.InitError');
  });

  statement(105, 'an extension that exits during init is reported as a crash', async () => {
    const fleet = new TestFleet();
    await fleet.serve({
      runtime: 'provided.al2023',
      codePath: functionFolder({ 'bootstrap!': STAND_IN }),
      layers: [functionFolder({ 'extensions/crashing!': '#!/bin/sh\nexit 1\n' })],
    });
    const answer = await fleet.invoke();
    await answer.completed;
    expect(JSON.parse(Buffer.from(answer.payload).toString())).toEqual({
      errorType: 'Extension.Crash',
      errorMessage: `RequestId: ${answer.requestId} Error: exit status 1`,
    });
    expect(fleet.log()).toMatch(
      /INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Extension.Crash\n/,
    );
  });

  statement(106, 'exit/error before the exit wins', async () => {
    const runtime = new ActingRuntime({ extensions: ['leaving'] });
    const { response } = await runtime.begin();
    const identifier = await runtime.register('leaving', []);
    await report(runtime, 'exit', identifier, 'Extension.Reason');
    await response;
    expect(runtime.fleet.eventsOf('environment.reset')[0]?.record.errorType).toBe('Extension.ExitError');
  });
});
