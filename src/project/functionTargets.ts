import type { EventSource } from './projectFunction';

/** Event sources whose authorizers call functions by the names that these have now. `names`: name before -> name now. */
export function withFunctionNames(
  eventSources: readonly EventSource[],
  names: ReadonlyMap<string, string>,
): readonly EventSource[] {
  return eventSources.map((source) => ({
    ...source,
    settings: Object.fromEntries(
      Object.entries(source.settings).map(([key, value]) => [key, withNames(key, value, names)]),
    ),
  }));
}

function withNames(key: string, value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return key === 'FunctionArn' ? withName(value, names) : value;
  if (Array.isArray(value)) return value.map((item) => withNames('', item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withNames(name, member, names)]));
}

/** An ARN or a name alone. */
function withName(arn: string, names: ReadonlyMap<string, string>): string {
  const [, before = '', name = '', behind = ''] = /^((?:.*:function:)?)([^:]+)(.*)$/.exec(arn) ?? [];
  const now = names.get(name);
  return now === undefined ? arn : before + now + behind;
}
