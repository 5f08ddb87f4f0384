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
  const fronts = [...byApi.values()].flatMap(byHost).flatMap(({ host, members }) => {
    const [first] = members;
    if (first === undefined) return [];
    const front = frontOf(first, members);
    const name = host === undefined ? front.name : `${front.name} (${host})`;
    return [{ folder: path.dirname(first.source.at.file), front: { ...front, name } }];
  });
  return fronts.map(({ folder, front }) => {
    const isUnique = fronts.filter(({ front: { name } }) => name === front.name).length === 1;
    return isUnique ? front : { ...front, name: `${path.basename(folder)}/${front.name}` };
  });
}

/**
 * All names lead to this machine, so a load balancer has one front for every host its rules ask for, with the rules that fit
 * the host, and one with the rules that ask for none.
 */
function byHost(members: readonly Member[]): { readonly host?: string; readonly members: readonly Member[] }[] {
  const hostsOf = ({ kind, source }: Member): readonly string[] =>
    kind === 'Alb' ? textsOf(source.settings['Host']) : [];
  const hosts = [...new Set(members.flatMap(hostsOf))];
  const everywhere = members.filter((member) => hostsOf(member).length === 0);
  return [
    { members: everywhere },
    ...hosts.map((host) => ({
      host,
      members: members.filter((member) => everywhere.includes(member) || hostsOf(member).includes(host)),
    })),
  ];
}

function apiNameOf(kind: HttpFrontKind, settings: Settings): string {
  const given = settings[kind === 'RestApi' ? 'RestApiId' : 'ApiId'] ?? settings['ListenerArn'];
  return textOf(given) ?? textOf(recordOf(given)['Ref']) ?? IMPLICIT_NAMES[kind];
}

function frontOf({ kind, source }: Member, members: readonly Member[]): HttpFrontConfiguration {
  const api = mergedApi(members);
  const variables = Object.entries(recordOf(api['Variables'] ?? api['StageVariables'])).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  const cors = corsOf(kind, api[kind === 'HttpApi' ? 'CorsConfiguration' : 'Cors']);
  return {
    kind,
    name: apiNameOf(kind, source.settings),
    stage: stageOf(kind, api),
    ...(variables.length > 0 && { stageVariables: Object.fromEntries(variables) }),
    routes: withoutRepetition(inPriority(kind, members).flatMap((member) => routesOfMember(member, api))),
    ...(cors && { cors }),
    authorizers: authorizersOf(kind, recordOf(api['Auth'])),
    // SAM writes the slash of a media type as `~1`.
    binaryMediaTypes: textsOf(api['BinaryMediaTypes']).map((type) => type.replaceAll('~1', '/')),
    multiValueHeaders: members.every((member) => isTrue(member.source.settings['MultiValueHeaders'])),
  };
}

/** What the events of an API say of it: with an OpenAPI definition some know more than others. */
function mergedApi(members: readonly Member[]): Settings {
  const written = members.map((member) => recordOf(member.source.settings['Api']));
  const auths = written.map((api) => recordOf(api['Auth']));
  const authorizers = auths.map((auth) => recordOf(auth['Authorizers']));
  return { ...merged(written), Auth: { ...merged(auths), Authorizers: merged(authorizers) } };
}

/** Members of later parts replace those of earlier ones. */
function merged(parts: readonly Settings[]): Settings {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** A route may be written as an event and in the definition of its API. The first one counts. */
function withoutRepetition(routes: readonly HttpRoute[]): HttpRoute[] {
  const known = new Map<string, HttpRoute>();
  for (const route of routes) {
    const key = `${route.method} ${route.path}`;
    if (!known.has(key)) known.set(key, route);
  }
  return [...known.values()];
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
  const cors = kind === 'RestApi' ? corsOf(kind, settings['Cors']) : undefined;
  const common = {
    functionName,
    payloadFormatVersion:
      kind !== 'HttpApi' || numberOf(settings['PayloadFormatVersion']) === 1 ? ('1.0' as const) : ('2.0' as const),
    ...(authorizer !== undefined && { authorizer }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(cors && { cors }),
    ...(isTrue(settings['MultiValueHeaders']) && { multiValueHeaders: true }),
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
