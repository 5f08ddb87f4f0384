import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { curl } from '../../support/curl';
import { HttpFleet, route } from './httpFleet';

const JSON_BODY = { 'content-type': 'application/json' };

let fleet: HttpFleet;

beforeAll(async () => {
  fleet = new HttpFleet();
  await fleet.start();
});

afterAll(() => fleet.dispose());

/** What differs from run to run, named. */
function normalised(event: string, url: string): string {
  const { host, port } = new URL(url);
  const text = JSON.stringify(JSON.parse(event), null, 2);
  return `${text
    .replaceAll(host, '<host>')
    .replaceAll(`"${port}"`, '"<port>"')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<request id>')
    .replaceAll(/Root=1-[^"]+/g, '<trace>')
    .replaceAll(/\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, '<time>')
    .replaceAll(/("(?:timeEpoch|requestTimeEpoch)": )\d{13}/g, '$1<milliseconds>')
    .replaceAll(/curl\/[\d.]+/g, 'curl')}\n`;
}

describe('events', () => {
  test.for([
    ['HTTP API, payload format 2.0', 'httpApi2', 'HttpApi', '2.0', ''],
    ['HTTP API, payload format 1.0', 'httpApi1', 'HttpApi', '1.0', ''],
    ['REST API', 'restApi', 'RestApi', '1.0', '/Prod'],
  ] as const)('%s', async ([, golden, kind, payloadFormatVersion, prefix]) => {
    const url = await fleet.open({
      kind,
      stageVariables: { table: 'orders' },
      routes: [route('POST /orders/{id}/{proxy+}', 'event', { payloadFormatVersion })],
    });
    const sent = ['--header', 'X-MiXeD: a', '--header', 'X-MiXeD: b', '--header', 'Cookie: c=1; d=2'];
    const path = `${prefix}/orders/a%20b/lines/1?q=1&q=two%20words&e=`;
    const body = ['--header', 'Content-Type: application/json', '--data', '{"key":"grün"}'];
    const answer = await curl(...sent, ...body, url + path);
    expect(answer.status).toBe(200);
    await expect(normalised(answer.body, url)).toMatchFileSnapshot(`../../golden/http/${golden}.txt`);
  });

  test.for([
    ['single', false],
    ['multi', true],
  ] as const)('load balancer, %s values', async ([name, multiValueHeaders]) => {
    const url = await fleet.open({ kind: 'Alb', multiValueHeaders, routes: [route('ANY /orders/*', 'event')] });
    const answer = await curl('--header', 'X-MiXeD: a', '--header', 'X-MiXeD: b', `${url}/orders/1?q=1&q=two%20words`);
    // A load balancer that deals in several values finds none in `headers`, so the type is its default.
    expect(answer.status).toBe(200);
    await expect(normalised(answer.body, url)).toMatchFileSnapshot(`../../golden/http/alb-${name}.txt`);
  });

  test('bodies of REST APIs are base64 for the binary media types alone', async () => {
    const url = await fleet.open({
      kind: 'RestApi',
      binaryMediaTypes: ['image/*'],
      routes: [route('ANY /', 'event')],
    });
    const send = async (contentType: string): Promise<unknown> => {
      const answer = await fetch(`${url}/Prod/`, {
        method: 'PUT',
        headers: { 'content-type': contentType },
        body: 'x',
      });
      return answer.json();
    };
    expect(await send('image/png')).toMatchObject({ body: 'eA==', isBase64Encoded: true });
    expect(await send('application/pdf')).toMatchObject({ body: 'x', isBase64Encoded: false });
  });
});

describe('responses', () => {
  /** The answer to a function's response. */
  async function answerTo(
    kind: 'HttpApi' | 'RestApi' | 'Alb',
    response: unknown,
    given: { multiValueHeaders?: boolean; accept?: string } = {},
  ): Promise<Response> {
    const { multiValueHeaders = false, accept = '*/*' } = given;
    const url = await fleet.open({
      kind,
      multiValueHeaders,
      stage: kind === 'HttpApi' ? '$default' : '',
      binaryMediaTypes: ['image/png'],
      routes: [route('ANY /', 'answer')],
    });
    return fetch(url, { method: 'POST', headers: { ...JSON_BODY, accept }, body: JSON.stringify(response) });
  }

  test.for([
    ['hello', 'hello'],
    [{ hello: 'world' }, '{"hello":"world"}'],
    [[1, true], '[1,true]'],
  ] as const)('payload format 2.0 infers the rest of %j', async ([response, body]) => {
    const answer = await answerTo('HttpApi', response);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  test('payload format 2.0: status, headers, cookies and base64', async () => {
    const answer = await answerTo('HttpApi', {
      statusCode: 201,
      headers: { 'x-own': 'yes' },
      cookies: ['a=1', 'b=2; HttpOnly'],
      body: 'aGk=',
      isBase64Encoded: true,
    });
    expect([answer.status, await answer.text()]).toEqual([201, 'hi']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2; HttpOnly']);
    expect(answer.headers.get('x-own')).toBe('yes');
    expect(answer.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(answer.headers.get('apigw-requestid')).toMatch(/^[-0-9a-f]{36}$/);
  });

  test('REST API: headers of both kinds', async () => {
    const answer = await answerTo('RestApi', {
      statusCode: '202',
      headers: { 'X-One': '1', 'x-two': 'hidden' },
      multiValueHeaders: { 'X-Two': ['a', 'b'], 'Set-Cookie': ['c=1', 'd=2'] },
      body: 'text',
    });
    expect([answer.status, await answer.text()]).toEqual([202, 'text']);
    expect([answer.headers.get('x-one'), answer.headers.get('x-two')]).toEqual(['1', 'a, b']);
    expect(answer.headers.getSetCookie()).toEqual(['c=1', 'd=2']);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  test('REST API: base64 is decoded for clients that accept a binary media type', async () => {
    const response = { statusCode: 200, body: 'aGk=', isBase64Encoded: true };
    expect(await (await answerTo('RestApi', response, { accept: 'image/png, */*' })).text()).toBe('hi');
    expect(await (await answerTo('RestApi', response, { accept: 'text/html' })).text()).toBe('aGk=');
  });

  test.for([
    ['text', 'hello'],
    ['null', null],
    ['no statusCode', { body: 'x' }],
    ['another member', { statusCode: 200, status: 'fine' }],
    ['body that is no text', { statusCode: 200, body: {} }],
    ['headers that are no object', { statusCode: 200, headers: [] }],
    ['status out of range', { statusCode: 99 }],
    ['header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ] as const)('REST API: malformed: %s', async ([, response]) => {
    const answer = await answerTo('RestApi', response);
    expect([answer.status, await answer.text()]).toEqual([502, '{"message": "Internal server error"}']);
    expect(answer.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
  });

  test('load balancer: one kind of headers', async () => {
    const response = { statusCode: 200, headers: { 'x-one': '1' }, multiValueHeaders: { 'x-two': ['a', 'b'] } };
    const single = await answerTo('Alb', response);
    expect([single.headers.get('x-one'), single.headers.get('x-two')]).toEqual(['1', null]);
    const multi = await answerTo('Alb', response, { multiValueHeaders: true });
    expect([multi.headers.get('x-one'), multi.headers.get('x-two')]).toEqual([null, 'a, b']);
  });
});

describe('refusals', () => {
  test.for([
    ['HttpApi', '', 404, '{"message":"Not Found"}'],
    ['RestApi', '/Prod', 403, '{"message":"Missing Authentication Token"}'],
    ['RestApi', '', 403, '{"message":"Missing Authentication Token"}'],
  ] as const)('%s%s: no route', async ([kind, prefix, status, body]) => {
    const url = await fleet.open({ kind, routes: [route('GET /known', 'event')] });
    expect(await curl('--request', 'POST', `${url}${prefix}/known`)).toMatchObject({ status, body });
    expect(await curl(`${url}${prefix}/unknown`)).toMatchObject({ status, body });
  });

  test.for([
    ['HttpApi', 500, /^{"message":"Internal Server Error"}$/],
    ['RestApi', 502, /^{"message": "Internal server error"}$/],
    ['Alb', 502, /<h1>502 Bad Gateway<\/h1>/],
  ] as const)('%s: the function fails', async ([kind, status, body]) => {
    const url = await fleet.open({ kind, stage: '$default', routes: [route('GET /', 'fail')] });
    expect(await curl(url)).toMatchObject({ status, body: expect.stringMatching(body) as unknown });
  });

  test.for([
    ['HttpApi', 503, /^{"message":"Service Unavailable"}$/],
    ['RestApi', 504, /^{"message":"Endpoint request timed out"}$/],
    ['Alb', 504, /<h1>504 Gateway Time-out<\/h1>/],
  ] as const)('%s: the integration takes too long', async ([kind, status, body]) => {
    const routes = [route('GET /', 'slow', { timeoutMs: 50 })];
    const url = await fleet.open({ kind, stage: '$default', routes });
    expect(await curl(url)).toMatchObject({ status, body: expect.stringMatching(body) as unknown });
  });

  test('other machines and their pages', async () => {
    const url = await fleet.open({ kind: 'HttpApi', routes: [route('$default', 'event')] });
    expect(await curl('--header', 'Host: example.com', url)).toMatchObject({ status: 403 });
    expect(await curl('--header', 'Origin: https://example.com', url)).toMatchObject({ status: 403 });
    expect(await curl('--header', 'Origin: http://localhost:3000', url)).toMatchObject({ status: 200 });
  });
});

describe('CORS', () => {
  const PREFLIGHT = ['--request', 'OPTIONS', '--header', 'Access-Control-Request-Method: PUT'];
  const CORS = {
    allowOrigins: ['https://shop.example'],
    allowMethods: ['GET', 'PUT'],
    allowHeaders: ['x-own'],
    exposeHeaders: ['x-total'],
    maxAgeSeconds: 60,
    allowCredentials: true,
  };

  test('an HTTP API answers preflights and replaces what its functions say', async () => {
    const url = await fleet.open({ kind: 'HttpApi', cors: CORS, routes: [route('$default', 'answer')] });
    const preflight = await curl(...PREFLIGHT, '--header', 'Origin: https://shop.example', `${url}/any`);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.filter((line) => line.startsWith('access-control-')).sort()).toEqual([
      'access-control-allow-credentials: true',
      'access-control-allow-headers: x-own',
      'access-control-allow-methods: GET,PUT',
      'access-control-allow-origin: https://shop.example',
      'access-control-max-age: 60',
    ]);
    const response = JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });
    const sent = ['--header', 'Content-Type: application/json', '--data', response];
    const answer = await curl('--header', 'Origin: https://shop.example', ...sent, url);
    expect(answer.headers.filter((line) => /^access-control-/i.test(line)).sort()).toEqual([
      'access-control-allow-credentials: true',
      'access-control-allow-origin: https://shop.example',
      'access-control-expose-headers: x-total',
    ]);
    expect(await curl('--header', 'Origin: https://other.example', url)).toMatchObject({ status: 403 });
  });

  test('a REST API answers OPTIONS to its paths and leaves the rest to its functions', async () => {
    const url = await fleet.open({
      kind: 'RestApi',
      cors: { ...CORS, allowOrigins: ['*'], allowMethods: [], allowCredentials: false },
      routes: [route('GET /orders/{id}', 'answer'), route('PUT /orders/{id}', 'answer')],
    });
    const preflight = await curl(...PREFLIGHT, '--header', 'Origin: https://shop.example', `${url}/Prod/orders/1`);
    expect(preflight.status).toBe(200);
    expect(preflight.headers).toContain('access-control-allow-origin: *');
    expect(preflight.headers).toContain('access-control-allow-methods: GET,PUT,OPTIONS');
    expect(await curl(...PREFLIGHT, `${url}/Prod/unknown`)).toMatchObject({ status: 403 });
  });
});
