import type { EventSource } from '../projectFunction';
import { text, texts } from './parameter';
import type { SampleParameter } from './parameter';
import { textSetting } from './settings';

const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Parameters of every event that stands for an HTTP request. */
export const REQUEST_PARAMETERS = {
  method: text('HTTP method', 'POST'),
  path: text('Path, without query', '/orders/42'),
  query: text('Query, without question mark', 'expand=items'),
  headers: texts('More headers', {}),
  body: text('Body; without text there is none', '{"quantity":2}'),
  host: text('Name of the host', 'example.execute-api.us-east-1.amazonaws.com'),
  sourceIp: text('Address of the caller', '203.0.113.10'),
} as const satisfies Readonly<Record<string, SampleParameter>>;

export const USER_AGENT = 'curl/8.5.0';
export const TRACE_ID = 'Root=1-69566340-5d2c8f1b7a3e4c6d9f0b1a2e';

/** Headers of the request, named in lower case as HTTP/2 names them. */
export function requestHeaders(given: {
  readonly host: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
}): Record<string, string> {
  return {
    accept: '*/*',
    ...(given.body === '' ? {} : { 'content-type': 'application/json' }),
    host: given.host,
    'user-agent': USER_AGENT,
    'x-amzn-trace-id': TRACE_ID,
    'x-forwarded-for': given.sourceIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...given.headers,
  };
}

/** Each value in a list of its own. */
export function multiValue(values: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}

/** Values of each query parameter, in the order they were given. */
export function queryLists(query: string): Record<string, string[]> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

/** The last value of each query parameter, or all of them joined. */
export function queryTexts(query: string, join: 'last' | 'comma'): Record<string, string> {
  return Object.fromEntries(
    Object.entries(queryLists(query)).map(([name, values]) => [
      name,
      join === 'last' ? (values.at(-1) ?? '') : values.join(','),
    ]),
  );
}

/** Null for nothing: API Gateway's REST APIs write it where there is no parameter of a kind. */
export function orNull<Value>(values: Record<string, Value>): Record<string, Value> | null {
  return Object.keys(values).length === 0 ? null : values;
}

/** What `{name}` and `{name+}` in a route stand for in a path. */
export function pathParameters(route: string, path: string): Record<string, string> {
  const segments = path.split('/');
  return Object.fromEntries(
    route.split('/').flatMap((part, index) => {
      const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return [];
      return [[name, greedy === '+' ? segments.slice(index).join('/') : (segments[index] ?? '')]];
    }),
  );
}

/** Values for a route of a template: its path with a name for each parameter, and no body where the method has none. */
export function routeValues(settings: EventSource['settings']): {
  readonly route: string | undefined;
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly body: string | undefined;
} {
  const written = textSetting(settings, 'Method')?.toUpperCase();
  const method = written === 'ANY' || written === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'GET' : written;
  const given = textSetting(settings, 'Path');
  const route = given?.startsWith('/') === true ? given : undefined;
  return {
    route,
    path: route?.replaceAll(/\{(.+?)\+?\}/g, '$1'),
    method,
    body: method !== undefined && METHODS_WITHOUT_BODY.has(method) ? '' : undefined,
  };
}
