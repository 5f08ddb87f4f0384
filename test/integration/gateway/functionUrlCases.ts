import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionUrlEvent } from '../../../src/gateway/functionUrlEvent';
import { FunctionUrlServer } from '../../../src/gateway/functionUrlServer';
import type { FunctionUrlConfiguration } from '../../../src/lambda/functionConfiguration';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { httpCall, type HttpAnswer, type HttpCallOptions } from './httpCall';
import type { StartedInvoker, StartInvoker } from './invokeApiCases';
import { SERVED_FUNCTIONS } from './servedFunctions';
import { listeningSignals } from './signals';

const JSON_BODY = { 'Content-Type': 'application/json' };

/** Statements of the contract that a client of a function URL can see. */
export function describeFunctionUrls(invokerName: string, start: StartInvoker): void {
  describe(`Function URLs over ${invokerName}`, () => {
    let started: StartedInvoker;
    const servers: FunctionUrlServer[] = [];

    beforeAll(async () => {
      started = await start(SERVED_FUNCTIONS);
    });

    afterAll(async () => {
      await Promise.all(servers.map((server) => server.dispose()));
      await started.dispose();
    });

    const serve = async (functionName: string, given: Partial<FunctionUrlConfiguration> = {}): Promise<string> => {
      const server = new FunctionUrlServer({
        invoker: started.invoker,
        functionName,
        configuration: { authType: 'NONE', invokeMode: 'BUFFERED', ...given },
        logger: silentLogger,
        clock: systemClock,
      });
      servers.push(server);
      return (await server.listen({ port: 0 })).url;
    };
    const streaming = (functionName: string): Promise<string> => serve(functionName, { invokeMode: 'RESPONSE_STREAM' });
    const answerTo = async (response: unknown): Promise<HttpAnswer> =>
      httpCall(await serve('asAsked'), { method: 'POST', headers: JSON_BODY, body: JSON.stringify(response) });
    const eventOf = async (pathAndQuery: string, options?: HttpCallOptions): Promise<FunctionUrlEvent> =>
      JSON.parse((await httpCall((await serve('event')) + pathAndQuery, options)).body) as FunctionUrlEvent;

    it('204: sends an event of version 2.0', async () => {
      const event = await eventOf('/', { headers: { 'User-Agent': 'test' } });
      expect(event).toMatchObject({
        version: '2.0',
        routeKey: '$default',
        requestContext: {
          accountId: 'anonymous',
          authentication: null,
          http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
          routeKey: '$default',
          stage: '$default',
        },
        pathParameters: null,
        isBase64Encoded: false,
        stageVariables: null,
      });
      expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    });

    it('205: leaves the path alone, joins repeated values and leaves an empty body out', async () => {
      const event = await eventOf('/pa2%Fth/1%20?multiQuery=foo&multiQuery=%2Fbar&q=a+b', {
        headers: { 'X-MiXeD': 'VaLuE', Cookie: 'a=1; b=2' },
      });
      expect(event).toMatchObject({
        rawPath: '/pa2%Fth/1%20',
        rawQueryString: 'multiQuery=foo&multiQuery=%2Fbar&q=a+b',
        queryStringParameters: { multiQuery: 'foo,/bar', q: 'a b' },
        cookies: ['a=1', 'b=2'],
        headers: { 'x-mixed': 'VaLuE', 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' },
      });
      expect(event).not.toHaveProperty('body');
      expect(event.headers).not.toHaveProperty('connection');
    });

    it.each([
      ['application/json', '{"key":"grün"}'],
      ['text/plain; charset=utf-8', 'text'],
      ['application/problem+json', '{}'],
      ['image/svg+xml', '<svg/>'],
    ])('206: hands a body of %s over as text', async (contentType, body) => {
      const event = await eventOf('/', { method: 'POST', headers: { 'Content-Type': contentType }, body });
      expect(event).toMatchObject({
        body,
        isBase64Encoded: false,
        headers: { 'content-length': String(Buffer.byteLength(body)) },
      });
    });

    it.each([
      ['multipart/form-data; boundary=b', '--b\r\ntext\r\n--b--\r\n'],
      ['application/x-www-form-urlencoded', 'a=1'],
      ['application/octet-stream', Buffer.from([0, 255, 1])],
      ['text/plain', Buffer.from([0xff])],
    ])('206: hands a body of %s over in base64', async (contentType, body) => {
      const event = await eventOf('/', { method: 'POST', headers: { 'Content-Type': contentType }, body });
      expect(event).toMatchObject({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true });
    });

    it.each([
      ['207', 'hello', 'hello'],
      ['208', { hello: 'world' }, '{"hello":"world"}'],
      ['208', ['hello', 3, true], '["hello",3,true]'],
      ['208', 3.1, '3.1'],
      ['208', null, 'null'],
    ])('%s: sends %j with an inferred status', async (_, response, body) => {
      const answer = await answerTo(response);
      expect(answer).toMatchObject({ status: 200, body });
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json',
        'content-length': String(body.length),
      });
    });

    it('209: sends what an object with statusCode says', async () => {
      const answer = await answerTo({
        statusCode: 418,
        headers: { 'Content-Type': 'text/teapot', 'X-Own': 'yes' },
        cookies: ['a=1; HttpOnly', 'b=2'],
        body: Buffer.from([104, 105]).toString('base64'),
        isBase64Encoded: true,
      });
      expect(answer).toMatchObject({ status: 418, body: 'hi' });
      expect(answer.headers).toMatchObject({
        'content-type': 'text/teapot',
        'x-own': 'yes',
        'set-cookie': ['a=1; HttpOnly', 'b=2'],
      });
    });

    it.each([{ statusCode: 99 }, { statusCode: 'soon' }, { statusCode: 200, headers: { 'x-own': 'a\r\nb: c' } }])(
      'answers 502 to the invalid response %j',
      async (response) => {
        expect(await answerTo(response)).toMatchObject({ status: 502, body: 'Internal Server Error' });
      },
    );

    it.each(['BUFFERED', 'RESPONSE_STREAM'] as const)(
      '210: answers 502 to errors and 429 to throttles in mode %s',
      async (invokeMode) => {
        for (const functionName of ['fail', 'failedStream']) {
          const answer = await httpCall(await serve(functionName, { invokeMode }));
          expect(answer).toMatchObject({ status: 502, body: 'Internal Server Error' });
        }
        const throttled = await httpCall(await serve('busy', { invokeMode }));
        expect(throttled.status).toBe(429);
        expect(throttled.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
      },
    );

    it('43, 44: streams with the content type of the function', async ({ onTestFinished }) => {
      const signals = await listeningSignals(onTestFinished);
      const response = await fetch(await streaming('stream'), { headers: { 'x-signals': signals.url } });
      expect(response.headers.get('content-type')).toBe('text/plain');
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString();
        if (text === 'first,') signals.open();
      }
      expect(text).toBe('first,second');
    });

    it.each(['BUFFERED', 'RESPONSE_STREAM'] as const)(
      '45, 211: takes status, headers and cookies from the prelude in mode %s',
      async (invokeMode) => {
        const answer = await httpCall(await serve('page', { invokeMode }));
        expect(answer).toMatchObject({ status: 201, body: '<p>firstsecond</p>' });
        expect(answer.headers).toMatchObject({
          'content-type': 'text/html',
          'x-own': 'yes',
          'set-cookie': ['a=1; Path=/', 'b=2'],
        });
      },
    );

    it('46: keeps status and bytes when a stream breaks off, and names the error in trailers', async () => {
      const answer = await httpCall(await streaming('brokenStream'));
      expect(answer).toMatchObject({ status: 200, body: 'partial' });
      expect(answer.trailers['lambda-runtime-function-error-type']).toBe('RangeError');
      const body = Buffer.from(answer.trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
      expect(JSON.parse(body)).toMatchObject({ errorMessage: 'broke off' });
    });

    it('49: collects a stream in mode BUFFERED', async () => {
      expect(await httpCall(await serve('stream'))).toMatchObject({ status: 200, body: 'first,second' });
    });

    it('sends a buffered result as it is in mode RESPONSE_STREAM', async () => {
      const answer = await httpCall(await streaming('event'));
      expect(answer).toMatchObject({ status: 200 });
      expect(JSON.parse(answer.body)).toMatchObject({ statusCode: 200 });
    });

    it('212: answers with the request id the function saw', async () => {
      const answer = await httpCall(await serve('event'));
      const event = JSON.parse(answer.body) as FunctionUrlEvent;
      expect(answer.headers['x-amzn-requestid']).toBe(event.requestContext.requestId);
    });

    it('demands a signature with AuthType AWS_IAM, and takes any', async () => {
      const url = await serve('event', { authType: 'AWS_IAM' });
      const refused = await httpCall(url);
      expect(refused).toMatchObject({
        status: 403,
        body: '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
      });
      expect(refused.headers['x-amzn-errortype']).toBe('AccessDeniedException');
      const Authorization = 'AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20261121/us-east-1/lambda/aws4_request, Signature=0';
      for (const [query, headers] of [
        ['', { Authorization }],
        ['?X-Amz-Credential=AKIDLOCAL%2F20261121%2Fus-east-1', {}],
      ] as const) {
        const { requestContext } = JSON.parse((await httpCall(url + query, { headers })).body) as FunctionUrlEvent;
        expect(requestContext).toMatchObject({
          accountId: '123456789012',
          authorizer: { iam: { accessKey: 'AKIDLOCAL' } },
        });
      }
    });

    it('refuses a body over 6 MB, also when only its base64 form is over it', async () => {
      const url = await serve('nothing');
      for (const size of [6_291_457, 5_000_000]) {
        const answer = await httpCall(url, { method: 'POST', body: Buffer.alloc(size) });
        expect(answer).toMatchObject({ status: 413 });
      }
    });
  });
}
