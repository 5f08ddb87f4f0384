import { isMap, isScalar, isSeq } from 'yaml';
import type { Pair } from 'yaml';
import { recordOf } from '../plainSettings';
import { member, scalar } from './evaluated';
import { mockCors } from './httpMockCors';
import { linkedTo, propertyOf, referenceOf } from './linkedEventSource';
import type { LinkedEventSource } from './linkedEventSource';
import { plainValue } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';

/** A reference is written in a few nodes: `!Join ['/', [integrations, !Ref Integration]]`. */
const MOST_NODES = 50;

/** AWS::ApiGatewayV2::Route: its integration names the function. */
export function routeEventSources(template: Template, route: Resource): readonly LinkedEventSource[] {
  const integration = mentioned(template, route, 'Target', 'AWS::ApiGatewayV2::Integration');
  const key = propertyOf(template, route, 'RouteKey');
  if (integration === undefined || key?.kind !== 'scalar') return [];
  const target = propertyOf(template, integration, 'IntegrationUri');
  const [method = '', path] = key.text.split(' ');
  if (path === undefined && method !== '$default') {
    return linkedTo(target, route.at, 'WebSocket', route, { RouteKey: key });
  }
  return linkedTo(
    target,
    route.at,
    'HttpApi',
    route,
    {
      // SAM leaves both out for the route that takes what no other does.
      Path: path === undefined ? undefined : scalar(key.at, path),
      Method: path === undefined ? undefined : scalar(key.at, method),
      PayloadFormatVersion: propertyOf(template, integration, 'PayloadFormatVersion'),
      TimeoutInMillis: propertyOf(template, integration, 'TimeoutInMillis'),
    },
    { ...authorization(template, route), ...apiSetting(template, route, 'ApiId') },
  );
}

/** AWS::ApiGatewayV2::Api made by quick create: it has one route, to the function that it names itself. */
export function quickCreateEventSources(template: Template, api: Resource): readonly LinkedEventSource[] {
  const key = propertyOf(template, api, 'RouteKey');
  const [method, path] = key?.kind === 'scalar' ? key.text.split(' ') : [];
  const at = key?.at ?? api.at;
  return linkedTo(
    propertyOf(template, api, 'Target'),
    api.at,
    'HttpApi',
    api,
    path === undefined || method === undefined ? {} : { Path: scalar(at, path), Method: scalar(at, method) },
    { ApiId: api.logicalId },
  );
}

/** AWS::ApiGateway::Method: its path is put together from the resources above it. */
export function methodEventSources(template: Template, method: Resource): readonly LinkedEventSource[] {
  const integration = propertyOf(template, method, 'Integration');
  const target = integration === undefined ? undefined : member(integration, 'Uri');
  const path = resourcePath(template, method);
  return linkedTo(
    target,
    method.at,
    'Api',
    method,
    {
      Path: path === undefined ? undefined : scalar(method.at, path),
      Method: propertyOf(template, method, 'HttpMethod'),
      TimeoutInMillis: integration === undefined ? undefined : member(integration, 'TimeoutInMillis'),
    },
    { ...authorization(template, method), ...grants(template, method), ...apiSetting(template, method, 'RestApiId') },
  );
}

/** `Cors` of a method, from the OPTIONS method of the same resource. */
function grants(template: Template, method: Resource): Record<string, unknown> {
  const place = JSON.stringify(apiResource(template, method));
  for (const other of template.resources.values()) {
    if (other.type !== method.type || other === method) continue;
    const asked = propertyOf(template, other, 'HttpMethod');
    if (asked?.kind !== 'scalar' || asked.text !== 'OPTIONS') continue;
    if (JSON.stringify(apiResource(template, other)) !== place) continue;
    const integration = recordOf(plainValue(propertyOf(template, other, 'Integration')));
    const cors = mockCors(integration['Type'], integration['IntegrationResponses']);
    if (cors !== undefined) return { Cors: cors };
  }
  return {};
}

/** The API resource of a method; the root of an API is known by the API alone. */
function apiResource(template: Template, method: Resource): readonly (string | undefined)[] {
  const resource = mentioned(template, method, 'ResourceId', 'AWS::ApiGateway::Resource');
  return [resource?.logicalId, referenceOf(template, method, 'RestApiId')];
}

function apiSetting(template: Template, resource: Resource, name: 'ApiId' | 'RestApiId'): Record<string, string> {
  const id = referenceOf(template, resource, name);
  return id === undefined ? {} : { [name]: id };
}

/** `Auth` in SAM's words; a route without an authorizer is open to everyone. */
function authorization(template: Template, resource: Resource): Record<string, unknown> {
  const type = propertyOf(template, resource, 'AuthorizationType');
  if (type?.kind !== 'scalar' || type.text === 'NONE') return {};
  const authorizer = type.text === 'AWS_IAM' ? type.text : referenceOf(template, resource, 'AuthorizerId');
  return { Auth: { Authorizer: authorizer ?? type.text } };
}

/** Path of the API resource that a method belongs to; undefined where a part of it is not known. */
function resourcePath(template: Template, method: Resource): string | undefined {
  const parts: string[] = [];
  const seen = new Set<Resource>();
  let resource = mentioned(template, method, 'ResourceId', 'AWS::ApiGateway::Resource');
  while (resource !== undefined && !seen.has(resource)) {
    seen.add(resource);
    const part = propertyOf(template, resource, 'PathPart');
    if (part?.kind !== 'scalar') return undefined;
    parts.unshift(part.text);
    resource = mentioned(template, resource, 'ParentId', 'AWS::ApiGateway::Resource');
  }
  return `/${parts.join('/')}`;
}

/** The resource of a type that a property refers to, in whichever way that is written. */
function mentioned(template: Template, resource: Resource, name: string, type: string): Resource | undefined {
  const { document, resources } = template;
  const waiting: unknown[] = [document.entry(resource.properties, name)?.value];
  for (let visited = 0; visited < MOST_NODES && waiting.length > 0; visited += 1) {
    const node = document.resolve(waiting.shift());
    if (isScalar(node)) {
      for (const word of String(node.value).match(/[A-Za-z0-9]+/g) ?? []) {
        const found = resources.get(word);
        if (found?.type === type) return found;
      }
    }
    if (isSeq(node)) waiting.push(...node.items.slice(0, MOST_NODES));
    if (isMap(node)) waiting.push(...node.items.slice(0, MOST_NODES).map(({ value }: Pair) => value));
  }
  return undefined;
}
