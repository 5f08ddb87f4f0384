import type { CloudFrontRequestEvent, CloudFrontResponseEvent } from 'aws-lambda';
import { text } from './parameter';
import { sample } from './sample';

const REQUEST = {
  method: text('HTTP method', 'GET'),
  uri: text('Path', '/index.html'),
  query: text('Query, without question mark', 'size=large'),
  clientIp: text('Address of the viewer', '203.0.113.178'),
  host: text('Host header', 'd111111abcdef8.cloudfront.net'),
  distributionId: text('Id of the distribution', 'EDFDVBD6EXAMPLE'),
  requestId: text('Id of the request', '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ=='),
} as const;
/** At the origin the Host header is the origin's. */
const ORIGIN = { ...REQUEST, host: text('Domain of the origin', 'example.org') } as const;
const STATUS = text('Status of the response', '200');
const service = 'CloudFront';

interface RequestValues {
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  readonly clientIp: string;
  readonly host: string;
  readonly distributionId: string;
  readonly requestId: string;
}
type Cf = CloudFrontRequestEvent['Records'][number]['cf'];

function config(given: RequestValues, eventType: Cf['config']['eventType']): Cf['config'] {
  return {
    distributionDomainName: 'd111111abcdef8.cloudfront.net',
    distributionId: given.distributionId,
    eventType,
    requestId: given.requestId,
  };
}

function request(given: RequestValues): Cf['request'] {
  return {
    clientIp: given.clientIp,
    headers: {
      host: [{ key: 'Host', value: given.host }],
      'user-agent': [{ key: 'User-Agent', value: 'curl/8.5.0' }],
      accept: [{ key: 'accept', value: '*/*' }],
    },
    method: given.method,
    querystring: given.query,
    uri: given.uri,
  };
}

function originRequest(given: RequestValues): Cf['request'] {
  return {
    ...request(given),
    headers: {
      'x-forwarded-for': [{ key: 'X-Forwarded-For', value: given.clientIp }],
      'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
      via: [{ key: 'Via', value: '2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)' }],
      host: [{ key: 'Host', value: given.host }],
    },
    origin: {
      custom: {
        customHeaders: {},
        domainName: given.host,
        keepaliveTimeout: 5,
        path: '',
        port: 443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    },
  };
}

function response(status: string): CloudFrontResponseEvent['Records'][number]['cf']['response'] {
  return {
    status,
    statusDescription: status === '200' ? 'OK' : '',
    headers: {
      'content-type': [{ key: 'Content-Type', value: 'text/html; charset=utf-8' }],
      'cache-control': [{ key: 'Cache-Control', value: 'max-age=300' }],
    },
  };
}

const viewerRequest = sample({
  id: 'cloudfront-viewer-request',
  title: 'CloudFront viewer request (Lambda@Edge)',
  service,
  eventTypes: ['CloudFront'],
  parameters: REQUEST,
  event: (given) =>
    ({
      Records: [{ cf: { config: config(given, 'viewer-request'), request: request(given) } }],
    }) satisfies CloudFrontRequestEvent,
});

const toOrigin = sample({
  id: 'cloudfront-origin-request',
  title: 'CloudFront origin request (Lambda@Edge)',
  service,
  eventTypes: ['CloudFront'],
  parameters: ORIGIN,
  event: (given) =>
    ({
      Records: [{ cf: { config: config(given, 'origin-request'), request: originRequest(given) } }],
    }) satisfies CloudFrontRequestEvent,
});

const fromOrigin = sample({
  id: 'cloudfront-origin-response',
  title: 'CloudFront origin response (Lambda@Edge)',
  service,
  eventTypes: ['CloudFront'],
  parameters: { ...ORIGIN, status: STATUS },
  event: (given) =>
    ({
      Records: [
        {
          cf: {
            config: config(given, 'origin-response'),
            request: originRequest(given),
            response: response(given.status),
          },
        },
      ],
    }) satisfies CloudFrontResponseEvent,
});

const viewerResponse = sample({
  id: 'cloudfront-viewer-response',
  title: 'CloudFront viewer response (Lambda@Edge)',
  service,
  eventTypes: ['CloudFront'],
  parameters: { ...REQUEST, status: STATUS },
  event: (given) =>
    ({
      Records: [
        { cf: { config: config(given, 'viewer-response'), request: request(given), response: response(given.status) } },
      ],
    }) satisfies CloudFrontResponseEvent,
});

export const CLOUD_FRONT_SAMPLES = [viewerRequest, toOrigin, fromOrigin, viewerResponse];
