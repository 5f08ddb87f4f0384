/** Which of the two subscription APIs a request came through. */
export type SubscriptionApi = 'telemetry' | 'logs';

const TELEMETRY_CATEGORIES = ['platform', 'function', 'extension'] as const;
export type TelemetryCategory = (typeof TELEMETRY_CATEGORIES)[number];

const SCHEMA_VERSIONS = {
  telemetry: ['2022-07-01', '2022-12-13', '2025-01-29'],
  logs: ['2020-08-15', '2021-03-18'],
} as const;
export type SchemaVersion = (typeof SCHEMA_VERSIONS)[SubscriptionApi][number];

/** Where batches go. The host is not part of it: it is always the environment itself. */
type SubscriptionDestination =
  | { readonly protocol: 'HTTP'; readonly method: 'POST' | 'PUT'; readonly port: number; readonly path: string }
  | { readonly protocol: 'TCP'; readonly port: number };

/** When a batch is complete. */
export interface Buffering {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Milliseconds from the first event of a batch. */
  readonly timeoutMs: number;
}

export interface Subscription {
  readonly schemaVersion: SchemaVersion;
  /** In the order of the request. */
  readonly types: readonly TelemetryCategory[];
  readonly destination: SubscriptionDestination;
  readonly buffering: Buffering;
}

/** A subscription, or everything that is wrong with the request. */
export type SubscriptionReading = { readonly subscription: Subscription } | { readonly problems: readonly string[] };

const BUFFERING_LIMITS = {
  maxItems: { minimum: 1_000, maximum: 10_000, otherwise: 10_000 },
  maxBytes: { minimum: 262_144, maximum: 1_048_576, otherwise: 262_144 },
  timeoutMs: { minimum: 25, maximum: 30_000, otherwise: 1_000 },
} as const;

const PORTS = { minimum: 1, maximum: 65_535 } as const;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads the body of `PUT /2022-07-01/telemetry` or `PUT /2020-08-15/logs` (lambda-contract §4.1, §4.4). All problems are
 * reported together, in AWS's wording where it is known.
 */
export function readSubscription(api: SubscriptionApi, body: Buffer): SubscriptionReading {
  const request = parseObject(body);
  if (request === undefined) {
    return { problems: ['The subscription request should be a JSON object'] };
  }
  const problems: string[] = [];
  const schemaVersion = readSchemaVersion(api, request['schemaVersion'], problems);
  const destination = readDestination(api, request['destination'], problems);
  const types = readTypes(request['types'], problems);
  const buffering = readBuffering(request['buffering'], problems);
  return problems.length === 0 && schemaVersion !== undefined && destination !== undefined
    ? { subscription: { schemaVersion, types, destination, buffering } }
    : { problems };
}

function readSchemaVersion(api: SubscriptionApi, given: unknown, problems: string[]): SchemaVersion | undefined {
  if (given === undefined && api === 'logs') {
    return '2020-08-15';
  }
  const accepted: readonly SchemaVersion[] = SCHEMA_VERSIONS[api];
  const version = accepted.find((candidate) => candidate === given);
  if (version === undefined) {
    problems.push(`schemaVersion should be one of ${accepted.join(', ')}`);
  }
  return version;
}

function readTypes(given: unknown, problems: string[]): TelemetryCategory[] {
  if (given === undefined || (Array.isArray(given) && given.length === 0)) {
    problems.push('types should not be empty');
    return [];
  }
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const types = values.map((value) => TELEMETRY_CATEGORIES.find((category) => category === value));
  if (!Array.isArray(given) || types.includes(undefined)) {
    problems.push(`types should be an array of ${TELEMETRY_CATEGORIES.join(', ')}`);
  }
  return [...new Set(types.filter((type) => type !== undefined))];
}

function readDestination(
  api: SubscriptionApi,
  given: unknown,
  problems: string[],
): SubscriptionDestination | undefined {
  if (!isObject(given)) {
    problems.push('destination is not provided');
    return undefined;
  }
  switch (given['protocol']) {
    case 'HTTP':
      return readHttpDestination(api, given, problems);
    case 'TCP': {
      const port = readInteger('port', given['port'], PORTS, problems);
      return { protocol: 'TCP', port };
    }
    default:
      problems.push('destination protocol should be HTTP or TCP');
      return undefined;
  }
}

function readHttpDestination(
  api: SubscriptionApi,
  given: JsonObject,
  problems: string[],
): SubscriptionDestination | undefined {
  const { URI: uri, method = 'POST' } = given;
  if (typeof uri !== 'string' || uri === '') {
    problems.push('URI is not provided');
    return undefined;
  }
  // The Logs API alone lets the subscriber choose (lambda-contract §4.4).
  if (api === 'logs' && method !== 'POST' && method !== 'PUT') {
    problems.push('destination method should be POST or PUT');
  }
  const address = readUri(uri, problems);
  return address === undefined
    ? undefined
    : { protocol: 'HTTP', method: api === 'logs' && method === 'PUT' ? 'PUT' : 'POST', ...address };
}

/** AWS's own sample extensions subscribe with the short name. */
const SANDBOX_HOSTS = /^sandbox(?:\.localdomain)?$/i;

function readUri(uri: string, problems: string[]): { port: number; path: string } | undefined {
  const parts = /^http:\/\/(?<host>[^/?#:]*)(?::(?<port>[^/?#]*))?(?<rest>.*)$/is.exec(uri)?.groups;
  if (parts === undefined) {
    problems.push('URI should begin with http://');
    return undefined;
  }
  if (!SANDBOX_HOSTS.test(parts['host'] ?? '')) {
    problems.push('URI host should be sandbox.localdomain');
    return undefined;
  }
  if (parts['port'] === undefined || parts['port'] === '') {
    problems.push('URI port is not provided');
    return undefined;
  }
  const portDigits = parts['port'];
  const port = readInteger('URI port', /^\d+$/.test(portDigits) ? Number(portDigits) : undefined, PORTS, problems);
  return { port, path: pathAndQuery(parts['rest'] ?? '') };
}

/** Percent-encodes what may not stand in a request line. */
function pathAndQuery(rest: string): string {
  const { pathname, search } = new URL(`http://sandbox.localdomain${rest.startsWith('/') ? rest : `/${rest}`}`);
  return `${pathname}${search}`;
}

function readBuffering(given: unknown, problems: string[]): Buffering {
  if (given !== undefined && !isObject(given)) {
    problems.push('buffering should be an object');
  }
  const settings = isObject(given) ? given : {};
  const read = (name: keyof Buffering): number => {
    const limits = BUFFERING_LIMITS[name];
    return settings[name] === undefined ? limits.otherwise : readInteger(name, settings[name], limits, problems);
  };
  return { maxItems: read('maxItems'), maxBytes: read('maxBytes'), timeoutMs: read('timeoutMs') };
}

function readInteger(
  name: string,
  given: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  problems: string[],
): number {
  if (typeof given !== 'number' || !Number.isInteger(given) || given < minimum || given > maximum) {
    problems.push(`${name} should be an integer between ${minimum} and ${maximum}`);
    return minimum;
  }
  return given;
}

function parseObject(body: Buffer): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
