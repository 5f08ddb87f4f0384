import { describe, expect, test } from 'vitest';
import { RouteTable } from '../../../../src/gateway/http/routeTable';
import type { HttpFrontKind } from '../../../../src/lambda/httpApi';

/** The route that answers, as `GET /path`, with its path variables. */
function found(kind: HttpFrontKind, keys: readonly string[], request: string): unknown {
  const routes = keys.map((key) => {
    const [method = '', path] = key.split(' ');
    const named = path === undefined ? { method: 'ANY', path: key } : { method, path };
    return { ...named, functionName: key, payloadFormatVersion: '2.0' as const };
  });
  const [method = '', path = ''] = request.split(' ');
  const match = new RouteTable({ kind, routes }).find(method, path);
  return match === undefined ? undefined : [match.route.functionName, match.parameters];
}

describe('HTTP API', () => {
  const KEYS = [
    '$default',
    'ANY /{proxy+}',
    'ANY /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'GET /pets/{kind}/1',
    'GET /pets/dog/1',
  ];

  test.for([
    ['GET /pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET /pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET /pets/cat/1', 'GET /pets/{kind}/1', { kind: 'cat' }],
    ['GET /pets/cat/2/x', 'GET /pets/{proxy+}', { proxy: 'cat/2/x' }],
    ['POST /pets/dog/1', 'ANY /pets/dog/{id}', { id: '1' }],
    ['POST /pets/cat/1', 'ANY /{proxy+}', { proxy: 'pets/cat/1' }],
    ['GET /', '$default', {}],
    ['GET /pets/dog/1/', 'GET /pets/{proxy+}', { proxy: 'dog/1/' }],
  ] as const)('%s -> %s', ([request, key, parameters]) => {
    expect(found('HttpApi', KEYS, request)).toEqual([key, parameters]);
    expect(found('HttpApi', KEYS.toReversed(), request)).toEqual([key, parameters]);
  });

  test.for(['GET /orders/', 'GET /orders//', 'PUT /orders', 'GET /orders/1/2'])('%s fits nothing', (request) => {
    expect(found('HttpApi', ['GET /orders', 'GET /orders/{id}', 'GET /orders/{id}/lines'], request)).toBeUndefined();
  });
});

describe('REST API', () => {
  const KEYS = ['ANY /{proxy+}', 'GET /orders', 'GET /orders/{id}'];

  test.for([
    ['GET /orders', 'GET /orders'],
    ['GET /orders/', 'GET /orders'],
    ['GET /orders/1', 'GET /orders/{id}'],
    ['GET /other', 'ANY /{proxy+}'],
    ['GET /orders/1/2', 'ANY /{proxy+}'],
  ] as const)('%s -> %s', ([request, key]) => {
    expect(found('RestApi', KEYS, request)).toMatchObject([key, {}]);
  });

  test.for(['PUT /orders', 'POST /orders/1', 'GET /'])('%s fits nothing: the path decides first', (request) => {
    expect(found('RestApi', KEYS, request)).toBeUndefined();
  });
});

describe('load balancer', () => {
  test.for([
    ['GET /a/b', 'ANY /a/*'],
    ['POST /img/1.png', 'POST /img/?.png'],
    ['GET /img/1.png', 'ANY *'],
    ['GET /img/1xpng', 'ANY *'],
  ] as const)('%s -> %s', ([request, key]) => {
    expect(found('Alb', ['ANY /a/*', 'POST /img/?.png', 'ANY *'], request)).toEqual([key, {}]);
  });
});
