import { recordOf, textOf, type Settings } from '../plainSettings';

/** Headers that grant, as a mock integration names them, and SAM's words for them. */
const GRANTS: Readonly<Record<string, string>> = {
  'access-control-allow-credentials': 'AllowCredentials',
  'access-control-allow-headers': 'AllowHeaders',
  'access-control-allow-methods': 'AllowMethods',
  'access-control-allow-origin': 'AllowOrigin',
  'access-control-expose-headers': 'ExposeHeaders',
  'access-control-max-age': 'MaxAge',
};

const RESPONSE_HEADER = 'method.response.header.';

/**
 * What an OPTIONS method that answers by itself grants to the resource it belongs to: a mock integration with CORS headers, as
 * CDK and OpenAPI definitions write it. In SAM's words; undefined for anything else.
 *
 * @param responses Those of the integration, by status or in a list.
 */
export function mockCors(type: unknown, responses: unknown): Settings | undefined {
  if (textOf(type)?.toUpperCase() !== 'MOCK' || typeof responses !== 'object' || responses === null) return undefined;
  for (const response of Object.values(responses).map(recordOf)) {
    const headers = recordOf(response['ResponseParameters'] ?? response['responseParameters']);
    const granted = Object.entries(headers).flatMap(([parameter, value]) => {
      const name = parameter.startsWith(RESPONSE_HEADER) ? parameter.slice(RESPONSE_HEADER.length).toLowerCase() : '';
      const word = Object.hasOwn(GRANTS, name) ? GRANTS[name] : undefined;
      return word === undefined ? [] : [[word, textOf(value)?.replaceAll("'", '')] as const];
    });
    if (granted.some(([word]) => word === 'AllowOrigin')) return Object.fromEntries(granted);
  }
  return undefined;
}
