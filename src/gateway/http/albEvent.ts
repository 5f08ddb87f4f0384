import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { eventBody, eventHeaders, grouped, joined, lowerCased, splitUrl, type Pair } from '../requestParts';
import { apiIdOf, type RoutedRequest } from './frontRequest';

/**
 * The event an Application Load Balancer sends. Header names are lower-case, query parameters stay encoded; with
 * multi-value headers enabled the plural members replace the singular ones.
 */
export function albEvent({ received, front, region, route }: RoutedRequest): Record<string, unknown> {
  const { path, query } = splitUrl(received.url);
  const headers = lowerCased(eventHeaders(received));
  const parameters = query.split('&').filter(Boolean).map(pairOf);
  const contentType = joined(headers).get('content-type');
  const { body = '', isBase64Encoded } = eventBody(received.body, contentType);
  const targetGroup = `${route.functionName}/${apiIdOf(front.name)}`;
  return {
    requestContext: {
      elb: {
        targetGroupArn: `arn:aws:elasticloadbalancing:${region}:${LOCAL_ACCOUNT}:targetgroup/${targetGroup}`,
      },
    },
    httpMethod: received.method,
    path,
    ...((route.multiValueHeaders ?? front.multiValueHeaders)
      ? {
          multiValueQueryStringParameters: Object.fromEntries(grouped(parameters)),
          multiValueHeaders: Object.fromEntries(grouped(headers)),
        }
      : { queryStringParameters: Object.fromEntries(parameters), headers: Object.fromEntries(headers) }),
    body,
    isBase64Encoded,
  };
}

function pairOf(parameter: string): Pair {
  const mark = parameter.indexOf('=');
  return mark === -1 ? [parameter, ''] : [parameter.slice(0, mark), parameter.slice(mark + 1)];
}
