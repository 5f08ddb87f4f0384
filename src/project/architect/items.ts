import path from 'node:path';
import { emptyDictionary, member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { EventSource, SourceLocation } from '../projectFunction';

/** One function that a manifest asks for. */
export interface ArcItem {
  readonly name: string;
  readonly at: SourceLocation;
  /** Path of its folder from the manifest's. */
  readonly folder: string;
  readonly eventSources: readonly EventSource[];
}

/** An item of a pragma in any of the ways to write it. */
interface Written {
  readonly words: readonly string[];
  readonly settings: Evaluated;
  readonly at: SourceLocation;
}

type Kind = (item: Written, context: ItemContext) => Omit<ArcItem, 'at'> | undefined;

interface ItemContext {
  /** `http`, `httpv1` or `rest` */
  readonly gateway: string;
}

const METHODS = /^(?:get|post|put|patch|delete|head|options|any)$/i;

/** The functions of a manifest, pragma by pragma. */
export function itemsOf(manifest: Evaluated, problems: ProblemList): ArcItem[] {
  if (manifest.kind !== 'dictionary') return [];
  const gateway = settingsIn(member(manifest, 'aws')).get('apigateway')?.value;
  const context = { gateway: gateway?.kind === 'scalar' ? gateway.text : 'http' };
  return [...manifest.entries].flatMap(([pragma, entry]) => {
    const kind = Object.hasOwn(KINDS, pragma) ? KINDS[pragma] : undefined;
    if (kind === undefined) return [];
    const written = writtenItems(entry.value);
    const items = pragma === 'ws' ? [...standardRoutes(written, entry.at), ...written] : written;
    return items.flatMap((item): ArcItem[] => {
      const { file, line, column } = item.at;
      const found = kind(item, context);
      if (found !== undefined) return [{ ...found, at: item.at, eventSources: found.eventSources }];
      if (pragma === 'tables') return [];
      const example = pragma === 'http' ? 'get /orders' : pragma === 'scheduled' ? 'daily rate(1 day)' : 'a name';
      problems.add(
        { file, line, column },
        'error',
        `The item of @${pragma} is left out: it is not written as ${example}; correct it.`,
      );
      return [];
    });
  });
}

/** The settings of `@aws` and the like: a mapping, or a list of pairs. */
export function settingsIn(value: Evaluated | undefined): ReadonlyMap<string, Settled> {
  const settings = new Map<string, Settled>();
  if (value?.kind === 'dictionary') for (const [name, entry] of value.entries) settings.set(name, entry);
  for (const item of value?.kind === 'list' ? value.items : []) {
    if (item.kind === 'dictionary') {
      for (const [name, entry] of item.entries) settings.set(name, entry);
    } else if (item.kind === 'list') {
      const [name, first, ...more] = item.items;
      if (name?.kind !== 'scalar' || first === undefined) continue;
      settings.set(name.text, { at: item.at, value: more.length > 0 ? { ...item, items: [first, ...more] } : first });
    }
  }
  return settings;
}

/** A value with the place of its whole setting. */
export interface Settled {
  readonly at: SourceLocation;
  readonly value: Evaluated;
}

function writtenItems(value: Evaluated): Written[] {
  return (value.kind === 'list' ? value.items : [value]).flatMap((item): Written[] => {
    const settings = emptyDictionary(item.at);
    if (item.kind === 'scalar') return [{ words: item.text.split(/\s+/), settings, at: item.at }];
    if (item.kind === 'list') return [{ words: item.items.map(textOf), settings, at: item.at }];
    if (item.kind !== 'dictionary') return [];
    return [...item.entries].map(([key, { at, value: inner }]) => {
      const words = key.split(/\s+/);
      // `{ get: '/' }` is `get /`.
      return inner.kind === 'dictionary'
        ? { words, settings: inner, at }
        : { words: [...words, ...textOf(inner).split(/\s+/)], settings, at };
    });
  });
}

/** Every WebSocket API has these three. */
function standardRoutes(written: readonly Written[], at: SourceLocation): Written[] {
  const names = new Set(written.map(({ words: [name] }) => name));
  return ['connect', 'default', 'disconnect']
    .filter((name) => !names.has(name))
    .map((name) => ({ words: [name], settings: emptyDictionary(at), at }));
}

/** Functions that have a name and one event source of a type. */
function named(pragma: string, source: (name: string) => Pick<EventSource, 'type' | 'settings'> | undefined): Kind {
  return ({ words: [name = '', ...more], settings, at }) => {
    if (more.length > 0 || !/^[\w@$.-]+$/.test(name)) return undefined;
    const found = source(name);
    return {
      name: `${pragma}-${plain(name)}`,
      folder: folderOf(settings, path.posix.join('src', pragma, name)),
      eventSources: found === undefined ? [] : [{ ...found, name, at: pointOf(at) }],
    };
  };
}

const http: Kind = ({ words, settings, at }, { gateway }) => {
  const own = textOf(member(settings, 'method'));
  const [method = '', route = ''] = words.length > 1 ? words : [own === '' ? 'get' : own, ...words];
  if (!METHODS.test(method) || !route.startsWith('/')) return undefined;
  const name = method.toLowerCase() + lambdaName(route);
  const isRest = gateway === 'rest';
  const event: EventSource = {
    type: isRest ? 'Api' : 'HttpApi',
    name,
    settings: {
      Path: route.replace(/:(\w+)/g, '{$1}').replace(/\*+$/, '{proxy+}'),
      Method: method.toUpperCase(),
      ...(gateway === 'httpv1' ? { PayloadFormatVersion: '1.0' } : {}),
    },
    at: pointOf(at),
  };
  return { name: plain(name), folder: folderOf(settings, path.posix.join('src/http', name)), eventSources: [event] };
};

const scheduled: Kind = (item, context) => {
  const rest = item.words.slice(1).join(' ');
  const own = ['rate', 'cron'].flatMap((name) => {
    const value = member(item.settings, name);
    const text = value?.kind === 'list' ? value.items.map(textOf).join(' ') : textOf(value);
    return text === '' ? [] : [`${name}(${text})`];
  });
  const expression = rest === '' ? own[0] : rest;
  if (expression === undefined || !/^(?:rate|cron)\(.*\)$/.test(expression)) return undefined;
  return named('scheduled', () => ({ type: 'Schedule', settings: { Schedule: expression } }))(
    { ...item, words: item.words.slice(0, 1) },
    context,
  );
};

/** The table is the one it is called by, unless it names another. */
function stream(pragma: string): Kind {
  return (item, context) => {
    const table = textOf(member(item.settings, 'table'));
    return named(pragma, (name) => ({ type: 'DynamoDB', settings: { Stream: table === '' ? name : table } }))(
      item,
      context,
    );
  };
}

/** Pragmas that ask for functions; the others describe something else. */
const KINDS: Readonly<Record<string, Kind>> = {
  http,
  events: named('events', (name) => ({ type: 'SNS', settings: { Topic: name } })),
  queues: named('queues', (name) => ({ type: 'SQS', settings: { Queue: name } })),
  scheduled,
  'tables-streams': stream('tables-streams'),
  streams: stream('streams'),
  ws: named('ws', (name) => ({
    type: 'WebSocket',
    settings: { RouteKey: ['connect', 'default', 'disconnect'].includes(name) ? `$${name}` : name },
  })),
  customs: named('customs', () => undefined),
  tables: (item, context) =>
    textOf(member(item.settings, 'stream')) === 'true'
      ? stream('tables-streams')({ ...item, settings: emptyDictionary(item.at) }, context)
      : undefined,
};

/** How Architect makes folders of routes: `/orders/:id` -> `-orders-000id`. */
function lambdaName(route: string): string {
  if (route === '/') return '-index';
  return route
    .replace(/[-.]/g, '_')
    .replace(/\//g, '-')
    .replace(/:/g, '000')
    .replace(/\*/g, 'catchall')
    .replace(/-$/, '');
}

function plain(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9_]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 64) || 'function'
  );
}

function folderOf(settings: Evaluated, otherwise: string): string {
  const own = textOf(member(settings, 'src'));
  return own === '' ? otherwise : own;
}

function textOf(value: Evaluated | undefined): string {
  return value?.kind === 'scalar' ? value.text : '';
}

function pointOf({ file, line, column }: SourceLocation): SourceLocation {
  return { file, line, column };
}
