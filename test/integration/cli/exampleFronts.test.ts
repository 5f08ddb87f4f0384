import { cpSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { startTemporaryDatabase } from '../../../examples/database.mjs';
import { toError } from '../../../src/lambda/errors';
import { curl } from '../../support/curl';
import { functionFolder } from '../../support/functionFolder';
import { Served } from './served';

/** URL that `serve` printed for a front. */
async function urlOf(served: Served, front: string): Promise<string> {
  const [, url = ''] = await served.command.said(new RegExp(`^${front}: (\\S+)$`, 'm'));
  return url;
}

function requireServed({ command }: Served, name: string, context: TestContext): void {
  // All fronts are printed before the functions.
  if (!command.stdout.includes(`Function URL of ${name}:`)) context.skip(`${name} cannot run on this machine`);
}

async function serveLifecycle(): Promise<Served> {
  const folder = functionFolder({});
  cpSync(path.resolve('examples/lifecycle'), folder, { recursive: true });
  return Served.start(folder);
}

test.for([
  ['NodeCounter', '/node/hello'],
  ['PythonCounter', '/python/hello'],
] as const)('lifecycle: %s by its URL and its route', async ([name, route], context) => {
  const served = await serveLifecycle();
  requireServed(served, name, context);
  const url = await urlOf(served, `Function URL of ${name}`);
  const http = await urlOf(served, 'HTTP API ServerlessHttpApi');
  const first = await fetch(`${url}/?name=Ada`);
  expect(first.headers.get('content-type')).toBe('application/json');
  expect(await first.json()).toEqual({ greeting: 'Hello Ada', invocations: 1 });
  const second = await curl(`${http}${route}?name=B%20C`);
  expect([second.status, JSON.parse(second.body)]).toEqual([200, { greeting: 'Hello B C', invocations: 2 }]);
  await served.stop();
});

test('lifecycle: functions that fail, and what no route leads to', async (context) => {
  const served = await serveLifecycle();
  requireServed(served, 'PythonCounter', context);
  // Without a name the Python function fails.
  const url = await urlOf(served, 'Function URL of PythonCounter');
  expect(await curl(url)).toMatchObject({ status: 502, body: 'Internal Server Error' });
  const http = await urlOf(served, 'HTTP API ServerlessHttpApi');
  expect(await curl(`${http}/python/hello`)).toMatchObject({
    status: 500,
    body: '{"message":"Internal Server Error"}',
  });
  expect(await curl(`${http}/nowhere`)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  const rest = await urlOf(served, 'REST API ServerlessRestApi');
  expect(await curl(`${rest}/orders/7`)).toMatchObject({ status: 502, body: '{"message": "Internal server error"}' });
  expect(await curl(`${rest}/orders`)).toMatchObject({
    status: 403,
    body: '{"message":"Missing Authentication Token"}',
  });
  await served.command.said(/There is no order 7\./);
  await served.stop();
});

test('lifecycle: the pages that the template grants, and no others', async () => {
  const served = await serveLifecycle();
  const url = await urlOf(served, 'Function URL of NodeCounter');
  const page = ['--header', 'Origin: https://example.com'];
  const granted = await curl(...page, '--request', 'OPTIONS', '--header', 'Access-Control-Request-Method: GET', url);
  expect(granted.status).toBe(200);
  expect(granted.headers).toContain('access-control-allow-origin: https://example.com');
  expect(await curl('--header', 'Origin: https://example.org', url)).toMatchObject({ status: 403 });
  const http = await urlOf(served, 'HTTP API ServerlessHttpApi');
  expect(await curl(...page, `${http}/node/hello`)).toMatchObject({ status: 403 });
  await served.stop();
});

test('lifecycle: a response that is streamed', async () => {
  const served = await serveLifecycle();
  const response = await fetch(`${await urlOf(served, 'Function URL of NodeStream')}/?name=Ada`);
  expect(response.headers.get('content-type')).toBe('text/plain');
  const parts: string[] = [];
  for await (const part of response.body ?? []) parts.push(Buffer.from(part as Uint8Array).toString());
  expect(parts.join('')).toBe('Hello Ada\nStill here Ada\nGoodbye Ada\n');
  expect(parts.length).toBeGreaterThan(1);
  await served.stop();
});

/** The orders example in its place, where its packages are found, with a database of its own. */
async function serveOrders(context: TestContext): Promise<Served> {
  const database = await startTemporaryDatabase().catch((thrown: unknown) => context.skip(toError(thrown).message));
  onTestFinished(() => database.stop());
  const port = database.environmentVariables.DB_PORT;
  return Served.start(path.resolve('examples/orders-node'), '--parameter', `DatabasePort=${port}`);
}

test('orders-node: a database behind an HTTP API, and a signed URL that streams', async (context) => {
  const served = await serveOrders(context);
  const http = await urlOf(served, 'HTTP API ServerlessHttpApi');
  const byPath = await fetch(`${http}/customers/7/orders`);
  expect(byPath.status).toBe(200);
  const orders: unknown = await byPath.json();
  expect(orders).toHaveLength(3);
  expect(await (await fetch(`${http}/orders?customer=7`)).json()).toEqual(orders);
  expect(JSON.parse((await curl(`${http}/slow/orders?customer=7`)).body)).toEqual(orders);
  const stream = await urlOf(served, 'Function URL of StreamOrders');
  expect(await curl(`${stream}/?from=389`)).toMatchObject({ status: 403 });
  const signed = ['--user', 'local:local', '--aws-sigv4', 'aws:amz:us-east-1:lambda', '--no-buffer'];
  const streamed = await curl(...signed, `${stream}/?from=389`);
  expect(streamed.headers).toContain('content-type: application/x-ndjson');
  const rows = streamed.body.match(/\{.*\}/g) ?? [];
  expect(rows.map((row) => (JSON.parse(row) as { id: number }).id)).toEqual([
    389, 390, 391, 392, 393, 394, 395, 396, 397, 398, 399, 400,
  ]);
  await served.stop();
});
