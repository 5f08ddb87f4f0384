import type { AuthorizerConfiguration, HttpFrontKind, LambdaAuthorizer } from '../lambda/httpApi';
import { isTrue, numberOf, recordOf, textOf, textsOf, type Settings } from './plainSettings';

/** Authorizer that routes name without defining it. */
const IAM = 'AWS_IAM';

/** How long a REST API keeps an answer when the template is silent, in seconds; an HTTP API does not keep it. */
const REST_API_TTL_SECONDS = 300;

const AUTHORIZATION = '$request.header.Authorization';

/** The authorizers of an API: SAM's `Auth` with its `Authorizers`. */
export function authorizersOf(kind: HttpFrontKind, auth: Settings): Record<string, AuthorizerConfiguration> {
  const defined = Object.entries(recordOf(auth['Authorizers'])).map(
    ([name, given]) => [name, readAuthorizer(kind, recordOf(given))] as const,
  );
  return { [IAM]: { kind: 'iam' }, ...Object.fromEntries(defined) };
}

/** Name of the authorizer of an event; undefined when everyone may call. */
export function authorizerOf(settings: Settings, auth: Settings): string | undefined {
  const own = recordOf(settings['Auth'])['Authorizer'] ?? recordOf(settings['Authorizer'])['name'];
  const name = textOf(own) ?? textOf(settings['Authorizer']) ?? textOf(auth['DefaultAuthorizer']);
  if (name === 'NONE') return undefined;
  return name?.toUpperCase() === IAM ? IAM : name;
}

function readAuthorizer(kind: HttpFrontKind, given: Settings): AuthorizerConfiguration {
  const functionArn = textOf(given['FunctionArn']);
  if (functionArn !== undefined) return lambdaAuthorizer(kind, functionArn, given);
  const header = textOf(recordOf(given['Identity'])['Header']);
  return {
    kind: kind === 'HttpApi' ? 'jwt' : 'cognito',
    identitySource:
      textOf(given['IdentitySource']) ?? (header === undefined ? AUTHORIZATION : `$request.header.${header}`),
  };
}

function lambdaAuthorizer(kind: HttpFrontKind, functionArn: string, given: Settings): LambdaAuthorizer {
  const identity = recordOf(given['Identity']);
  const payload = payloadOf(kind, given);
  const validationExpression = textOf(identity['ValidationExpression']);
  return {
    kind: 'lambda',
    functionName: /:function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn,
    payload,
    simpleResponses: payload === '2.0' && isTrue(given['EnableSimpleResponses']),
    identitySources: identitySourcesOf(payload, identity),
    ...(payload === 'TOKEN' && validationExpression !== undefined && { validationExpression }),
    ttlSeconds: numberOf(identity['ReauthorizeEvery']) ?? (kind === 'RestApi' ? REST_API_TTL_SECONDS : 0),
  };
}

function payloadOf(kind: HttpFrontKind, given: Settings): LambdaAuthorizer['payload'] {
  if (kind === 'HttpApi') return numberOf(given['AuthorizerPayloadFormatVersion']) === 1 ? '1.0' : '2.0';
  return textOf(given['FunctionPayloadType']) === 'REQUEST' ? 'REQUEST' : 'TOKEN';
}

function identitySourcesOf(payload: LambdaAuthorizer['payload'], identity: Settings): string[] {
  if (payload === 'TOKEN') return [`$request.header.${textOf(identity['Header']) ?? 'Authorization'}`];
  const named = (prefix: string, names: unknown): string[] => textsOf(names).map((name) => `${prefix}.${name}`);
  return [
    ...named('$request.header', identity['Headers']),
    ...named('$request.querystring', identity['QueryStrings']),
    ...named('$stageVariables', identity['StageVariables']),
    ...named('$context', identity['Context']),
  ];
}
