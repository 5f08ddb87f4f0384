import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuthorizerConfiguration, LambdaAuthorizer } from '../../../src/lambda/httpApi';
import { curl, type CurlAnswer } from '../../support/curl';
import { HttpFleet, route } from './httpFleet';

let fleet: HttpFleet;

beforeAll(async () => {
  fleet = new HttpFleet();
  await fleet.start();
});

afterAll(() => fleet.dispose());

const authorization = (value: string): string[] => ['--header', `Authorization: ${value}`];
const TOKEN: LambdaAuthorizer = {
  kind: 'lambda',
  functionName: 'token',
  payload: 'TOKEN',
  simpleResponses: false,
  identitySources: ['$request.header.Authorization'],
  ttlSeconds: 0,
};
const SIMPLE: LambdaAuthorizer = { ...TOKEN, functionName: 'simple', payload: '2.0', simpleResponses: true };

function authorizerIn({ body }: CurlAnswer): unknown {
  return (JSON.parse(body) as { requestContext: { authorizer: unknown } }).requestContext.authorizer;
}

async function open(kind: 'HttpApi' | 'RestApi', authorizer: AuthorizerConfiguration): Promise<string> {
  const guarded = { authorizer: 'Guard' };
  const url = await fleet.open({
    kind,
    stage: 'live',
    authorizers: { Guard: authorizer },
    routes: [route('ANY /orders', 'event', guarded), route('GET /secret', 'event', guarded), route('GET /', 'event')],
  });
  return `${url}/live`;
}

describe('a TOKEN authorizer of a REST API', () => {
  test.for([
    ['without a token', [], 'orders', 401, '{"message":"Unauthorized"}'],
    ['with a token that the function refuses', authorization('nobody'), 'orders', 401, '{"message":"Unauthorized"}'],
    ['without a policy', authorization('broken'), 'orders', 500, '{"message":null}'],
    [
      'denied',
      authorization('me'),
      'secret',
      403,
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    [
      'not allowed',
      ['--request', 'POST', ...authorization('me')],
      'orders',
      403,
      '{"Message":"User is not authorized to access this resource"}',
    ],
  ] as const)('%s', async ([, sent, path, status, body]) => {
    const url = await open('RestApi', TOKEN);
    expect(await curl(...sent, `${url}/${path}`)).toMatchObject({ status, body });
  });

  test('allowed: the context is handed over as texts', async () => {
    const answer = await curl(...authorization('me'), `${await open('RestApi', TOKEN)}/orders`);
    expect(authorizerIn(answer)).toMatchObject({ principalId: 'me', integrationLatency: 0, level: '3' });
  });

  test('a token that does not fit the expression does not reach the function', async () => {
    const url = await open('RestApi', { ...TOKEN, validationExpression: '^Bearer .+$' });
    expect(await curl(...authorization('me'), `${url}/orders`)).toMatchObject({ status: 401 });
    expect(await curl(...authorization('Bearer me'), `${url}/orders`)).toMatchObject({ status: 200 });
  });

  test('the policy is kept for a token, and holds for other routes too', async () => {
    const url = await open('RestApi', { ...TOKEN, ttlSeconds: 300 });
    const first = authorizerIn(await curl(...authorization('me'), `${url}/orders`));
    expect(authorizerIn(await curl(...authorization('me'), `${url}/orders`))).toEqual(first);
    expect(authorizerIn(await curl(...authorization('you'), `${url}/orders`))).not.toEqual(first);
    expect(await curl(...authorization('me'), `${url}/secret`)).toMatchObject({ status: 403 });
  });
});

test('a REST API asks no authorizer where a route names none', async () => {
  expect(await curl(await open('RestApi', TOKEN))).toMatchObject({ status: 200 });
});

describe('a Lambda authorizer of an HTTP API', () => {
  test.for([
    ['simple', SIMPLE, 'yes', 200],
    ['simple', SIMPLE, 'no', 403],
    ['policy', { ...TOKEN, payload: '1.0' } satisfies LambdaAuthorizer, 'me', 200],
    ['policy', { ...TOKEN, payload: '1.0' } satisfies LambdaAuthorizer, 'broken', 500],
  ] as const)('%s responses: %s %s', async ([, authorizer, token, status]) => {
    const url = await open('HttpApi', authorizer);
    const answer = await curl(...authorization(token), `${url}/orders`);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body).toBe('{"message":"Forbidden"}');
    if (status === 500) expect(answer.body).toBe('{"message":"Internal Server Error"}');
  });

  test('the context is handed over as it is', async () => {
    const answer = await curl(...authorization('yes'), `${await open('HttpApi', SIMPLE)}/orders`);
    expect(authorizerIn(answer)).toMatchObject({
      lambda: { list: [1], routeArn: expect.stringMatching(/^arn:aws:execute-api:.*\/live\/GET\/orders$/) as unknown },
    });
  });

  test('an identity source is missing', async () => {
    const url = await open('HttpApi', { ...SIMPLE, identitySources: ['$request.querystring.key'] });
    expect(await curl(`${url}/orders`)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(await curl(`${url}/orders?key=yes`)).toMatchObject({ status: 200 });
  });
});

describe('authorizers that are not checked here', () => {
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `Bearer ${encoded({ alg: 'none' })}.${encoded({ sub: 'me', exp: 1, groups: ['a', 'b'] })}.none`;
  const claims = { sub: 'me', exp: '1', groups: '[a b]' };
  const source = '$request.header.Authorization';

  test('JWT: the claims are decoded, and it is said once', async () => {
    const url = await open('HttpApi', { kind: 'jwt', identitySource: source });
    const before = fleet.notices.length;
    expect(await curl(`${url}/orders`)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(authorizerIn(await curl(...authorization(token), `${url}/orders`))).toEqual({
      jwt: { claims, scopes: null },
    });
    expect(await curl(...authorization('Bearer a.b.c'), `${url}/orders`)).toMatchObject({ status: 401 });
    expect(fleet.notices.slice(before)).toEqual([
      'The authorizer Guard of Api decodes tokens and does not verify them here.',
    ]);
  });

  test('Cognito: the claims are decoded', async () => {
    const url = await open('RestApi', { kind: 'cognito', identitySource: source });
    expect(authorizerIn(await curl(...authorization(token), `${url}/orders`))).toEqual({ claims });
  });

  test('IAM: whoever signed is believed', async () => {
    const url = await open('HttpApi', { kind: 'iam' });
    const signed = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/execute-api/aws4_request';
    expect(authorizerIn(await curl(...authorization(signed), `${url}/orders`))).toMatchObject({
      iam: { accessKey: 'AKIDEXAMPLE' },
    });
    expect(await curl(`${url}/orders`)).toMatchObject({ status: 200 });
  });
});
