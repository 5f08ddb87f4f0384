import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { iamIdentity } from '../functionUrlEvent';
import {
  commonLogTime,
  cookiesOf,
  eventBody,
  eventHeaders,
  headerPairs,
  joined,
  lowerCased,
  splitUrl,
} from '../requestParts';
import { apiIdOf, routeKeyOf, type RoutedRequest } from './frontRequest';

/** The event of payload format 2.0 that an HTTP API makes of a request. Its path is the client's, with the stage. */
export function eventVersion2(request: RoutedRequest): Record<string, unknown> {
  const { received } = request;
  const contentType = joined(lowerCased(headerPairs(received.rawHeaders))).get('content-type');
  const { body, isBase64Encoded } = eventBody(received.body, contentType);
  return {
    version: '2.0',
    routeKey: routeKeyOf(request.route),
    ...requestMembers(request),
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** What the events of functions and of authorizers have in common. */
export function requestMembers({
  received,
  front,
  route,
  pathParameters,
  authorization,
}: RoutedRequest): Record<string, unknown> {
  const { path: rawPath, query: rawQueryString } = splitUrl(received.url);
  const headers = joined(lowerCased(eventHeaders(received)));
  const cookies = cookiesOf(headers.get('cookie'));
  headers.delete('cookie');
  const apiId = apiIdOf(front.name);
  const authorizer = {
    ...authorization.version2,
    ...(authorization.accessKeyId !== undefined && { iam: iamIdentity(authorization.accessKeyId) }),
  };
  return {
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: Object.fromEntries(headers),
    ...(rawQueryString !== '' && {
      queryStringParameters: Object.fromEntries(joined(new URLSearchParams(rawQueryString))),
    }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId,
      ...(Object.keys(authorizer).length > 0 && { authorizer }),
      domainName: headers.get('host') ?? '',
      domainPrefix: apiId,
      http: {
        method: received.method,
        path: rawPath,
        protocol: `HTTP/${received.httpVersion}`,
        sourceIp: received.sourceIp,
        userAgent: headers.get('user-agent') ?? '',
      },
      requestId: received.requestId,
      routeKey: routeKeyOf(route),
      stage: front.stage,
      time: commonLogTime(received.epochMs),
      timeEpoch: received.epochMs,
    },
    ...(pathParameters && { pathParameters }),
    ...(front.stageVariables && { stageVariables: front.stageVariables }),
  };
}
