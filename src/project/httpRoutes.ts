import path from 'node:path';
import type { HttpFrontConfiguration, HttpFrontKind, HttpRoute } from '../lambda/httpApi';
import { authorizerOf, authorizersOf } from './httpAuthorizers';
import { corsOf } from './httpCors';
import { isTrue, numberOf, recordOf, textOf, textsOf, type Settings } from './plainSettings';
import type { EventSource, ProjectFunction } from './projectFunction';

const KINDS: Readonly<Partial<Record<string, HttpFrontKind>>> = {
  ALB: 'Alb',
  Api: 'RestApi',
  HttpApi: 'HttpApi',
};

/** Names that SAM gives to the APIs it makes for events without one. */
const IMPLICIT_NAMES: Readonly<Record<HttpFrontKind, string>> = {
  Alb: 'LoadBalancer',
  HttpApi: 'ServerlessHttpApi',
  RestApi: 'ServerlessRestApi',
};

/** An event source of one API and the function behind it. */
interface Member {
  readonly kind: HttpFrontKind;
  readonly source: EventSource;
  readonly functionName: string;
}

/**
 * The APIs of a project and their routes, from the event sources `Api`, `HttpApi` and `ALB` of its functions. Settings are in
 * the words of SAM: those of the event, and under `Api` those of the API it belongs to, whose logical id is `ApiId` or
 * `RestApiId`. Templates in different folders have APIs of their own, even when they give them the same name.
 */
export function routesOf(functions: readonly ProjectFunction[]): HttpFrontConfiguration[] {
  const byApi = new Map<string, Member[]>();
  for (const { configuration, template, eventSources } of functions) {
    for (const source of eventSources) {
      const kind = Object.hasOwn(KINDS, source.type) ? KINDS[source.type] : undefined;
      if (kind === undefined) continue;
      const key = JSON.stringify([template?.file ?? source.at.file, kind, apiNameOf(kind, source.settings)]);
      byApi.set(key, [...(byApi.get(key) ?? []), { kind, source, functionName: configuration.name }]);
    }
  }
  const fronts = [...byApi.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ folder: path.dirname(first.source.at.file), front: frontOf(first, members) }];
  });
  return fronts.map(({ folder, front }) => {
    const isUnique = fronts.filter(({ front: { name } }) => name === front.name).length === 1;
    return isUnique ? front : { ...front, name: `${path.basename(folder)}/${front.name}` };
  });
}

function apiNameOf(kind: HttpFrontKind, settings: Settings): string {
  const given = settings[kind === 'RestApi' ? 'RestApiId' : 'ApiId'] ?? settings['ListenerArn'];
  return textOf(given) ?? textOf(recordOf(given)['Ref']) ?? IMPLICIT_NAMES[kind];
}

function frontOf({ kind, source }: Member, members: readonly Member[]): HttpFrontConfiguration {
  const api = recordOf(members.map((member) => member.source.settings['Api']).find((given) => given !== undefined));
  const variables = Object.entries(recordOf(api['Variables'] ?? api['StageVariables'])).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  const eventCors = members.map((member) => member.source.settings['Cors']).find((given) => given !== undefined);
  const cors = corsOf(kind, api[kind === 'HttpApi' ? 'CorsConfiguration' : 'Cors'] ?? eventCors);
  return {
    kind,
    name: apiNameOf(kind, source.settings),
    stage: stageOf(kind, api),
    ...(variables.length > 0 && { stageVariables: Object.fromEntries(variables) }),
    routes: inPriority(kind, members).flatMap((member) => routesOfMember(member, api)),
    ...(cors && { cors }),
    authorizers: authorizersOf(kind, recordOf(api['Auth'])),
    // SAM writes the slash of a media type as `~1`.
    binaryMediaTypes: textsOf(api['BinaryMediaTypes']).map((type) => type.replaceAll('~1', '/')),
    multiValueHeaders: members.some((member) => isTrue(member.source.settings['MultiValueHeaders'])),
  };
}

function stageOf(kind: HttpFrontKind, api: Settings): string {
  if (kind === 'Alb') return '';
  return textOf(api['StageName']) ?? (kind === 'HttpApi' ? '$default' : 'Prod');
}

/** A load balancer asks its rules in the order of their priorities. */
function inPriority(kind: HttpFrontKind, members: readonly Member[]): readonly Member[] {
  const priorityOf = ({ source }: Member): number => numberOf(source.settings['Priority']) ?? Infinity;
  return kind === 'Alb' ? [...members].sort((left, right) => (priorityOf(left) < priorityOf(right) ? -1 : 1)) : members;
}

function routesOfMember({ kind, source, functionName }: Member, api: Settings): HttpRoute[] {
  const { settings } = source;
  const authorizer = authorizerOf(settings, recordOf(api['Auth']));
  const timeoutMs = timeoutOf(settings);
  const common = {
    functionName,
    payloadFormatVersion:
      kind !== 'HttpApi' || textOf(settings['PayloadFormatVersion']) === '1.0' ? ('1.0' as const) : ('2.0' as const),
    ...(authorizer !== undefined && { authorizer }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  if (kind === 'Alb') {
    const paths = textsOf(settings['Path']);
    const methods = textsOf(settings['Method']);
    return orAll(paths, '*').flatMap((pattern) =>
      orAll(methods, 'ANY').map((method) => ({ ...common, path: pattern, method: methodOf(method) })),
    );
  }
  const given = textOf(settings['Path']);
  if (given === undefined || given === '$default') {
    return kind === 'HttpApi' ? [{ ...common, path: '$default', method: 'ANY' }] : [];
  }
  const method = methodOf(textOf(settings['Method']) ?? 'ANY');
  return [{ ...common, path: given.startsWith('/') ? given : `/${given}`, method }];
}

function methodOf(given: string): string {
  return given === '*' || /^(?:any|x-amazon-apigateway-any-method)$/i.test(given) ? 'ANY' : given.toUpperCase();
}

/** SAM counts milliseconds, the Serverless Framework seconds. */
function timeoutOf(settings: Settings): number | undefined {
  const milliseconds = numberOf(settings['TimeoutInMillis']);
  const seconds = numberOf(settings['Timeout']);
  return milliseconds ?? (seconds === undefined ? undefined : seconds * 1000);
}

function orAll(texts: readonly string[], all: string): readonly string[] {
  return texts.length === 0 ? [all] : texts;
}
