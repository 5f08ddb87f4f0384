import type { CorsConfiguration } from '../lambda/httpApi';
import { grantsOrigin, listHeader } from './http/cors';

/**
 * Headers that a function URL adds to every answer, beside those of the function: where both speak of CORS, both are sent,
 * and browsers refuse the answer (github.com/aws-powertools/powertools-lambda-python/issues/4163). Names and values in turns.
 */
export function functionUrlCorsHeaders(cors: CorsConfiguration | undefined, origin: string | undefined): string[] {
  if (cors === undefined || origin === undefined || !grantsOrigin(cors, origin)) return [];
  return [
    ...['access-control-allow-origin', origin],
    ...(cors.allowCredentials ? ['access-control-allow-credentials', 'true'] : []),
    ...listHeader('access-control-expose-headers', cors.exposeHeaders),
    ...['vary', 'Origin'],
  ];
}

/** What the answer to a preflight says in addition; nothing to origins that the configuration does not name. */
export function functionUrlPreflightHeaders(cors: CorsConfiguration, origin: string | undefined): string[] {
  if (!grantsOrigin(cors, origin)) return [];
  return [
    ...listHeader('access-control-allow-methods', cors.allowMethods),
    ...listHeader('access-control-allow-headers', cors.allowHeaders),
    ...(cors.maxAgeSeconds === undefined ? [] : ['access-control-max-age', String(cors.maxAgeSeconds)]),
  ];
}
