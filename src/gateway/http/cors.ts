import type { IncomingHttpHeaders } from 'node:http';
import type { CorsConfiguration, HttpFrontKind } from '../../lambda/httpApi';
import { fitsWildcards } from './wildcards';

/** Whether the template lets pages of this origin read answers. */
export function grantsOrigin(cors: CorsConfiguration | undefined, origin: string | undefined): boolean {
  return (
    cors !== undefined && origin !== undefined && cors.allowOrigins.some((allowed) => fitsWildcards(allowed, origin))
  );
}

/** A browser asks whether it may send a request. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Headers that an HTTP API adds to every answer; names and values in turns. A REST API leaves that to its functions. */
export function answerHeaders(
  cors: CorsConfiguration | undefined,
  kind: HttpFrontKind,
  origin: string | undefined,
): string[] {
  if (cors === undefined || origin === undefined || kind !== 'HttpApi' || !grantsOrigin(cors, origin)) return [];
  return [...originHeaders(cors, origin), ...listHeader('access-control-expose-headers', cors.exposeHeaders)];
}

/** Headers of the answer to an OPTIONS request. `methods` are those of the path, for a template that lists none. */
export function preflightHeaders(
  cors: CorsConfiguration,
  kind: HttpFrontKind,
  origin: string | undefined,
  methods: readonly string[],
): string[] {
  if (kind === 'HttpApi' && !grantsOrigin(cors, origin)) return [];
  return [
    ...originHeaders(cors, origin),
    ...listHeader('access-control-allow-methods', cors.allowMethods.length === 0 ? methods : cors.allowMethods),
    ...listHeader('access-control-allow-headers', cors.allowHeaders),
    ...(cors.maxAgeSeconds === undefined ? [] : ['access-control-max-age', String(cors.maxAgeSeconds)]),
  ];
}

/** An HTTP API that handles CORS ignores what its functions say about it. */
export function withoutCors(headers: readonly string[]): string[] {
  return headers.filter(
    (_, index) => !(headers[index - (index % 2)] ?? '').toLowerCase().startsWith('access-control-'),
  );
}

function originHeaders(cors: CorsConfiguration, origin: string | undefined): string[] {
  const any = cors.allowOrigins.includes('*');
  return [
    'access-control-allow-origin',
    any ? '*' : grantsOrigin(cors, origin) && origin !== undefined ? origin : cors.allowOrigins.join(','),
    ...(cors.allowCredentials ? ['access-control-allow-credentials', 'true'] : []),
  ];
}

/** A header whose value is a list; none for an empty one. */
export function listHeader(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [name, values.join(',')];
}
