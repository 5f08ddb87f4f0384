import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import {
  commonLogTime,
  eventBody,
  eventHeaders,
  grouped,
  headerPairs,
  joined,
  lowerCased,
  mediaTypeOf,
  splitUrl,
  type EventBody,
  type Pair,
} from '../requestParts';
import { apiIdOf, type RoutedRequest } from './frontRequest';

/** The event of payload format 1.0, as REST APIs and, with a `version`, HTTP APIs make it. */
export function eventVersion1(request: RoutedRequest): Record<string, unknown> {
  const { body, isBase64Encoded } = bodyOf(request);
  return {
    ...(request.front.kind === 'HttpApi' && { version: '1.0' }),
    ...version1Members(request),
    body: body ?? null,
    isBase64Encoded,
  };
}

/** What the events of functions and of authorizers have in common. */
export function version1Members(request: RoutedRequest): Record<string, unknown> {
  const { received, front, route, path, pathParameters } = request;
  const headers = eventHeaders(received);
  const query = [...new URLSearchParams(splitUrl(received.url).query)];
  return {
    resource: route.path,
    // A REST API shows the path of the resource, an HTTP API the client's with the stage.
    path: front.kind === 'RestApi' ? path : splitUrl(received.url).path,
    httpMethod: received.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(grouped(headers)),
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(grouped(query))),
    pathParameters: pathParameters ?? null,
    stageVariables: front.stageVariables ?? null,
    requestContext: requestContext(request, headers),
  };
}

function requestContext(request: RoutedRequest, headers: readonly Pair[]): Record<string, unknown> {
  const { received, front, route, authorization } = request;
  const byName = joined(lowerCased(headers));
  const apiId = apiIdOf(front.name);
  const accessKey = authorization.accessKeyId ?? null;
  return {
    resourceId: createHash('sha256').update(route.path).digest('hex').slice(0, 6),
    resourcePath: route.path,
    httpMethod: received.method,
    extendedRequestId: received.requestId,
    requestTime: commonLogTime(received.epochMs),
    path: splitUrl(received.url).path,
    accountId: LOCAL_ACCOUNT,
    ...(authorization.version1 && { authorizer: authorization.version1 }),
    protocol: `HTTP/${received.httpVersion}`,
    stage: front.stage,
    domainPrefix: apiId,
    requestTimeEpoch: received.epochMs,
    requestId: received.requestId,
    identity: {
      accessKey,
      accountId: accessKey === null ? null : LOCAL_ACCOUNT,
      caller: accessKey,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: received.sourceIp,
      user: accessKey,
      userAgent: byName.get('user-agent') ?? null,
      userArn: accessKey === null ? null : `arn:aws:iam::${LOCAL_ACCOUNT}:user/local`,
    },
    domainName: byName.get('host') ?? '',
    apiId,
  };
}

/** REST APIs encode what the template lists as binary and take everything else for text; HTTP APIs know themselves. */
function bodyOf({ received, front }: RoutedRequest): EventBody {
  const contentType = joined(lowerCased(headerPairs(received.rawHeaders))).get('content-type') ?? '';
  if (front.kind === 'HttpApi') return eventBody(received.body, contentType);
  if (received.body.length === 0) return { isBase64Encoded: false };
  return isBinary(contentType, front.binaryMediaTypes)
    ? { body: received.body.toString('base64'), isBase64Encoded: true }
    : { body: received.body.toString(isUtf8(received.body) ? 'utf8' : 'latin1'), isBase64Encoded: false };
}

/** Whether a media type is one of the binary ones; `*` stands for any part: `image/*`. */
export function isBinary(contentType: string, binaryMediaTypes: readonly string[]): boolean {
  const [type = '', subtype = ''] = mediaTypeOf(contentType).split('/');
  return binaryMediaTypes.some((binary) => {
    const [binaryType = '', binarySubtype = ''] = mediaTypeOf(binary).split('/');
    return (binaryType === '*' || binaryType === type) && (binarySubtype === '*' || binarySubtype === subtype);
  });
}

function lastValues(pairs: Iterable<Pair>): Record<string, string> {
  return Object.fromEntries(pairs);
}

function orNull<Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> | null {
  return Object.keys(values).length === 0 ? null : values;
}
