import type { AuthorizerConfiguration, HttpFrontKind, LambdaAuthorizer } from '../lambda/httpApi';
import { isTrue, numberOf, recordOf, textOf, textsOf, type Settings } from './plainSettings';

/** Authorizer that routes name without defining it. */
const IAM = 'AWS_IAM';

/** How long a REST API keeps an answer when the template is silent, in seconds; an HTTP API does not keep it. */
const REST_API_TTL_SECONDS = 300;

const AUTHORIZATION = '$request.header.Authorization';

/** The authorizers of an API: SAM's `Auth` with its `Authorizers`. */
export function authorizersOf(kind: HttpFrontKind, auth: Settings): Record<string, AuthorizerConfiguration> {
  const defined = Object.entries(recordOf(auth['Authorizers'])).flatMap(([name, given]) => {
    const authorizer = readAuthorizer(kind, recordOf(given));
    return authorizer === undefined ? [] : [[name, authorizer] as const];
  });
  return { [IAM]: { kind: 'iam' }, ...Object.fromEntries(defined) };
}

/** Name of the authorizer of an event; undefined when everyone may call. */
export function authorizerOf(settings: Settings, auth: Settings): string | undefined {
  const own = recordOf(settings['Auth'])['Authorizer'] ?? recordOf(settings['Authorizer'])['name'];
  const name = textOf(own) ?? textOf(settings['Authorizer']) ?? textOf(auth['DefaultAuthorizer']);
  if (name === 'NONE') return undefined;
  return name?.toUpperCase() === IAM ? IAM : name;
}

/** Undefined for one whose function is not known: requests are then refused, not waved through. */
function readAuthorizer(kind: HttpFrontKind, given: Settings): AuthorizerConfiguration | undefined {
  const functionArn = textOf(given['FunctionArn']);
  if (functionArn !== undefined) return lambdaAuthorizer(kind, functionArn, given);
  if (kind === 'HttpApi' && given['JwtConfiguration'] === undefined) return undefined;
  const header = textOf(recordOf(given['Identity'])['Header']);
  const [written] = writtenSources(given);
  return {
    kind: kind === 'HttpApi' ? 'jwt' : 'cognito',
    identitySource: written ?? (header === undefined ? AUTHORIZATION : `$request.header.${header}`),
  };
}

/** `IdentitySource`: a list, or texts with commas; `method.request.header.X` is the older spelling of `$request.header.X`. */
function writtenSources(given: Settings): string[] {
  return textsOf(given['IdentitySource'])
    .flatMap((text) => text.split(','))
    .map((text) =>
      text
        .trim()
        .replace(/^method\.request\.(?=header\.|querystring\.)/, '$request.')
        .replace(/^(?=context\.|stageVariables\.)/, '$'),
    )
    .filter(Boolean);
}

function lambdaAuthorizer(kind: HttpFrontKind, functionArn: string, given: Settings): LambdaAuthorizer {
  const identity = recordOf(given['Identity']);
  const payload = payloadOf(kind, given);
  const validationExpression = textOf(identity['ValidationExpression']);
  const sources = writtenSources(given);
  return {
    kind: 'lambda',
    functionName: /:function:([A-Za-z0-9_-]+)/.exec(functionArn)?.[1] ?? functionArn,
    payload,
    simpleResponses: payload === '2.0' && isTrue(given['EnableSimpleResponses']),
    identitySources: sources.length > 0 ? sources : identitySourcesOf(payload, identity),
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
