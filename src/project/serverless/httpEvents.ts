import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { knownSettings } from '../cloudformation/plainValue';

/** `GET /orders`, `*` or `{ method, path, cors, authorizer }` in SAM's words; the default route has no Path. */
export function httpSettings(event: Evaluated): Readonly<Record<string, unknown>> {
  const route = event.kind === 'scalar' ? event.text.trim() : undefined;
  const authorizer = knownSettings({ Authorizer: member(event, 'authorizer') });
  if (route === '*') return {};
  const [method, path] = route === undefined ? [textOf(event, 'method'), textOf(event, 'path')] : route.split(/\s+/, 2);
  if (route === undefined && path === '*' && (method === undefined || method === '*')) return authorizer;
  return {
    ...(path === undefined ? {} : { Path: path.startsWith('/') ? path : `/${path}` }),
    ...(method === undefined ? {} : { Method: /^(?:any|\*)$/i.test(method) ? 'ANY' : method.toUpperCase() }),
    ...authorizer,
    ...knownSettings({
      Cors: member(event, 'cors'),
      Private: member(event, 'private'),
      Timeout: member(event, 'timeout'),
    }),
  };
}

function textOf(event: Evaluated, name: string): string | undefined {
  const value = member(event, name);
  return value?.kind === 'scalar' ? value.text : undefined;
}
