import { headerPairs, joined, lowerCased, splitUrl } from '../requestParts';
import { routeKeyOf, type RoutedRequest } from './frontRequest';

/** Values of the identity sources, in their order; undefined as soon as one is missing or empty. */
export function identityOf(request: RoutedRequest, sources: readonly string[]): string[] | undefined {
  const present: string[] = [];
  for (const source of sources) {
    const value = identityValue(request, source);
    if (value === undefined || value === '') return undefined;
    present.push(value);
  }
  return present;
}

/** `$request.header.Name`, `$request.querystring.name`, `$stageVariables.name`, `$context.name` */
function identityValue(request: RoutedRequest, source: string): string | undefined {
  const { received, front } = request;
  const [, place, name = ''] =
    /^\$(request\.header|request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  const readers: Readonly<Partial<Record<string, () => string | undefined>>> = {
    'request.header': () => joined(lowerCased(headerPairs(received.rawHeaders))).get(name.toLowerCase()),
    'request.querystring': () => joined(new URLSearchParams(splitUrl(received.url).query)).get(name),
    stageVariables: () => front.stageVariables?.[name],
    context: () => contextValue(request, name),
  };
  return place === undefined ? undefined : readers[place]?.();
}

function contextValue({ received, front, route }: RoutedRequest, name: string): string | undefined {
  const values: Readonly<Partial<Record<string, string>>> = {
    httpMethod: received.method,
    'identity.sourceIp': received.sourceIp,
    path: splitUrl(received.url).path,
    resourcePath: route.path,
    routeKey: routeKeyOf(route),
    stage: front.stage,
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
