import type { CorsConfiguration, HttpFrontKind } from '../lambda/httpApi';
import { isTrue, numberOf, recordOf, textOf, textsOf } from './plainSettings';

const NOTHING: CorsConfiguration = {
  allowOrigins: [],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
};

/**
 * `CorsConfiguration` of an HTTP API, which lists, or `Cors` of a REST API, which holds header values in quotes. `true` and
 * a text grant origins alone. Undefined when nothing is granted.
 */
export function corsOf(kind: HttpFrontKind, given: unknown): CorsConfiguration | undefined {
  if (isTrue(given)) return { ...NOTHING, allowOrigins: ['*'] };
  const single = textOf(given);
  if (single !== undefined) return single === 'false' ? undefined : { ...NOTHING, allowOrigins: valuesOf(single) };
  const settings = recordOf(given);
  const maxAgeSeconds = numberOf(textOf(settings['MaxAge'])?.replaceAll("'", ''));
  const cors = {
    allowOrigins: valuesOf(settings[kind === 'HttpApi' ? 'AllowOrigins' : 'AllowOrigin']),
    allowMethods: valuesOf(settings['AllowMethods']),
    allowHeaders: valuesOf(settings['AllowHeaders']),
    exposeHeaders: valuesOf(settings['ExposeHeaders']),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    allowCredentials: isTrue(settings['AllowCredentials']),
  };
  return cors.allowOrigins.length === 0 ? undefined : cors;
}

/** `['GET', 'POST']` and `"'GET,POST'"` alike. */
function valuesOf(given: unknown): string[] {
  return textsOf(given)
    .flatMap((text) => text.replaceAll("'", '').split(','))
    .map((text) => text.trim())
    .filter(Boolean);
}
