import { isMap, isScalar, isSeq } from 'yaml';
import type { Pair } from 'yaml';
import { scalar } from './evaluated';
import { linkedTo, propertyOf } from './linkedEventSource';
import type { LinkedEventSource } from './linkedEventSource';
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
  return linkedTo(target, route.at, 'HttpApi', route, {
    // SAM leaves both out for the route that takes what no other does.
    Path: path === undefined ? undefined : scalar(key.at, path),
    Method: path === undefined ? undefined : scalar(key.at, method),
    PayloadFormatVersion: propertyOf(template, integration, 'PayloadFormatVersion'),
  });
}

/** AWS::ApiGateway::Method: its path is put together from the resources above it. */
export function methodEventSources(template: Template, method: Resource): readonly LinkedEventSource[] {
  const integration = propertyOf(template, method, 'Integration');
  const target = integration?.kind === 'dictionary' ? integration.entries.get('Uri')?.value : undefined;
  const path = resourcePath(template, method);
  return linkedTo(target, method.at, 'Api', method, {
    Path: path === undefined ? undefined : scalar(method.at, path),
    Method: propertyOf(template, method, 'HttpMethod'),
  });
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
