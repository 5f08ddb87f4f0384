import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import { ActingRuntime, requestIdOf } from '../support/actingRuntime';
import { statement } from './statement';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LIMIT = 6_291_556;

function text(payload: Uint8Array): string {
  return Buffer.from(payload).toString();
}

describe('A. Server and topology', () => {
  statement(1, 'host:port without scheme serves the five API families', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    expect(await runtime.api()).toMatch(/^[\d.]+:\d+$/);
    const families: [string, string, number][] = [
      ['GET', '/2018-06-01/ping', 200],
      ['POST', '/2020-01-01/extension/register', 403],
      ['PUT', '/2022-07-01/telemetry', 403],
      ['PUT', '/2020-08-15/logs', 403],
      ['GET', '/2026-01-15/metadata/execution-environment', 401],
    ];
    for (const [method, path, status] of families) {
      expect([path, (await runtime.call(path, { method, body: '{}' })).status]).toEqual([path, status]);
    }
  });

  statement(2, 'ping answers pong', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const answer = await runtime.call('/2018-06-01/ping');
    expect([answer.status, answer.text]).toEqual([200, 'pong']);
  });

  statement(3, 'unknown path 404, wrong method 405', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    expect((await runtime.call('/2018-06-01/nothing')).status).toBe(404);
    expect((await runtime.call('/')).status).toBe(404);
    expect((await runtime.post('/2018-06-01/runtime/invocation/next', '')).status).toBe(405);
    expect((await runtime.call('/2018-06-01/runtime/init/error')).status).toBe(405);
    expect((await runtime.call('/2020-01-01/extension/register')).status).toBe(405);
  });

  statement(4, 'JSON errors have exactly errorMessage and errorType', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const answer = await runtime.respond('nobody', '');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(Object.keys(answer.json() as object).sort()).toEqual(['errorMessage', 'errorType']);
  });

  statement(5, 'accepted POSTs answer 202 with status OK', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const answer = await runtime.serveOne('1');
    expect([answer.status, answer.json()]).toEqual([202, { status: 'OK' }]);
  });

  statement(6, 'no idle timeout of the server', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const [host = '', port = ''] = (await runtime.api()).split(':');
    const socket = connect(Number(port), host);
    socket.write(`GET /2018-06-01/ping HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
    const head = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    // A server that would close an idle connection says so in the Keep-Alive header.
    expect(head.toLowerCase()).not.toContain('timeout=');
    socket.destroy();
  });

  statement(7, 'one connection carries next, response, next - also pipelined', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const [host = '', port = ''] = (await runtime.api()).split(':');
    const socket = connect(Number(port), host);
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const next = `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
    const answerTo = (id: string, body: string): string =>
      `POST /2018-06-01/runtime/invocation/${id}/response HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;
    const idOf = async (occurrence: number): Promise<string> => {
      const pattern = /lambda-runtime-aws-request-id: (\S+)/gi;
      await expect.poll(() => [...received.matchAll(pattern)].length).toBe(occurrence);
      return [...received.matchAll(pattern)][occurrence - 1]?.[1] ?? '';
    };
    socket.write(next);
    socket.write(answerTo(await idOf(1), '"first"') + next);
    expect(text((await response).payload)).toBe('"first"');
    const second = runtime.fleet.invoke();
    socket.write(answerTo(await idOf(2), '"second"') + next);
    expect(text((await second).payload)).toBe('"second"');
    socket.destroy();
  });
});

describe('B. next', () => {
  statement(11, 'next blocks while no event is pending', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    await runtime.serveOne('"one"');
    await response;
    const order: string[] = [];
    const next = runtime.next().then((answer) => {
      order.push('next answered');
      return answer;
    });
    await runtime.call('/2018-06-01/ping');
    order.push('ping answered');
    const second = runtime.fleet.invoke();
    await runtime.respond(requestIdOf(await next), '2');
    await second;
    expect(order).toEqual(['ping answered', 'next answered']);
  });

  statement(12, 'request id is a UUID, the same that the caller gets', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const id = requestIdOf(await runtime.next());
    expect(id).toMatch(UUID);
    await runtime.respond(id, '1');
    expect((await response).requestId).toBe(id);
  });

  statement(13, 'deadline is start plus timeout in epoch milliseconds', async () => {
    const runtime = new ActingRuntime({ configuration: { timeout: 30 } });
    await runtime.begin();
    const answer = await runtime.next();
    const start = await runtime.fleet.nextEvent('platform.start');
    const deadline = String(answer.headers['lambda-runtime-deadline-ms']);
    expect(deadline).toMatch(/^\d+$/);
    expect(Math.abs(Number(deadline) - (start.epochMs + 30_000))).toBeLessThanOrEqual(50);
  });

  statement([14, 15], 'the ARN is as invoked: unqualified, $LATEST, version or alias', async () => {
    const runtime = new ActingRuntime({ configuration: { aliases: { live: '$LATEST' } } });
    const { response } = await runtime.begin();
    const arns: unknown[] = [];
    const serve = async (): Promise<void> => {
      const answer = await runtime.next();
      arns.push(answer.headers['lambda-runtime-invoked-function-arn']);
      await runtime.respond(requestIdOf(answer), '1');
    };
    await serve();
    await response;
    for (const qualifier of ['$LATEST', 'live']) {
      const invoked = runtime.fleet.invoke({}, { qualifier });
      await serve();
      await invoked;
    }
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:tested';
    expect(arns).toEqual([arn, `${arn}:$LATEST`, `${arn}:live`]);
  });

  statement([16, 22], 'trace id and content type', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const { headers } = await runtime.next();
    expect(headers['lambda-runtime-trace-id']).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/,
    );
    expect(headers['content-type']).toBe('application/json');
  });

  statement([17, 19, 20], 'client context, identity and tenant are passed on', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin({
      clientContext: '{"custom":{"é":1}}',
      cognitoIdentity: { cognitoIdentityId: 'a', cognitoIdentityPoolId: 'b' },
      tenantId: 'tenant-1',
    });
    const { headers } = await runtime.next();
    const clientContext = Buffer.from(String(headers['lambda-runtime-client-context']), 'latin1').toString();
    expect(clientContext).toBe('{"custom":{"é":1}}');
    expect(JSON.parse(String(headers['lambda-runtime-cognito-identity']))).toEqual({
      cognitoIdentityId: 'a',
      cognitoIdentityPoolId: 'b',
    });
    expect(headers['lambda-runtime-aws-tenant-id']).toBe('tenant-1');
  });

  statement(18, 'absent values have no header', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const names = Object.keys((await runtime.next()).headers);
    expect(names).not.toContain('lambda-runtime-client-context');
    expect(names).not.toContain('lambda-runtime-cognito-identity');
    expect(names).not.toContain('lambda-runtime-aws-tenant-id');
  });

  statement(21, 'the invocation id differs between attempts of one request', async () => {
    const runtime = new ActingRuntime();
    const requestId = '11111111-2222-3333-4444-555555555555';
    const { response } = await runtime.begin({ requestId });
    const first = await runtime.next();
    await runtime.respond(requestId, '1');
    await response;
    const again = runtime.fleet.invoke({}, { requestId });
    const second = await runtime.next();
    await runtime.respond(requestId, '1');
    await again;
    expect(requestIdOf(second)).toBe(requestIdOf(first));
    expect(first.headers['lambda-runtime-invocation-id']).toMatch(UUID);
    expect(second.headers['lambda-runtime-invocation-id']).not.toBe(first.headers['lambda-runtime-invocation-id']);
  });

  statement(23, 'the body is byte-identical to the event', async () => {
    const runtime = new ActingRuntime();
    const payload = Buffer.from('{ "a" :\t"\\u00e9é"\n}');
    await runtime.begin({ payload });
    expect((await runtime.next()).body.equals(payload)).toBe(true);
  });

  statement(24, 'a second next while running returns the same event', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin({ payload: Buffer.from('{"n":1}') });
    const [first, second] = [await runtime.next(), await runtime.next()];
    expect([second.status, second.text, requestIdOf(second)]).toEqual([200, first.text, requestIdOf(first)]);
  });

  statement(25, 'two blocked next requests do not get different events', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    await runtime.serveOne('0');
    await response;
    const both = [runtime.next(), runtime.next()];
    await runtime.call('/2018-06-01/ping');
    const invoked = runtime.fleet.invoke();
    const ids = (await Promise.all(both)).map(requestIdOf);
    await runtime.respond(ids[0] ?? '', '1');
    await invoked;
    expect(ids[1]).toBe(ids[0]);
  });

  statement(26, 'next after the response ends the invoke phase', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    await runtime.serveOne('1');
    const answered = await response;
    await runtime.call('/2018-06-01/ping');
    expect(runtime.fleet.eventsOf('platform.report')).toEqual([]);
    void runtime.next().catch(() => undefined);
    expect((await answered.completed).status).toBe('success');
  });
});

describe('C. Buffered responses', () => {
  statement([27, 28], 'the caller gets the same bytes, JSON or not', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    expect((await runtime.serveOne('SUCCESS')).status).toBe(202);
    expect(text((await response).payload)).toBe('SUCCESS');
    const second = runtime.fleet.invoke();
    await runtime.serveOne(Buffer.from([0, 255, 10]));
    expect([...(await second).payload]).toEqual([0, 255, 10]);
  });

  statement([29, 30, 32], 'a wrong request id is reported before the state', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const before = await runtime.respond('11111111-2222-3333-4444-555555555555', '1');
    await runtime.next();
    const running = await runtime.respond('11111111-2222-3333-4444-555555555555', '1');
    for (const answer of [before, running]) {
      expect([answer.status, answer.json()]).toEqual([
        400,
        { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' },
      ]);
    }
  });

  statement(31, 'a second response for one id is refused', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const id = requestIdOf(await runtime.next());
    await runtime.respond(id, '1');
    const again = await runtime.respond(id, '2');
    expect([again.status, again.json()]).toEqual([
      403,
      {
        errorMessage:
          'State transition from RuntimeResponseSentState to InvocationResponse failed for runtime. Error: State transition is not allowed',
        errorType: 'InvalidStateTransition',
      },
    ]);
  });

  statement(33, 'the invocation id is checked when it is sent', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const event = await runtime.next();
    const id = requestIdOf(event);
    const wrong = await runtime.respond(id, '1', { 'Lambda-Runtime-Invocation-Id': 'other' });
    expect([wrong.status, (wrong.json() as { errorType: string }).errorType]).toEqual([400, 'InvalidInvocationId']);
    const right = String(event.headers['lambda-runtime-invocation-id']);
    expect((await runtime.respond(id, '"ok"', { 'Lambda-Runtime-Invocation-Id': right })).status).toBe(202);
    expect(text((await response).payload)).toBe('"ok"');
  });

  statement(34, 'a body of exactly the limit is accepted', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    expect((await runtime.serveOne(Buffer.alloc(LIMIT, 65))).status).toBe(202);
    expect((await response).payload.length).toBe(LIMIT);
  });

  statement([35, 36, 37, 38], 'one byte more is refused, the environment stays usable', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const id = requestIdOf(await runtime.next());
    const refused = await runtime.respond(id, Buffer.alloc(LIMIT + 1, 65));
    expect([refused.status, refused.json()]).toEqual([
      413,
      { errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).', errorType: 'RequestEntityTooLarge' },
    ]);
    const answer = await response;
    expect(answer.functionError).toBe('Unhandled');
    expect(text(answer.payload)).toBe(
      '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
    );
    expect((await runtime.error(id, '{}')).status).toBe(403);
    const second = runtime.fleet.invoke();
    await runtime.serveOne('"works"');
    expect(text((await second).payload)).toBe('"works"');
    expect(runtime.fleet.eventsOf('platform.initStart')).toHaveLength(1);
  });

  statement(39, 'a truncated body fails the invocation', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const id = requestIdOf(await runtime.next());
    const [host = '', port = ''] = (await runtime.api()).split(':');
    const sent = request({
      host,
      port,
      method: 'POST',
      path: `/2018-06-01/runtime/invocation/${id}/response`,
      headers: { 'Content-Length': '100' },
    });
    sent.on('error', () => undefined);
    sent.write('short', () => sent.destroy());
    const answer = await response;
    expect([answer.functionError, (JSON.parse(text(answer.payload)) as { errorType: string }).errorType]).toEqual([
      'Unhandled',
      'Runtime.TruncatedResponse',
    ]);
  });

  statement([40, 41], 'an unknown response mode fails the invocation and resets the environment', async () => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const id = requestIdOf(await runtime.next());
    const refused = await runtime.respond(id, '1', { 'Lambda-Runtime-Function-Response-Mode': 'foo' });
    expect([refused.status, (refused.json() as { errorType: string }).errorType]).toEqual([
      400,
      'InvalidFunctionResponseMode',
    ]);
    const answer = await response;
    expect((JSON.parse(text(answer.payload)) as { errorType: string }).errorType).toBe(
      'Runtime.InvalidResponseModeHeader',
    );
    await runtime.fleet.nextEvent('environment.reset');
  });
});

describe('E. Errors', () => {
  const failed = async (
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ runtime: ActingRuntime; status: number; payload: string; functionError: string | undefined }> => {
    const runtime = new ActingRuntime();
    const { response } = await runtime.begin();
    const { status } = await runtime.error(requestIdOf(await runtime.next()), body, headers);
    const answer = await response;
    return { runtime, status, payload: text(answer.payload), functionError: answer.functionError };
  };

  statement([53, 54], 'the posted body reaches the caller verbatim, even none', async () => {
    const withBody = await failed(' {"errorMessage": "m"}');
    expect([withBody.status, withBody.payload, withBody.functionError]).toEqual([
      202,
      ' {"errorMessage": "m"}',
      'Unhandled',
    ]);
    const without = await failed('');
    expect([without.status, without.payload, without.functionError]).toEqual([202, '', 'Unhandled']);
  });

  statement([55, 56], 'error types are normalised and the payload is not', async () => {
    const { normaliseErrorType } = await import('../../src/environment/failures');
    expect(['foo', 'Function.bad1', 'Runtime.MyError', 'xxRuntime.Abc', undefined].map(normaliseErrorType)).toEqual([
      'Runtime.Unknown',
      'Function.Unknown',
      'Runtime.MyError',
      'xxRuntime.Abc',
      'Runtime.Unknown',
    ]);
    const { payload } = await failed('{"errorType":"foo"}', { 'Lambda-Runtime-Function-Error-Type': 'foo' });
    expect(payload).toBe('{"errorType":"foo"}');
  });

  statement([57, 58], 'the cause is split off; an unreadable body is replaced', async () => {
    const type = { 'Content-Type': 'application/vnd.aws.lambda.error.cause+json' };
    const good = await failed(
      '{"errorMessage":"m","errorType":"t","stackTrace":[],"errorCause":{"message":"x"}}',
      type,
    );
    expect(JSON.parse(good.payload)).toEqual({ errorMessage: 'm', errorType: 't', stackTrace: [] });
    expect((await failed('{broken', type)).payload).toBe('"Invalid error body"');
  });

  statement(59, 'a long or broken X-Ray cause does not matter', async () => {
    const header = 'Lambda-Runtime-Function-XRay-Error-Cause';
    expect((await failed('{}', { [header]: `{"message":"${'x'.repeat(70_000)}"}` })).status).toBe(202);
    expect((await failed('{}', { [header]: '{broken' })).status).toBe(202);
  });

  statement(60, 'the environment is used again after an error', async () => {
    const { runtime } = await failed('{}');
    const second = runtime.fleet.invoke();
    await runtime.serveOne('"again"');
    expect(text((await second).payload)).toBe('"again"');
    expect(runtime.fleet.eventsOf('environment.created')).toHaveLength(1);
    expect(runtime.fleet.eventsOf('platform.initStart')).toHaveLength(1);
  });

  statement(62, 'init/error after the first next is refused', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    await runtime.next();
    const answer = await runtime.post('/2018-06-01/runtime/init/error', '{}');
    expect([answer.status, (answer.json() as { errorMessage: string }).errorMessage]).toEqual([
      403,
      'State transition from Running to InitError failed for runtime. Error: State transition is not allowed',
    ]);
  });

  statement([65, 66], 'next after init/error is refused in the platform’s words', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    const api = await runtime.api();
    const { callApi } = await import('../support/apiCaller');
    const reported = callApi(api, '/2018-06-01/runtime/init/error', { method: 'POST', body: '{"errorType":"x"}' });
    const next = callApi(api, '/2018-06-01/runtime/invocation/next').catch(() => undefined);
    expect((await reported).status).toBe(202);
    const answer = await next;
    // The environment is being reset: the connection may be gone before the answer.
    if (answer !== undefined) {
      expect([answer.status, (answer.json() as { errorMessage: string }).errorMessage]).toEqual([
        403,
        'State transition from InitError to Ready failed for runtime. Error: State transition is not allowed',
      ]);
    }
  });

  statement(67, 'SnapStart endpoints do not exist', async () => {
    const runtime = new ActingRuntime();
    await runtime.begin();
    expect((await runtime.call('/2018-06-01/runtime/restore/next')).status).toBe(404);
    expect((await runtime.post('/2018-06-01/runtime/restore/error', '{}')).status).toBe(404);
  });
});
