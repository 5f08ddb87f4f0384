import { describe, expect, it } from 'vitest';
import { accessKeyOf, functionUrlEvent, type FunctionUrlRequest } from '../../../src/gateway/functionUrlEvent';

const request: FunctionUrlRequest = {
  functionName: 'f',
  method: 'GET',
  url: '/',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:9000', 'User-Agent', 'curl'],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  port: 9000,
  requestId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  epochMs: Date.UTC(2020, 2, 12, 19, 3, 58, 7),
  accessKeyId: undefined,
};

describe('functionUrlEvent', () => {
  it('204: makes an event of version 2.0', () => {
    const apiId = functionUrlEvent(request).requestContext.apiId;
    expect(apiId).toMatch(/^[a-z0-9]{32}$/);
    expect(functionUrlEvent(request)).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: '',
      headers: {
        host: 'localhost:9000',
        'user-agent': 'curl',
        'x-amzn-trace-id': request.traceId,
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '9000',
        'x-forwarded-proto': 'http',
      },
      requestContext: {
        accountId: 'anonymous',
        apiId,
        authentication: null,
        domainName: 'localhost:9000',
        domainPrefix: apiId,
        http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'curl' },
        requestId: request.requestId,
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1_584_039_838_007,
      },
      pathParameters: null,
      isBase64Encoded: false,
      stageVariables: null,
    });
  });

  it('205: joins repeated headers and believes no forwarded ones', () => {
    const rawHeaders = ['X-A', '1', 'x-a', '2', 'Cookie', 'a=1;b=2', '__proto__', 'p', 'X-Forwarded-For', '10.0.0.1'];
    const { headers, cookies } = functionUrlEvent({ ...request, rawHeaders });
    expect(headers).toMatchObject({ 'x-a': '1,2', 'x-forwarded-for': '127.0.0.1' });
    expect(Object.entries(headers)).toContainEqual(['__proto__', 'p']);
    expect(headers).not.toHaveProperty('cookie');
    expect(cookies).toEqual(['a=1', 'b=2']);
  });
});

describe('accessKeyOf', () => {
  it.each([
    [{}, '/', undefined],
    [{ authorization: 'Bearer Credential=A/B' }, '/', undefined],
    [{ authorization: 'AWS4-HMAC-SHA256 Credential=AKID/2026/us-east-1/lambda/aws4_request' }, '/', 'AKID'],
    [{ authorization: 'AWS4-ECDSA-P256-SHA256 SignedHeaders=host, Credential=AKID/2026' }, '/', 'AKID'],
    [{}, '/?a=1&X-Amz-Credential=AKID%2F2026', 'AKID'],
  ])('finds in %o and %s the key %s', (headers, url, accessKey) => {
    expect(accessKeyOf(headers, url)).toBe(accessKey);
  });
});
