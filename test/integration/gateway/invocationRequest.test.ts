import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FunctionUrlServer } from '../../../src/gateway/functionUrlServer';
import { Gateway } from '../../../src/gateway/gateway';
import { LambdaServiceError, UserError } from '../../../src/lambda/errors';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { httpCall, type HttpAnswer, type HttpCallOptions } from './httpCall';
import { Recorder, type Run } from './recorder';

const REQUEST_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('What the gateway makes of a request', () => {
  let recorder: Recorder;
  let gateway: Gateway;
  let url: string;
  let port: number;

  beforeEach(async () => {
    recorder = new Recorder();
    gateway = new Gateway({ invoker: recorder, logger: silentLogger, clock: systemClock });
    ({ url, port } = await gateway.listen({ port: 0 }));
  });

  afterEach(() => gateway.dispose());

  const post = (options: Omit<HttpCallOptions, 'method'>): Promise<HttpAnswer> =>
    httpCall(`${url}/2015-03-31/functions/f/invocations`, { method: 'POST', ...options });

  it('23: passes the payload on byte for byte', async () => {
    const body = ' {"a" :\t"\\u00e9é",\r\n"a":1e400, "b":1.00}\n';
    await post({ body });
    expect(Buffer.from(recorder.requests[0]?.payload ?? []).toString()).toBe(body);
  });

  it('makes an empty object of an empty body', async () => {
    await post({});
    await post({ headers: { 'X-Amz-Invocation-Type': 'Event' } });
    expect(recorder.requests.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['{}', '{}']);
  });

  it('takes the request id of the caller', async () => {
    const answer = await post({ headers: { 'x-amzn-RequestId': REQUEST_ID } });
    expect(recorder.requests[0]?.requestId).toBe(REQUEST_ID);
    expect(answer.headers['x-amzn-requestid']).toBe(REQUEST_ID);
  });

  it('refuses a request id that is not a UUID', async () => {
    const answer = await post({ headers: { 'x-amzn-RequestId': '12' } });
    expect(answer.status).toBe(400);
    expect(answer.headers['x-amzn-errortype']).toBe('InvalidRequestContentException');
    expect(recorder.requests).toEqual([]);
  });

  it('16: continues the trace of the caller, or begins one', async () => {
    const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    expect((await post({ headers: { 'X-Amzn-Trace-Id': traceId } })).headers['x-amzn-trace-id']).toBe(traceId);
    await post({});
    expect(recorder.requests[0]?.traceId).toBe(traceId);
    expect(recorder.requests[1]?.traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/);
  });

  it('17: passes the client context on as one line, because it becomes a header', async () => {
    const clientContext = '{\r\n  "custom": { "key": "a\\nb" }\n}';
    await post({ headers: { 'X-Amz-Client-Context': Buffer.from(clientContext).toString('base64') } });
    expect(recorder.requests[0]?.clientContext).toBe('{   "custom": { "key": "a\\nb" } }');
  });

  it('18: leaves out what the caller left out', async () => {
    await post({ body: '{}' });
    expect(Object.keys(recorder.requests[0] ?? {}).sort()).toEqual(['payload', 'requestId', 'traceId']);
  });

  it.each<[string, Record<string, string>]>([
    ['invocationType', { 'X-Amz-Invocation-Type': 'Later' }],
    ['logType', { 'X-Amz-Log-Type': 'Head' }],
    ['tenantId', { 'X-Amz-Tenant-Id': 'a;b' }],
  ])('refuses a wrong %s', async (parameter, headers) => {
    const answer = await post({ headers });
    expect(answer.status).toBe(400);
    expect(answer.headers['x-amzn-errortype']).toBe('ValidationException');
    expect(answer.body).toContain(`at '${parameter}' failed to satisfy constraint`);
  });

  it.each([
    ['PUT', '/2015-03-31/functions/f/invocations'],
    ['POST', '/2015-03-31/functions//invocations'],
    ['GET', '/2015-03-31/layers'],
    ['GET', '/'],
  ])('says what is served when %s %s is not', async (method, path) => {
    const answer = await httpCall(url + path, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(JSON.parse(answer.body)).toEqual({ message: expect.stringContaining(`${method} ${path}`) as unknown });
  });

  it.each([
    [new UserError('Python 3.13 was not found: install it.'), 'Python 3.13 was not found: install it.'],
    [new Error('a defect'), 'a defect'],
  ])('answers 500 when the function cannot be started: %s', async (error, Message) => {
    recorder.run = () => Promise.reject(error);
    const answer = await post({});
    expect(answer.status).toBe(500);
    expect(answer.headers['x-amzn-errortype']).toBe('ServiceException');
    expect(JSON.parse(answer.body)).toEqual({ Message, Type: 'Service' });
  });

  describe.each(['InvokeWithResponseStream', 'a function URL'])('streaming through %s', (frontDoor) => {
    const megabyte = Buffer.alloc(1_048_576, 'x');
    let server: FunctionUrlServer;
    let socket: Socket;
    let line: string;
    let written: number;

    const send = (run: Run): void => {
      recorder.run = run;
      socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`);
    };

    beforeEach(async () => {
      written = 0;
      server = new FunctionUrlServer({
        invoker: recorder,
        functionName: 'f',
        configuration: { authType: 'NONE', invokeMode: 'RESPONSE_STREAM' },
        logger: silentLogger,
        clock: systemClock,
      });
      const functionUrl = await server.listen({ port: 0 });
      const isFunctionUrl = frontDoor === 'a function URL';
      line = isFunctionUrl ? 'GET /' : 'POST /2021-11-15/functions/f/response-streaming-invocations';
      socket = createConnection(isFunctionUrl ? functionUrl.port : port, '127.0.0.1');
    });

    afterEach(async () => {
      socket.destroy();
      await server.dispose();
    });

    const writeHundred: Run = async ({ responseSink }) => {
      responseSink?.start({ contentType: 'text/plain', streaming: true });
      for (; written < 100; written += 1) await responseSink?.write(megabyte);
      responseSink?.end();
      return undefined;
    };

    it('never gets far ahead of its client', async () => {
      let received = 0;
      let furthest = 0;
      send(writeHundred);
      socket.on('data', (bytes) => {
        received += bytes.length;
        furthest = Math.max(furthest, written * megabyte.length - received);
      });
      while (received < 100 * megabyte.length) await once(socket, 'data');
      expect(furthest).toBeLessThan(50 * megabyte.length);
    });

    it('sends the head before the first chunk', async () => {
      const headSeen = once(socket, 'data');
      send(async ({ responseSink }) => {
        responseSink?.start({ contentType: 'text/plain', streaming: true });
        await headSeen;
        responseSink?.end();
        return undefined;
      });
      expect(String((await headSeen)[0])).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
    });

    it('waits for the end of the stream, also after the invocation has an outcome', async () => {
      let end = (): void => undefined;
      const outcome = new Promise<void>((resolve) => {
        send(({ responseSink }) => {
          responseSink?.start({ contentType: 'text/plain', streaming: true });
          end = () => responseSink?.end({ errorType: 'LateError', errorBody: '{}' });
          resolve();
          return { payload: new Uint8Array() };
        });
      });
      await outcome;
      await once(socket, 'data');
      end();
      let received = '';
      while (!received.endsWith('\r\n\r\n')) received += String((await once(socket, 'data'))[0]);
      expect(received).toContain('LateError');
    });

    it('does not hold the function up when the client leaves', async () => {
      const finished = new Promise<void>((resolve) => {
        send(async (request) => {
          const outcome = await writeHundred(request);
          resolve();
          return outcome;
        });
      });
      await once(socket, 'data');
      socket.destroy();
      await finished;
      expect(written).toBe(100);
    });

    it('cuts the connection when the invoker fails after the start', async () => {
      send(({ responseSink }) => {
        responseSink?.start({ contentType: 'text/plain', streaming: true });
        throw new Error('a defect');
      });
      expect(await text(socket)).not.toMatch(/0\r\n\r\n$/);
    });
  });

  it('ends a stream with the code of a service error', async () => {
    recorder.run = async ({ responseSink }) => {
      responseSink?.start({ contentType: 'text/plain', streaming: true });
      await responseSink?.write(Buffer.from('begun'));
      throw new LambdaServiceError('ServiceException', 500, 'It was stopped.');
    };
    const { body } = await httpCall(`${url}/2021-11-15/functions/f/response-streaming-invocations`, { method: 'POST' });
    expect(body).toContain('begun');
    expect(body).toContain('{"ErrorCode":"ServiceException","ErrorDetails":"It was stopped."}');
  });
});
