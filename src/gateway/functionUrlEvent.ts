import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT } from '../lambda/identifiers';
import {
  commonLogTime,
  cookiesOf,
  eventBody,
  eventHeaders,
  headerPairs,
  joined,
  lowerCased,
  splitUrl,
  type ReceivedRequest,
} from './requestParts';

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

/** A request to a function URL. */
export interface FunctionUrlRequest extends ReceivedRequest {
  readonly functionName: string;
  /** Access key id of the signature; undefined when the function URL does not ask for one. */
  readonly accessKeyId: string | undefined;
}

/**
 * The event a function URL makes of a request (lambda-contract §13). The `x-amzn-tls-*` headers are missing because there is
 * no TLS, and `domainName` is the name the client used, so that links made from it work.
 */
export function functionUrlEvent(request: FunctionUrlRequest): FunctionUrlEvent {
  const { requestId, epochMs, accessKeyId } = request;
  const { path: rawPath, query: rawQueryString } = splitUrl(request.url);
  const received = joined(lowerCased(headerPairs(request.rawHeaders)));
  const headers = joined(lowerCased(eventHeaders(request)));
  headers.delete('cookie');
  const cookies = cookiesOf(received.get('cookie'));
  const apiId = urlId(request.functionName);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: Object.fromEntries(headers),
    ...(rawQueryString !== '' && {
      queryStringParameters: Object.fromEntries(joined(new URLSearchParams(rawQueryString))),
    }),
    requestContext: {
      accountId: accessKeyId === undefined ? 'anonymous' : LOCAL_ACCOUNT,
      apiId,
      authentication: null,
      ...(accessKeyId !== undefined && { authorizer: { iam: iamIdentity(accessKeyId) } }),
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

/** Whoever signed, as an event shows it. */
export function iamIdentity(accessKey: string): Record<string, string | null> {
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
