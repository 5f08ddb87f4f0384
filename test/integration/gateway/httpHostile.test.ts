import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpFrontKind, LambdaAuthorizer } from '../../../src/lambda/httpApi';
import { curl } from '../../support/curl';
import { httpCall } from './httpCall';
import { HttpFleet, route, type HandlerName } from './httpFleet';

let fleet: HttpFleet;

beforeAll(async () => {
  fleet = new HttpFleet();
  await fleet.start();
});

afterAll(() => fleet.dispose());

/** A front that takes every path, without a stage in front of it. */
function openToAll(kind: HttpFrontKind): Promise<string> {
  const path = { HttpApi: '$default', RestApi: 'ANY /{proxy+}', Alb: 'ANY *' }[kind];
  return fleet.open({ kind, stage: kind === 'Alb' ? '' : '$default', routes: [route(path, 'event')] });
}

/** What comes back for bytes that no HTTP client would send. */
function exchange(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

const KINDS = ['HttpApi', 'RestApi', 'Alb'] as const;

describe.for(KINDS)('%s', (kind) => {
  test('a path that cannot be decoded reaches the function as it is', async () => {
    const url = await openToAll(kind);
    const answer = await curl(`${url}/%zz/%?q=%zz`);
    expect(answer.status).toBe(200);
    const event = JSON.parse(answer.body) as Record<string, unknown>;
    expect(event[kind === 'HttpApi' ? 'rawPath' : 'path']).toBe('/%zz/%');
  });

  test('a path that climbs stays a text', async () => {
    const url = await openToAll(kind);
    const answer = await curl(`${url}/a/../../../etc/passwd`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"/a/../../../etc/passwd"');
    expect(answer.body).not.toContain('root:');
  });

  test('names that every object knows are names like others', async () => {
    const url = await openToAll(kind);
    const sent = ['--header', '__proto__: a', '--header', 'constructor: b'];
    const answer = await curl(...sent, `${url}/__proto__?__proto__=c&constructor=d`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/"queryStringParameters":{"__proto__":"c","constructor":"d"}/);
  });

  test('a body and headers that are too large', async () => {
    const url = await openToAll(kind);
    const limit = kind === 'Alb' ? 1_048_576 : 6_291_556;
    expect(await httpCall(`${url}/x`, { method: 'POST', body: Buffer.alloc(limit + 1) })).toMatchObject({
      status: 413,
    });
    const headers = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'a'.repeat(1_100_000)}\r\n\r\n`;
    expect(await exchange(url, headers)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('other machines and pages, by whichever header they are recognised', async () => {
    const url = await openToAll(kind);
    for (const header of [
      'Host: example.com',
      'Host: 127.0.0.1.example.com',
      'Host: localhost:1@example.com',
      'Origin: https://example.com',
      'Origin: null',
      'Origin: http://localhost.example.com',
      'Sec-Fetch-Site: cross-site',
    ]) {
      expect(await curl('--header', header, `${url}/x`), header).toMatchObject({ status: 403 });
    }
  });

  test('a request that is no HTTP does not end the front', async () => {
    const url = await openToAll(kind);
    expect(await exchange(url, 'rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchange(url, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await curl(`${url}/x`)).toMatchObject({ status: 200 });
  });
});

describe('a preflight without a grant', () => {
  const preflight = (origin: string): string[] => [
    ...['--request', 'OPTIONS', '--header', `Origin: ${origin}`],
    ...['--header', 'Access-Control-Request-Method: PUT'],
  ];

  test.for(KINDS)('%s: pages of other machines are refused', async (kind) => {
    const answer = await curl(...preflight('https://example.com'), `${await openToAll(kind)}/x`);
    expect(answer.status).toBe(403);
    expect(answer.headers.join('\n')).not.toMatch(/^access-control-/im);
  });

  test.for([
    ['HttpApi', 404],
    ['RestApi', 403],
  ] as const)('%s: pages of this machine find no route', async ([kind, status]) => {
    const url = await fleet.open({ kind, stage: '$default', routes: [route('PUT /x', 'event')] });
    expect(await curl(...preflight('http://localhost:3000'), `${url}/x`)).toMatchObject({ status });
  });

  test('a resource of a REST API that grants says nothing about the others', async () => {
    const cors = {
      allowOrigins: ['https://shop.example'],
      allowMethods: [],
      allowHeaders: [],
      exposeHeaders: [],
      allowCredentials: false,
    };
    const routes = [route('PUT /open', 'event', { cors }), route('PUT /closed', 'event')];
    const url = await fleet.open({ kind: 'RestApi', stage: '$default', routes });
    const granted = await curl(...preflight('https://shop.example'), `${url}/open`);
    expect(granted.status).toBe(200);
    expect(granted.headers).toContain('access-control-allow-origin: https://shop.example');
    expect(granted.headers).toContain('access-control-allow-methods: PUT,OPTIONS');
    expect(await curl(...preflight('https://shop.example'), `${url}/closed`)).toMatchObject({ status: 403 });
    const page = ['--request', 'PUT', '--header', 'Origin: https://shop.example'];
    expect(await curl(...page, `${url}/open`)).toMatchObject({ status: 200 });
    expect(await curl(...page, `${url}/closed`)).toMatchObject({ status: 403 });
  });
});

describe('an authorizer that is no use', () => {
  const PAYLOADS = { HttpApi: '2.0', RestApi: 'TOKEN' } as const;

  async function answerOf(kind: 'HttpApi' | 'RestApi', functionName: HandlerName, token: string): Promise<unknown> {
    const authorizer: LambdaAuthorizer = {
      kind: 'lambda',
      functionName,
      payload: PAYLOADS[kind],
      simpleResponses: kind === 'HttpApi',
      identitySources: ['$request.header.Authorization'],
      ttlSeconds: 0,
    };
    const routes = [route('GET /', 'event', { authorizer: 'Guard' })];
    const url = await fleet.open({ kind, stage: '$default', authorizers: { Guard: authorizer }, routes });
    const { status, body } = await curl('--header', `Authorization: ${token}`, url);
    return [status, body];
  }

  const FAILED = {
    HttpApi: [500, '{"message":"Internal Server Error"}'],
    RestApi: [500, '{"message":null}'],
  } as const;

  test.for(['HttpApi', 'RestApi'] as const)('%s: it throws, or takes too long', async (kind) => {
    expect(await answerOf(kind, 'fail', 'x')).toEqual(FAILED[kind]);
    expect(await answerOf(kind, 'stuck', 'x')).toEqual(FAILED[kind]);
  });

  test.for([
    'null',
    '3',
    '"yes"',
    '[]',
    '{}',
    '{"isAuthorized":"true"}',
    '{"principalId":"me","policyDocument":[]}',
    '{"principalId":"me","policyDocument":{"Statement":[{"Effect":"Maybe"}]}}',
  ])('it answers %s', async (answer) => {
    expect(await answerOf('HttpApi', 'rubbish', answer)).toEqual(FAILED.HttpApi);
    expect(await answerOf('RestApi', 'rubbish', answer)).toEqual(FAILED.RestApi);
  });
});
