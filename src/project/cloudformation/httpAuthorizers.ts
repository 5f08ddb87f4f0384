import { recordOf, textOf, type Settings } from '../plainSettings';
import { logicalIdOf, propertyOf } from './linkedEventSource';
import { plainValue } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';

/** Authorizers that are resources of their own, by the property that names their API. */
const API_PROPERTIES: Readonly<Partial<Record<string, string>>> = {
  'AWS::ApiGateway::Authorizer': 'RestApiId',
  'AWS::ApiGatewayV2::Authorizer': 'ApiId',
};

/** The authorizers of an API that are resources of their own, by logical id, in SAM's words. */
export function authorizerResources(template: Template, api: string): Record<string, unknown> {
  const found = [...template.resources.values()].flatMap((resource) => {
    const property = Object.hasOwn(API_PROPERTIES, resource.type) ? API_PROPERTIES[resource.type] : undefined;
    if (property === undefined || logicalIdOf(propertyOf(template, resource, property)) !== api) return [];
    const authorizer = authorizerResource(template, resource);
    return authorizer === undefined ? [] : [[resource.logicalId, authorizer] as const];
  });
  return Object.fromEntries(found);
}

function authorizerResource(template: Template, resource: Resource): Settings | undefined {
  const given = recordOf(plainValue(template.evaluate(resource.properties)));
  return samAuthorizer({
    type: textOf(given['AuthorizerType'] ?? given['Type']),
    uri: textOf(given['AuthorizerUri']),
    identitySource: given['IdentitySource'],
    ttlSeconds: given['AuthorizerResultTtlInSeconds'],
    validationExpression: given['IdentityValidationExpression'],
    payloadFormatVersion: given['AuthorizerPayloadFormatVersion'],
    simpleResponses: given['EnableSimpleResponses'],
    jwt: given['JwtConfiguration'],
  });
}

/** What CloudFormation and OpenAPI say of an authorizer in words of their own. */
export interface WrittenAuthorizer {
  readonly type: string | undefined;
  readonly uri: string | undefined;
  readonly identitySource: unknown;
  readonly ttlSeconds: unknown;
  readonly validationExpression: unknown;
  readonly payloadFormatVersion: unknown;
  readonly simpleResponses: unknown;
  readonly jwt: unknown;
}

/** In SAM's words; undefined for a Lambda authorizer whose function is not known. */
export function samAuthorizer(given: WrittenAuthorizer): Settings | undefined {
  const type = given.type?.toUpperCase();
  const source = given.identitySource === undefined ? {} : { IdentitySource: given.identitySource };
  if (type === 'JWT') return { ...source, JwtConfiguration: given.jwt ?? {} };
  if (type === 'COGNITO_USER_POOLS') return source;
  if (given.uri === undefined) return undefined;
  return known({
    FunctionArn: given.uri,
    FunctionPayloadType: type,
    AuthorizerPayloadFormatVersion: given.payloadFormatVersion,
    EnableSimpleResponses: given.simpleResponses,
    ...source,
    Identity: known({ ReauthorizeEvery: given.ttlSeconds, ValidationExpression: given.validationExpression }),
  });
}

/** Without the members that nothing is written for. */
export function known(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
