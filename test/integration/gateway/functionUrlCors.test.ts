import { expect, onTestFinished, test } from 'vitest';
import { FunctionUrlServer } from '../../../src/gateway/functionUrlServer';
import type { FunctionUrlConfiguration } from '../../../src/lambda/functionConfiguration';
import type { CorsConfiguration } from '../../../src/lambda/httpApi';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { curl, type CurlAnswer } from '../../support/curl';
import { PlainFunctions } from './plainFunctions';
import { SERVED_FUNCTIONS } from './servedFunctions';

const CORS: CorsConfiguration = {
  allowOrigins: ['https://shop.example'],
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['x-own'],
  exposeHeaders: ['x-total'],
  maxAgeSeconds: 60,
  allowCredentials: true,
};

async function serve(functionName: string, given: Partial<FunctionUrlConfiguration> = {}): Promise<string> {
  const server = new FunctionUrlServer({
    invoker: new PlainFunctions(SERVED_FUNCTIONS),
    functionName,
    configuration: { authType: 'NONE', invokeMode: 'BUFFERED', cors: CORS, ...given },
    logger: silentLogger,
    clock: systemClock,
  });
  onTestFinished(() => server.dispose());
  return (await server.listen({ port: 0 })).url;
}

const from = (origin: string): string[] => ['--header', `Origin: ${origin}`];
const preflight = (origin: string): string[] => [
  ...['--request', 'OPTIONS', '--header', 'Access-Control-Request-Method: PUT'],
  ...from(origin),
];

function corsHeaders({ headers }: CurlAnswer): string[] {
  return headers.filter((line) => /^access-control-/i.test(line)).sort();
}

test('a preflight is answered without the function, and without a signature', async () => {
  const answer = await curl(...preflight('https://shop.example'), await serve('fail', { authType: 'AWS_IAM' }));
  expect(answer.status).toBe(200);
  expect(corsHeaders(answer)).toEqual([
    'access-control-allow-credentials: true',
    'access-control-allow-headers: x-own',
    'access-control-allow-methods: GET,PUT',
    'access-control-allow-origin: https://shop.example',
    'access-control-expose-headers: x-total',
    'access-control-max-age: 60',
  ]);
});

test.for(['BUFFERED', 'RESPONSE_STREAM'] as const)('answers of mode %s carry what is granted', async (invokeMode) => {
  const answer = await curl(...from('https://shop.example'), await serve('page', { invokeMode }));
  expect(answer.status).toBe(201);
  expect(corsHeaders(answer)).toEqual([
    'access-control-allow-credentials: true',
    'access-control-allow-origin: https://shop.example',
    'access-control-expose-headers: x-total',
  ]);
});

test('what the function says of CORS is sent, too', async () => {
  const response = JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });
  const sent = ['--header', 'Content-Type: application/json', '--data', response];
  const answer = await curl(...from('https://shop.example'), ...sent, await serve('asAsked'));
  expect(corsHeaders(answer).filter((line) => /allow-origin/i.test(line))).toEqual([
    'Access-Control-Allow-Origin: *',
    'access-control-allow-origin: https://shop.example',
  ]);
});

test('pages that nothing is granted to', async () => {
  const url = await serve('event');
  expect(await curl(...preflight('https://other.example'), url)).toMatchObject({ status: 403 });
  expect(await curl(...from('https://other.example'), url)).toMatchObject({ status: 403 });
  const local = await curl(...preflight('http://localhost:3000'), url);
  expect([local.status, corsHeaders(local)]).toEqual([200, []]);
  const open = await serve('event', { cors: { ...CORS, allowOrigins: ['*'] } });
  expect(await curl('--header', 'Host: example.com', ...from('https://any.example'), open)).toMatchObject({
    status: 403,
  });
  expect(await curl(...from('https://any.example'), open)).toMatchObject({ status: 200 });
});

test('an OPTIONS request that is no preflight reaches the function', async () => {
  const answer = await curl('--request', 'OPTIONS', await serve('event'));
  expect(JSON.parse(answer.body)).toMatchObject({ requestContext: { http: { method: 'OPTIONS' } } });
});
