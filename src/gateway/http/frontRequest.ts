import { createHash } from 'node:crypto';
import type { HttpFrontConfiguration, HttpRoute } from '../../lambda/httpApi';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { splitUrl, type ReceivedRequest } from '../requestParts';

/** A request with the route that answers it. */
export interface RoutedRequest {
  readonly received: ReceivedRequest;
  readonly front: HttpFrontConfiguration;
  readonly route: HttpRoute;
  /** Path variables, decoded; undefined without any. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  /** Path without the stage, undecoded. */
  readonly path: string;
  readonly region: string;
  /** Members that the authorizer adds to the request context. */
  readonly authorization: Authorization;
}

/** What an authorizer found out, in the words of the event formats. */
export interface Authorization {
  /** `requestContext.authorizer` of payload format 1.0. */
  readonly version1?: Readonly<Record<string, unknown>>;
  /** `requestContext.authorizer` of payload format 2.0. */
  readonly version2?: Readonly<Record<string, unknown>>;
  /** Access key id of a signed request. */
  readonly accessKeyId?: string;
}

/** API ids are ten letters and digits; here the id follows from the name, so that it stays the same. */
export function apiIdOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 10);
}

/** `GET /orders/{id}`, `$default` */
export function routeKeyOf({ method, path }: HttpRoute): string {
  return path === '$default' ? path : `${method} ${path}`;
}

/** ARN that policies of authorizers are about: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`. */
export function methodArnOf({ front, path, received, region }: RoutedRequest): string {
  return `arn:aws:execute-api:${region}:${LOCAL_ACCOUNT}:${apiIdOf(front.name)}/${front.stage}/${received.method}${path}`;
}

/**
 * The path behind the stage prefix, undecoded; undefined when the request is for another stage. `$default` and load
 * balancers have no prefix.
 */
export function pathInStage(url: string, stage: string): string | undefined {
  const { path } = splitUrl(url);
  if (stage === '' || stage === '$default') return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

/** Decodes what can be decoded; a stray `%` stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
