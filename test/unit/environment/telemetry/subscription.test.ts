import { describe, expect, it } from 'vitest';
import { readSubscription, type SubscriptionApi } from '../../../../src/environment/telemetry/subscription';

const HTTP = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080/path?a=1&b=2' };
const VALID = { schemaVersion: '2025-01-29', types: ['platform', 'function'], destination: HTTP };

function read(request: unknown, api: SubscriptionApi = 'telemetry'): unknown {
  return readSubscription(api, Buffer.from(typeof request === 'string' ? request : JSON.stringify(request)));
}

function problemsOf(change: Readonly<Record<string, unknown>>, api: SubscriptionApi = 'telemetry'): unknown {
  return read({ ...VALID, ...change }, api);
}

describe('a subscription request', () => {
  it('is read with defaults for what is not given', () => {
    expect(read(VALID)).toEqual({
      subscription: {
        schemaVersion: '2025-01-29',
        types: ['platform', 'function'],
        destination: { protocol: 'HTTP', method: 'POST', port: 8080, path: '/path?a=1&b=2' },
        buffering: { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1_000 },
      },
    });
  });

  it.each(['2022-07-01', '2022-12-13', '2025-01-29'])('may have the schema version %s', (schemaVersion) => {
    expect(read({ ...VALID, schemaVersion })).toMatchObject({ subscription: { schemaVersion } });
  });

  it('has all its problems reported together, in AWS’s words', () => {
    expect(problemsOf({ types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain' } })).toEqual({
      problems: ['URI port is not provided', 'types should not be empty'],
    });
  });

  it.each([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['nothing', ''],
    ['null', 'null'],
  ])('is refused when it is %s', (_name, body) => {
    expect(read(body)).toEqual({ problems: ['The subscription request should be a JSON object'] });
  });

  it.each([undefined, '2020-08-15', '2099-01-01', 7])('is refused with the schema version %s', (schemaVersion) => {
    expect(problemsOf({ schemaVersion })).toEqual({
      problems: ['schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29'],
    });
  });

  it.each([
    [undefined, 'types should not be empty'],
    [[], 'types should not be empty'],
    [['platform', 'metrics'], 'types should be an array of platform, function, extension'],
    ['platform', 'types should be an array of platform, function, extension'],
  ])('is refused with the types %j', (types, problem) => {
    expect(problemsOf({ types })).toEqual({ problems: [problem] });
  });

  it('names each type once', () => {
    expect(read({ ...VALID, types: ['extension', 'platform', 'extension'] })).toMatchObject({
      subscription: { types: ['extension', 'platform'] },
    });
  });

  it.each([
    ['maxItems', 1_000, 10_000],
    ['maxBytes', 262_144, 1_048_576],
    ['timeoutMs', 25, 30_000],
  ])('may choose %s between %i and %i', (name, minimum, maximum) => {
    const problems = [`${name} should be an integer between ${String(minimum)} and ${String(maximum)}`];
    for (const accepted of [minimum, maximum]) {
      expect(read({ ...VALID, buffering: { [name]: accepted } })).toMatchObject({
        subscription: { buffering: { [name]: accepted } },
      });
    }
    for (const refused of [minimum - 1, maximum + 1, minimum + 0.5, String(minimum), null]) {
      expect(problemsOf({ buffering: { [name]: refused } })).toEqual({ problems });
    }
  });

  it.each([
    [{ protocol: 'UDP', port: 1 }, 'destination protocol should be HTTP or TCP'],
    [undefined, 'destination is not provided'],
    [{ protocol: 'TCP' }, 'port should be an integer between 1 and 65535'],
    [{ protocol: 'TCP', port: 0 }, 'port should be an integer between 1 and 65535'],
    [{ protocol: 'TCP', port: 65_536 }, 'port should be an integer between 1 and 65535'],
    [{ protocol: 'HTTP' }, 'URI is not provided'],
    [{ protocol: 'HTTP', URI: 'https://sandbox.localdomain:8080' }, 'URI should begin with http://'],
    [{ protocol: 'HTTP', URI: 'http://example.com:8080' }, 'URI host should be sandbox.localdomain'],
    [{ protocol: 'HTTP', URI: 'http://127.0.0.1:8080' }, 'URI host should be sandbox.localdomain'],
    [{ protocol: 'HTTP', URI: 'http://user@sandbox.localdomain:8080' }, 'URI host should be sandbox.localdomain'],
    [
      { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080@example.com' },
      'URI port should be an integer between 1 and 65535',
    ],
    [
      { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080\\@example.com' },
      'URI port should be an integer between 1 and 65535',
    ],
    [{ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' }, 'URI port is not provided'],
    [
      { protocol: 'HTTP', URI: 'http://sandbox.localdomain:70000' },
      'URI port should be an integer between 1 and 65535',
    ],
  ])('is refused with the destination %j', (destination, problem) => {
    expect(problemsOf({ destination })).toEqual({ problems: [problem] });
  });

  it.each([
    ['http://sandbox.localdomain:80', 80, '/'],
    ['http://SANDBOX.localdomain:4323/', 4323, '/'],
    ['http://sandbox:4323/', 4323, '/'],
    ['http://sandbox.localdomain:4323?query', 4323, '/?query'],
    ['http://sandbox.localdomain:4323//example.com/x', 4323, '//example.com/x'],
    ['http://sandbox.localdomain:4323/a b/ü#fragment', 4323, '/a%20b/%C3%BC'],
  ])('may name the URI %s', (uri, port, path) => {
    expect(read({ ...VALID, destination: { protocol: 'HTTP', URI: uri } })).toMatchObject({
      subscription: { destination: { protocol: 'HTTP', port, path } },
    });
  });

  it('may name a TCP port', () => {
    expect(read({ ...VALID, destination: { protocol: 'TCP', port: 65_535 } })).toMatchObject({
      subscription: { destination: { protocol: 'TCP', port: 65_535 } },
    });
  });
});

describe('a subscription request of the Logs API', () => {
  it('needs no schema version', () => {
    expect(read({ types: ['platform'], destination: HTTP }, 'logs')).toMatchObject({
      subscription: { schemaVersion: '2020-08-15' },
    });
  });

  it('is refused with a schema version of the Telemetry API', () => {
    expect(problemsOf({ schemaVersion: '2022-07-01' }, 'logs')).toEqual({
      problems: ['schemaVersion should be one of 2020-08-15, 2021-03-18'],
    });
  });

  it('may ask for PUT, which the Telemetry API has not', () => {
    const destination = { ...HTTP, method: 'PUT', encoding: 'JSON' };
    expect(read({ types: ['platform'], destination }, 'logs')).toMatchObject({
      subscription: { destination: { method: 'PUT' } },
    });
    expect(read({ ...VALID, destination })).toMatchObject({ subscription: { destination: { method: 'POST' } } });
    expect(read({ types: ['platform'], destination: { ...HTTP, method: 'GET' } }, 'logs')).toEqual({
      problems: ['destination method should be POST or PUT'],
    });
  });
});
