import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished } from 'vitest';
import { ActingRuntime, type ActingRuntimeOptions } from '../support/actingRuntime';
import type { ApiAnswer } from '../support/apiCaller';
import { functionFolder } from '../support/functionFolder';
import { statement } from './statement';

interface Envelope {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/** A subscriber that listens for deliveries over HTTP. */
class Listener {
  readonly requests: { readonly method: string; readonly path: string; readonly body: string }[] = [];
  private constructor(readonly port: number) {}

  static async open(port = 0): Promise<Listener> {
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        listener.requests.push({
          method: request.method ?? '',
          path: request.url ?? '',
          body: Buffer.concat(chunks).toString(),
        });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const listener = new Listener((server.address() as AddressInfo).port);
    return listener;
  }

  get events(): Envelope[] {
    return this.requests.flatMap(({ body }) => JSON.parse(body) as Envelope[]);
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

/** A runtime whose internal extension `listener` can subscribe. */
async function withExtension(
  options: ActingRuntimeOptions = {},
): Promise<{ runtime: ActingRuntime; identifier: string; response: Promise<unknown> }> {
  const runtime = new ActingRuntime(options);
  const { response } = await runtime.begin();
  return { runtime, identifier: await runtime.register('listener', ['INVOKE']), response };
}

function subscribe(
  runtime: ActingRuntime,
  identifier: string,
  body: unknown,
  path = '/2022-07-01/telemetry',
): Promise<ApiAnswer> {
  return runtime.call(path, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'Lambda-Extension-Identifier': identifier, 'Content-Type': 'application/json' },
  });
}

function subscription(port: number, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemaVersion: '2025-01-29',
    types: ['platform', 'function', 'extension'],
    buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 },
    destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${String(port)}/path?x=1` },
    ...overrides,
  };
}

/** Plays one invocation to its end; the extension takes part. */
async function playInvocation(runtime: ActingRuntime, identifier: string, body = '"done"'): Promise<void> {
  void runtime.nextExtensionEvent(identifier).catch(() => undefined);
  await runtime.serveOne(body);
  void runtime.next().catch(() => undefined);
  await runtime.fleet.nextEvent('platform.runtimeDone');
  void runtime.nextExtensionEvent(identifier).catch(() => undefined);
  await runtime.fleet.nextEvent('platform.report');
}

describe('I. Telemetry API and Logs API', () => {
  statement([108, 131], 'a valid subscription is accepted and reported', async () => {
    const { runtime, identifier } = await withExtension();
    const listener = await Listener.open();
    const answer = await subscribe(runtime, identifier, subscription(listener.port));
    expect([answer.status, answer.text]).toEqual([200, '"OK"']);
    expect(runtime.fleet.eventsOf('platform.telemetrySubscription')[0]?.record).toEqual({
      name: 'listener',
      state: 'Subscribed',
      types: ['platform', 'function', 'extension'],
    });
  });

  statement([109, 110, 111, 112], 'invalid subscriptions are refused', async () => {
    const { runtime, identifier } = await withExtension();
    const bad: Record<string, unknown>[] = [
      { types: undefined },
      { types: [] },
      { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain/path' } },
      { schemaVersion: '2020-01-01' },
      { destination: { protocol: 'HTTP', URI: 'http://example.com:80/' } },
      ...[999, 10_001].map((maxItems) => ({ buffering: { maxItems } })),
      ...[262_143, 1_048_577].map((maxBytes) => ({ buffering: { maxBytes } })),
      ...[24, 30_001].map((timeoutMs) => ({ buffering: { timeoutMs } })),
    ];
    for (const overrides of bad) {
      const answer = await subscribe(runtime, identifier, subscription(1, overrides));
      expect([overrides, answer.status, (answer.json() as { errorType: string }).errorType]).toEqual([
        overrides,
        400,
        'ValidationError',
      ]);
    }
  });

  statement(113, 'after init the subscription is closed', async () => {
    const { runtime, identifier } = await withExtension();
    void runtime.nextExtensionEvent(identifier).catch(() => undefined);
    await runtime.next();
    const answer = await subscribe(runtime, identifier, subscription(1));
    expect([answer.status, (answer.json() as { errorType: string }).errorType]).toEqual([
      403,
      'Telemetry.SubscriptionClosed',
    ]);
  });

  statement([114, 115], 'one API per extension; Logs API errors have their own type', async () => {
    const { runtime, identifier } = await withExtension();
    const logs = subscription(1, { schemaVersion: '2021-03-18' });
    const invalid = await subscribe(runtime, identifier, { ...logs, types: [] }, '/2020-08-15/logs');
    expect([invalid.status, (invalid.json() as { errorType: string }).errorType]).toEqual([
      400,
      'Logs.ValidationError',
    ]);
    expect((await subscribe(runtime, identifier, subscription(1))).status).toBe(200);
    expect((await subscribe(runtime, identifier, logs, '/2020-08-15/logs')).status).toBeGreaterThanOrEqual(400);
    const other = await runtime.register('logger', []);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect((await subscribe(runtime, other, logs, '/2020-08-15/logs')).status).toBe(200);
    }
  });

  statement([116, 117, 121], 'HTTP delivery: POST of an array to the given path', async () => {
    const { runtime, identifier } = await withExtension();
    const listener = await Listener.open();
    await subscribe(runtime, identifier, subscription(listener.port));
    await playInvocation(runtime, identifier);
    await expect.poll(() => listener.types).toContain('platform.report');
    expect(new Set(listener.requests.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(['POST /path?x=1']),
    );
    for (const event of listener.events) {
      expect(Object.keys(event)).toEqual(['time', 'type', 'record']);
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  statement(116, 'TCP delivery: one JSON document a line', async () => {
    const { runtime, identifier } = await withExtension();
    let received = '';
    const server = createTcpServer((socket) => {
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await subscribe(runtime, identifier, subscription(0, { destination: { protocol: 'TCP', port } }));
    await playInvocation(runtime, identifier);
    await expect.poll(() => received).toContain('platform.report');
    const lines = received.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Envelope).type)).toContain('platform.initStart');
  });

  statement([118, 123], 'early events reach a late subscriber, in order', async () => {
    const { runtime, identifier } = await withExtension();
    const listener = await Listener.open();
    await subscribe(runtime, identifier, subscription(listener.port, { types: ['platform'] }));
    await playInvocation(runtime, identifier);
    await expect.poll(() => listener.types).toContain('platform.report');
    const order = [
      'platform.initStart',
      'platform.initRuntimeDone',
      'platform.initReport',
      'platform.start',
      'platform.runtimeDone',
      'platform.report',
    ];
    expect(listener.types.filter((type) => order.includes(type))).toEqual(order);
  });

  statement(119, 'a destination that listens later gets everything; nobody waits for it', async () => {
    const first = await Listener.open();
    const { runtime, identifier } = await withExtension();
    const reserved = createTcpServer();
    await new Promise<void>((resolve) => reserved.listen(0, '127.0.0.1', resolve));
    const { port } = reserved.address() as AddressInfo;
    await new Promise((resolve) => reserved.close(resolve));
    await subscribe(runtime, identifier, subscription(port));
    await playInvocation(runtime, identifier);
    const late = await Listener.open(port);
    await expect.poll(() => late.types, { timeout: 10_000 }).toContain('platform.report');
    expect(late.types).toContain('platform.initStart');
    expect(first.requests).toEqual([]);
  });

  statement(120, 'overload drops records and says so', async () => {
    const { TelemetryHub } = await import('../../src/environment/telemetry/telemetryHub');
    const { silentLogger, systemClock } = await import('../../src/lambda/ports');
    const emitted: unknown[] = [];
    const hub = new TelemetryHub({
      clock: systemClock,
      logger: silentLogger,
      host: '127.0.0.1',
      emit: (type, record) => emitted.push([type, record]),
    });
    onTestFinished(() => {
      hub.dispose();
    });
    // Nobody listens on port 9 of loopback; the flood has to be bounded.
    const destination = { protocol: 'TCP', port: 9 };
    expect(
      hub.subscribe('telemetry', 'flooded', Buffer.from(JSON.stringify(subscription(0, { destination })))).status,
    ).toBe(200);
    const line = 'x'.repeat(100_000);
    for (let count = 0; count < 2_000; count += 1) {
      hub.record({ type: 'function', epochMs: 0, monotonicMs: 0, functionName: 'f', record: line });
    }
    await hub.flush();
    expect(emitted).toContainEqual([
      'platform.logsDropped',
      {
        droppedBytes: expect.any(Number) as number,
        droppedRecords: expect.any(Number) as number,
        reason: expect.any(String) as string,
      },
    ]);
  });

  statement(122, 'only the subscribed types are delivered', async () => {
    const { runtime, identifier } = await withExtension();
    const listener = await Listener.open();
    await subscribe(runtime, identifier, subscription(listener.port, { types: ['platform'] }));
    await playInvocation(runtime, identifier);
    await expect.poll(() => listener.types).toContain('platform.report');
    expect(listener.types.filter((type) => !type.startsWith('platform.'))).toEqual([]);
  });

  statement(124, 'initReport has a duration and the initialization type', async () => {
    const { runtime, identifier } = await withExtension();
    await playInvocation(runtime, identifier);
    const [report] = runtime.fleet.eventsOf('platform.initReport');
    expect(report?.record.metrics.durationMs).toBeGreaterThan(0);
    expect(report?.record.initializationType).toBe('on-demand');
  });

  statement([125, 126], 'runtimeDone and report carry their numbers and spans', async () => {
    const { runtime, identifier } = await withExtension();
    await playInvocation(runtime, identifier, '"12345"');
    const [done] = runtime.fleet.eventsOf('platform.runtimeDone');
    expect(done?.record.spans?.map(({ name }) => name)).toEqual([
      'responseLatency',
      'responseDuration',
      'runtimeOverhead',
    ]);
    expect(done?.record.metrics?.producedBytes).toBe(7);
    const [report] = runtime.fleet.eventsOf('platform.report');
    expect(Object.keys(report?.record.metrics ?? {}).sort()).toEqual([
      'billedDurationMs',
      'durationMs',
      'initDurationMs',
      'maxMemoryUsedMB',
      'memorySizeMB',
    ]);
    expect(report?.record.spans?.map(({ name }) => name)).toEqual(['extensionOverhead']);

    const plain = new ActingRuntime();
    const { response } = await plain.begin();
    await plain.serveOne('1');
    await response;
    const again = plain.fleet.invoke();
    await plain.serveOne('2');
    void plain.next().catch(() => undefined);
    await (
      await again
    ).completed;
    const second = plain.fleet.eventsOf('platform.report')[1];
    expect(second?.record.spans).toBeUndefined();
    expect(second?.record.metrics).not.toHaveProperty('initDurationMs');
  });

  statement(128, 'Sandbox.* error types are failures', async () => {
    const { statusOf } = await import('../../src/environment/failures');
    expect(
      ['Sandbox.Failure', 'Sandbox.Timedout', 'Runtime.ExitError', 'Extension.Crash'].map((errorType) =>
        statusOf({ errorType, message: '' }),
      ),
    ).toEqual(['failure', 'timeout', 'error', 'error']);
  });

  statement([130, 132], 'records of a JSON function by schema version; the system level does not matter', async () => {
    const line = '{"timestamp":"2026-01-01T00:00:00.000Z","level":"INFO","message":"m"}';
    const records = async (schemaVersion: string): Promise<Listener> => {
      const { runtime, identifier } = await withExtension({
        configuration: {
          logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'WARN' },
          codePath: functionFolder({
            'bootstrap!': `#!/bin/sh\necho "api=$AWS_LAMBDA_RUNTIME_API"\necho '${line}'\nexec sleep 600\n`,
          }),
        },
      });
      const listener = await Listener.open();
      await subscribe(runtime, identifier, subscription(listener.port, { schemaVersion }));
      await playInvocation(runtime, identifier);
      await expect.poll(() => listener.types).toContain('platform.report');
      return listener;
    };
    const recent = await records('2025-01-29');
    expect(recent.events.filter(({ type }) => type === 'function').map(({ record }) => record)).toContainEqual(
      JSON.parse(line),
    );
    expect(recent.types).toContain('platform.runtimeDone');
    const first = await records('2022-07-01');
    expect(first.events.filter(({ type }) => type === 'function').map(({ record }) => record)).toContain(line);
  });
});
