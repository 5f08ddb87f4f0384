import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT } from '../lambda/identifiers';

/** Payload format 2.0 of function URLs (lambda-contract §13). */
export interface FunctionUrlEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authentication: null;
    readonly authorizer?: { readonly iam: Readonly<Record<string, string | null>> };
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: '$default';
    readonly stage: '$default';
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly pathParameters: null;
  readonly isBase64Encoded: boolean;
  readonly stageVariables: null;
}

/** A request to a function URL, as it came over the wire. */
export interface FunctionUrlRequest {
  readonly functionName: string;
  readonly method: string;
  /** Path and query, undecoded. */
  readonly url: string;
  readonly httpVersion: string;
  /** Names and values in turns, in the spelling of the client. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
  readonly requestId: string;
  readonly traceId: string;
  readonly epochMs: number;
  /** Access key id of the signature; undefined when the function URL does not ask for one. */
  readonly accessKeyId: string | undefined;
}

/** Headers about the connection rather than the request; cookies have their own member in the event. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'connection',
  'cookie',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Media types that stay text; the official list was not found (lambda-contract §16.8). */
const TEXT_MEDIA_TYPE = /^(?:text\/.+|application\/(?:json|xml|(?:x-)?javascript)|.+\/.+\+(?:json|xml))$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The event a function URL makes of a request (lambda-contract §13). The `x-amzn-tls-*` headers are missing because there is
 * no TLS, and `domainName` is the name the client used, so that links made from it work.
 */
export function functionUrlEvent(request: FunctionUrlRequest): FunctionUrlEvent {
  const { requestId, epochMs, accessKeyId } = request;
  const mark = request.url.indexOf('?');
  const rawPath = mark === -1 ? request.url : request.url.slice(0, mark);
  const rawQueryString = mark === -1 ? '' : request.url.slice(mark + 1);
  const received = joined(lowerCased(request.rawHeaders));
  const headers = {
    ...Object.fromEntries([...received].filter(([name]) => !LEFT_OUT.has(name))),
    'x-amzn-trace-id': request.traceId,
    'x-forwarded-for': request.sourceIp,
    'x-forwarded-port': String(request.port),
    'x-forwarded-proto': 'http',
  };
  const cookies = received.get('cookie')?.split(/;\s*/).filter(Boolean);
  const apiId = urlId(request.functionName);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers,
    ...(rawQueryString !== '' && {
      queryStringParameters: Object.fromEntries(joined(new URLSearchParams(rawQueryString))),
    }),
    requestContext: {
      accountId: accessKeyId === undefined ? 'anonymous' : LOCAL_ACCOUNT,
      apiId,
      authentication: null,
      ...(accessKeyId !== undefined && { authorizer: { iam: identity(accessKeyId) } }),
      domainName: received.get('host') ?? '',
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: received.get('user-agent') ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(epochMs),
      timeEpoch: epochMs,
    },
    ...eventBody(request.body, received.get('content-type')),
    pathParameters: null,
    stageVariables: null,
  };
}

/** Access key id of a SigV4 signature in the header or the query; the signature itself is not checked. */
export function accessKeyOf(headers: IncomingHttpHeaders, url: string): string | undefined {
  const inHeader = /^AWS4-\S+ .*?Credential=([^/,\s]+)/.exec(headers.authorization ?? '')?.[1];
  return inHeader ?? /[?&]X-Amz-Credential=([^/&%]+)/.exec(url)?.[1];
}

/** Function URLs have ids of 32 letters and digits; here it follows from the name, so that it stays the same. */
function urlId(functionName: string): string {
  return createHash('sha256').update(functionName).digest('hex').slice(0, 32);
}

function eventBody(body: Buffer, contentType = ''): Pick<FunctionUrlEvent, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  const [mediaType = ''] = contentType.toLowerCase().split(';');
  return TEXT_MEDIA_TYPE.test(mediaType.trim()) && isUtf8(body)
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

function identity(accessKey: string): Record<string, string | null> {
  return {
    accessKey,
    accountId: LOCAL_ACCOUNT,
    callerId: accessKey,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/local`,
    userId: accessKey,
  };
}

function* lowerCased(rawHeaders: readonly string[]): Generator<[name: string, value: string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    yield [(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? ''];
  }
}

/** Values of one name become one value, joined by commas. */
function joined(pairs: Iterable<[name: string, value: string]>): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return values;
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(epochMs: number): string {
  const date = new Date(epochMs);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${day}/${month}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
