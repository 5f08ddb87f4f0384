import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelemetryHub } from '../../../src/environment/telemetry/telemetryHub';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { lifecycleEvent, REQUEST_ID } from '../../unit/environment/lifecycleEvent';
import { HttpListener, TcpListener, type ReceivedEvent } from './listeners';

const TIME = '2026-11-21T20:47:03.064Z';
const METRICS = { durationMs: 3.01, billedDurationMs: 4, memorySizeMB: 128, maxMemoryUsedMB: 36 };
const BUFFERING = { timeoutMs: 25 };

const initStart = lifecycleEvent('platform.initStart', {
  initializationType: 'on-demand',
  phase: 'init',
  functionName: 'orders',
  functionVersion: '$LATEST',
});
const start = lifecycleEvent('platform.start', { requestId: REQUEST_ID, version: '$LATEST' });
const runtimeDone = lifecycleEvent('platform.runtimeDone', { requestId: REQUEST_ID, status: 'success' });
const report = lifecycleEvent('platform.report', { requestId: REQUEST_ID, status: 'success', metrics: METRICS });
const log = (record: string | Record<string, unknown>): LifecycleEvent => lifecycleEvent('function', record);

const typesOf = (events: readonly ReceivedEvent[]): string[] => events.map(({ type }) => type.replace('platform.', ''));

describe('telemetry', () => {
  let hub: TelemetryHub;
  const listeners: { close(): Promise<void> }[] = [];

  beforeEach(() => {
    hub = new TelemetryHub({
      clock: systemClock,
      logger: silentLogger,
      host: '127.0.0.1',
      emit: (type, record) => {
        hub.record(lifecycleEvent(type, record));
      },
    });
  });

  afterEach(async () => {
    hub.dispose();
    await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  });

  async function httpListener(): Promise<{ listener: HttpListener; port: number }> {
    const listener = new HttpListener();
    listeners.push(listener);
    return { listener, port: await listener.listen() };
  }

  function subscribe(
    name: string,
    request: Readonly<Record<string, unknown>>,
    api: 'telemetry' | 'logs' = 'telemetry',
  ) {
    const body = { schemaVersion: '2022-12-13', types: ['platform', 'function', 'extension'], buffering: BUFFERING };
    const answer = hub.subscribe(api, name, Buffer.from(JSON.stringify({ ...body, ...request })));
    expect(answer).toEqual({ status: 200, body: '"OK"' });
  }

  const http = (port: number, path = '') => ({
    protocol: 'HTTP',
    URI: `http://sandbox.localdomain:${String(port)}${path}`,
  });

  it('arrives over HTTP as a POST of a JSON array, path and query kept', async () => {
    const { listener, port } = await httpListener();
    hub.record(initStart);
    subscribe('agent', { destination: http(port, '/telemetry/in?token=a%20b') });
    await listener.until(() => listener.events.length >= 2);
    expect(listener.requests).toHaveLength(1);
    expect(listener.requests[0]).toMatchObject({
      method: 'POST',
      url: '/telemetry/in?token=a%20b',
      headers: { 'content-type': 'application/json', host: `sandbox.localdomain:${String(port)}` },
    });
    expect(listener.events).toEqual([
      { time: TIME, type: 'platform.initStart', record: initStart.record },
      {
        time: TIME,
        type: 'platform.telemetrySubscription',
        record: { name: 'agent', state: 'Subscribed', types: ['platform', 'function', 'extension'] },
      },
    ]);
  });

  it('keeps its order over a cold start and the batches of two invocations', async () => {
    const { listener, port } = await httpListener();
    hub.record(initStart);
    subscribe('agent', { destination: http(port), types: ['platform', 'function'] });
    hub.closeSubscriptions();
    const invocation = [start, log('one'), log('two'), runtimeDone, report];
    invocation.forEach((event) => {
      hub.record(event);
    });
    await listener.until(() => listener.events.length >= 7);
    invocation.forEach((event) => {
      hub.record(event);
    });
    await listener.until(() => listener.events.length >= 12);
    const once = ['start', 'function', 'function', 'runtimeDone', 'report'];
    expect(typesOf(listener.events)).toEqual(['initStart', 'telemetrySubscription', ...once, ...once]);
    expect(listener.requests.length).toBeGreaterThan(1);
  });

  it('is filtered by the types of each subscriber and shaped by its schema version', async () => {
    const [platform, strings, objects] = await Promise.all([httpListener(), httpListener(), httpListener()]);
    subscribe('platform', { destination: http(platform.port), types: ['platform'] });
    subscribe('strings', { destination: http(strings.port), types: ['function'], schemaVersion: '2022-07-01' });
    subscribe('objects', { destination: http(objects.port), types: ['function', 'extension'] });
    hub.record(lifecycleEvent('environment.frozen', { processes: 1 }));
    hub.record(start);
    hub.record(log({ level: 'INFO', message: 'hi' }));
    hub.record(lifecycleEvent('extension', 'from the agent'));
    await Promise.all([
      platform.listener.until(() => platform.listener.events.length >= 4),
      strings.listener.until(() => strings.listener.events.length >= 1),
      objects.listener.until(() => objects.listener.events.length >= 2),
    ]);
    expect(typesOf(platform.listener.events)).toEqual([
      'telemetrySubscription',
      'telemetrySubscription',
      'telemetrySubscription',
      'start',
    ]);
    expect(strings.listener.events).toEqual([
      { time: TIME, type: 'function', record: '{"level":"INFO","message":"hi"}' },
    ]);
    expect(objects.listener.events).toEqual([
      { time: TIME, type: 'function', record: { level: 'INFO', message: 'hi' } },
      { time: TIME, type: 'extension', record: 'from the agent' },
    ]);
  });

  it('of the Logs API may arrive by PUT, with the events of that API', async () => {
    const { listener, port } = await httpListener();
    const destination = { ...http(port, '/lambda_logs'), method: 'PUT', encoding: 'JSON' };
    subscribe('agent', { destination, schemaVersion: '2021-03-18' }, 'logs');
    [start, log('one'), runtimeDone, report].forEach((event) => {
      hub.record(event);
    });
    await listener.until(() => listener.events.length >= 6);
    expect(listener.requests[0]).toMatchObject({ method: 'PUT', url: '/lambda_logs' });
    expect(typesOf(listener.events)).toEqual(['logsSubscription', 'start', 'function', 'runtimeDone', 'end', 'report']);
  });

  it('arrives over TCP as one JSON text a line, on one connection', async () => {
    const listener = new TcpListener();
    listeners.push(listener);
    const port = await listener.listen();
    subscribe('agent', { destination: { protocol: 'TCP', port }, types: ['function'] });
    hub.record(log('line\nwith a newline'));
    await listener.until(() => listener.events.length >= 1);
    const more = Array.from({ length: 2_500 }, (_, index) => `event ${String(index)}`);
    more.forEach((text) => {
      hub.record(log(text));
    });
    await listener.until(() => listener.events.length >= 2_501);
    expect(listener.events.map(({ record }) => record)).toEqual(['line\nwith a newline', ...more]);
    expect(listener.sockets).toHaveLength(1);
  });

  it.each([
    ['maxItems', { maxItems: 1_000, timeoutMs: 30_000 }, 1_000, 'x'],
    ['maxBytes', { maxBytes: 262_144, timeoutMs: 30_000 }, 27, 'x'.repeat(10_000)],
  ])('is sent at once when %s is reached', async (_name, buffering, events, text) => {
    const { listener, port } = await httpListener();
    subscribe('agent', { destination: http(port), types: ['function'], buffering });
    for (let index = 0; index < events; index += 1) {
      hub.record(log(text));
    }
    await listener.until(() => listener.requests.length >= 1);
    expect(listener.events).toHaveLength(events);
  });

  it('goes to nobody after a reset, until extensions subscribe again', async () => {
    const { listener, port } = await httpListener();
    subscribe('agent', { destination: http(port), types: ['function'], buffering: { timeoutMs: 30_000 } });
    hub.closeSubscriptions();
    hub.record(log('first life'));
    hub.reset();
    hub.record(log('second life'));
    subscribe('agent', { destination: http(port), types: ['function'] });
    await listener.until(() => listener.events.length >= 1);
    expect(listener.events.map(({ record }) => record)).toEqual(['second life']);
  });

  it('does not follow redirects', async () => {
    const [target, elsewhere] = await Promise.all([httpListener(), httpListener()]);
    target.listener.answer = (response) => {
      const status = target.listener.requests.length === 1 ? 307 : 200;
      response.writeHead(status, { Location: `http://127.0.0.1:${String(elsewhere.port)}/` }).end();
    };
    subscribe('agent', { destination: http(target.port), types: ['function'] });
    hub.record(log('secret'));
    await target.listener.until(() => target.listener.requests.length >= 2);
    expect(elsewhere.listener.requests).toEqual([]);
  });
});
