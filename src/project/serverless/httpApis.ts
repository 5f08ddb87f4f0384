import { list, member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { known, samAuthorizer } from '../cloudformation/httpAuthorizers';
import { plainValue } from '../cloudformation/plainValue';
import { isTrue, recordOf, textOf, textsOf, type Settings } from '../plainSettings';
import type { EventSource } from '../projectFunction';
import { dictionaryOf, textAt } from '../translation/evaluatedBuilders';
import { functionArnOf } from './service';
import type { Service } from './service';

/** Logical ids of the APIs that the framework makes for events without one. */
const LOGICAL_IDS = { Api: 'ApiGatewayRestApi', HttpApi: 'HttpApi' } as const;

/** Headers that `cors: true` allows. */
const ALLOWED_HEADERS = [
  'Content-Type',
  'X-Amz-Date',
  'Authorization',
  'X-Api-Key',
  'X-Amz-Security-Token',
  'X-Amz-User-Agent',
  'X-Amzn-Trace-Id',
];

/** An `http` or `httpApi` event with what the provider says about its API, in SAM's words; others as they are. */
export function withHttpApi(source: EventSource, service: Service): EventSource {
  if (source.type === 'HttpApi') return { ...source, settings: httpApiSettings(source.settings, service) };
  return source.type === 'Api' ? { ...source, settings: restApiSettings(source.settings, service) } : source;
}

/** CORS of function URLs and HTTP APIs in SAM's words; undefined when nothing is granted. */
function corsSettings(given: unknown): Settings | undefined {
  const written = recordOf(given);
  if (!isTrue(given) && Object.keys(written).length === 0) return undefined;
  return {
    AllowOrigins: written['allowedOrigins'] ?? ['*'],
    AllowHeaders: written['allowedHeaders'] ?? ALLOWED_HEADERS,
    ...known({
      AllowMethods: written['allowedMethods'],
      ExposeHeaders: written['exposedResponseHeaders'],
      MaxAge: written['maxAge'],
      AllowCredentials: written['allowCredentials'],
    }),
  };
}

/** CORS of a function URL in SAM's words, at the place it was written at. */
export function urlCors(given: Evaluated | undefined): Evaluated | undefined {
  const settings = corsSettings(plainValue(given));
  if (given === undefined || settings === undefined) return undefined;
  const { at } = given;
  const members = Object.entries({ AllowMethods: ['*'], ...settings }).map(([name, value]) => {
    const texts = textsOf(value).map((text) => textAt(at, text));
    return [name, Array.isArray(value) ? list(at, texts, false) : texts[0]] as const;
  });
  return dictionaryOf(at, Object.fromEntries(members));
}

function httpApiSettings(settings: Settings, service: Service): Settings {
  const { Authorizer, ...others } = settings;
  const provider = recordOf(plainValue(member(service.provider, 'httpApi')));
  const defined = Object.entries(recordOf(provider['authorizers'])).flatMap(([name, given]) => {
    const authorizer = providerAuthorizer(recordOf(given), service);
    return authorizer === undefined ? [] : [[name, authorizer] as const];
  });
  const cors = corsSettings(provider['cors']);
  const own = ownAuthorizer(Authorizer);
  const authorizers = { ...Object.fromEntries(defined), ...own?.authorizers };
  return {
    ...others,
    ...known({ PayloadFormatVersion: provider['payload'] ?? plainValue(member(service.provider, 'payload')) }),
    ...(own !== undefined && { Auth: { Authorizer: own.name } }),
    ApiId: textOf(provider['id']) ?? LOGICAL_IDS.HttpApi,
    ...((cors !== undefined || Object.keys(authorizers).length > 0) && {
      Api: { Auth: { Authorizers: authorizers }, ...(cors !== undefined && { CorsConfiguration: cors }) },
    }),
  };
}

interface OwnAuthorizer {
  readonly name: string;
  /** Those that the event itself defines. */
  readonly authorizers?: Readonly<Record<string, Settings>>;
}

/** A name of the provider's authorizers, `{ name }`, `{ type: aws_iam }`, or the id of one that lives elsewhere. */
function ownAuthorizer(given: unknown): OwnAuthorizer | undefined {
  const written = recordOf(given);
  const type = textOf(written['type']);
  if (type === 'aws_iam') return { name: 'AWS_IAM' };
  const name = textOf(given) ?? textOf(written['name']);
  if (name !== undefined) return { name: name === 'aws_iam' ? 'AWS_IAM' : name };
  if (type !== undefined || written['id'] !== undefined) {
    const id = textOf(written['id']) ?? 'authorizer';
    return type === 'jwt' ? { name: id, authorizers: { [id]: { JwtConfiguration: {} } } } : { name: id };
  }
  return undefined;
}

function providerAuthorizer(given: Settings, service: Service): Settings | undefined {
  const key = textOf(given['functionName']);
  const arn = textOf(given['functionArn']) ?? (key === undefined ? undefined : functionArnOf(service, key));
  return samAuthorizer({
    type: textOf(given['type']) ?? 'jwt',
    uri: arn,
    identitySource: given['identitySource'],
    ttlSeconds: given['resultTtlInSeconds'],
    validationExpression: undefined,
    payloadFormatVersion: given['payloadVersion'],
    simpleResponses: given['enableSimpleResponses'],
    jwt: known({ issuer: given['issuerUrl'], audience: given['audience'] }),
  });
}

function restApiSettings(settings: Settings, service: Service): Settings {
  const { Authorizer, Cors, ...others } = settings;
  const gateway = recordOf(plainValue(member(service.provider, 'apiGateway')));
  const binary = gateway['binaryMediaTypes'];
  const authorizer = restApiAuthorizer(Authorizer, service);
  return {
    ...others,
    ...known({ Cors: restApiCors(Cors) }),
    ...(authorizer !== undefined && { Auth: { Authorizer: authorizer.name } }),
    RestApiId: textOf(gateway['restApiId']) ?? LOGICAL_IDS.Api,
    Api: {
      StageName: service.stage,
      ...(authorizer?.authorizers !== undefined && { Auth: { Authorizers: authorizer.authorizers } }),
      ...known({ BinaryMediaTypes: binary }),
    },
  };
}

/** A function of the service, an ARN of a function or a user pool, `aws_iam`, or a mapping of these and more. */
function restApiAuthorizer(given: unknown, service: Service): OwnAuthorizer | undefined {
  const written = typeof given === 'string' ? namedAuthorizer(given) : recordOf(given);
  const type = textOf(written['type'])?.toUpperCase();
  if (type === 'AWS_IAM') return { name: 'AWS_IAM' };
  const key = textOf(written['name']);
  const arn = textOf(written['arn']);
  const name = [key, arn?.split(/[:/]/).at(-1), textOf(written['authorizerId']), type].find(Boolean);
  if (name === undefined) return undefined;
  const authorizer = samAuthorizer({
    type: arn?.includes(':cognito-idp:') === true ? 'COGNITO_USER_POOLS' : type,
    uri: arn ?? (key === undefined ? undefined : functionArnOf(service, key)),
    identitySource: written['identitySource'],
    ttlSeconds: written['resultTtlInSeconds'],
    validationExpression: written['identityValidationExpression'],
    payloadFormatVersion: undefined,
    simpleResponses: undefined,
    jwt: undefined,
  });
  return { name, ...(authorizer !== undefined && { authorizers: { [name]: authorizer } }) };
}

function namedAuthorizer(text: string): Settings {
  if (text.toUpperCase() === 'AWS_IAM') return { type: text };
  return text.startsWith('arn:') ? { arn: text } : { name: text };
}

function restApiCors(given: unknown): Settings | undefined {
  const written = recordOf(given);
  if (!isTrue(given) && Object.keys(written).length === 0) return undefined;
  return {
    AllowOrigin: written['origins'] ?? written['origin'] ?? '*',
    AllowHeaders: written['headers'] ?? ALLOWED_HEADERS,
    ...known({
      AllowMethods: written['methods'],
      MaxAge: written['maxAge'],
      AllowCredentials: written['allowCredentials'],
    }),
  };
}
