import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, DeliveryOutcome } from '../../../src/environment/telemetry/destination';
import { TcpDestination } from '../../../src/environment/telemetry/tcpDestination';
import { TelemetryHub } from '../../../src/environment/telemetry/telemetryHub';
import type { LifecycleEvent } from '../../../src/lambda/lifecycleEvents';
import { silentLogger } from '../../../src/lambda/ports';
import { lifecycleEvent } from '../../unit/environment/lifecycleEvent';
import { ManualClock } from '../../unit/environment/manualClock';
import { HttpListener, TcpListener, unusedPort } from './listeners';

const ANSWER_LIMIT_MS = 10_000;
const BATCH_MS = 30_000;

const log = (record: string): LifecycleEvent => lifecycleEvent('function', record);

/** Real sockets under a clock that the test moves: what takes minutes is seen in milliseconds. */
describe('telemetry for a listener that', () => {
  let clock: ManualClock;
  let hub: TelemetryHub;
  let emitted: { type: string; record: unknown }[];
  let warnings: string[];
  const listeners: { close(): Promise<void> }[] = [];

  beforeEach(() => {
    clock = new ManualClock();
    emitted = [];
    warnings = [];
    hub = new TelemetryHub({
      clock,
      logger: { ...silentLogger, warn: (message) => warnings.push(message) },
      host: '127.0.0.1',
      emit: (type, record) => {
        emitted.push({ type, record });
        hub.record(lifecycleEvent(type, record));
      },
    });
  });

  afterEach(async () => {
    hub.dispose();
    expect(clock.waiting).toEqual([]);
    await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  });

  async function httpListener(port?: number): Promise<{ listener: HttpListener; port: number }> {
    const listener = new HttpListener();
    listeners.push(listener);
    return { listener, port: await listener.listen(port) };
  }

  function subscribe(port: number, types: readonly string[] = ['function']): void {
    const request = {
      schemaVersion: '2022-12-13',
      types,
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${String(port)}` },
      buffering: { timeoutMs: BATCH_MS },
    };
    expect(hub.subscribe('telemetry', 'agent', Buffer.from(JSON.stringify(request))).status).toBe(200);
  }

  const recordsOf = (listener: HttpListener): unknown[] => listener.events.map(({ record }) => record);

  it('does not exist yet is tried again ever more slowly, and arrives complete and in order', async () => {
    const port = await unusedPort();
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    for (const delay of [50, 100, 200, 400, 800, 1_000, 1_000]) {
      await clock.timer(delay);
      hub.record(log(`after ${String(delay)}`));
      clock.advance(delay);
    }
    await clock.timer(1_000);
    const { listener } = await httpListener(port);
    clock.advance(1_000);
    await listener.until(() => listener.events.length >= 1);
    await hub.flush();
    expect(recordsOf(listener)).toEqual([
      'one',
      ...[50, 100, 200, 400, 800, 1_000, 1_000].map((delay) => `after ${String(delay)}`),
    ]);
    expect(emitted.map(({ type }) => type)).toEqual(['platform.telemetrySubscription']);
  });

  it('does not exist for long gets what was collected meanwhile in one batch', async () => {
    const port = await unusedPort();
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    for (const delay of [50, 100, 200]) {
      await clock.timer(delay);
      hub.record(log(`after ${String(delay)}`));
      clock.advance(BATCH_MS);
    }
    await clock.timer(400);
    const { listener } = await httpListener(port);
    clock.advance(400);
    await listener.until(() => listener.events.length === 4);
    expect(listener.requests.map(({ events }) => events.length)).toEqual([1, 3]);
  });

  it('does not exist is not tried while the environment is frozen', async () => {
    const port = await unusedPort();
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    await clock.timer(50);
    const { listener } = await httpListener(port);
    hub.pause();
    clock.advance(60_000);
    expect(clock.waiting).toEqual([]);
    hub.resume();
    await listener.until(() => listener.events.length === 1);
  });

  it('answers 500 gets the same batch again, and the next one after it', async () => {
    const { listener, port } = await httpListener();
    listener.answer = (response) => response.writeHead(listener.requests.length <= 2 ? 500 : 200).end('body');
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    await clock.timer(50);
    hub.record(log('two'));
    clock.advance(50);
    await clock.timer(100);
    clock.advance(100);
    await listener.until(() => listener.requests.length === 3);
    await hub.flush();
    expect(recordsOf(listener)).toEqual(['one', 'one', 'one', 'two']);
  });

  it('answers 500 for ever has a batch given up, and is told when it recovers', async () => {
    const { listener, port } = await httpListener();
    listener.answer = (response) => response.writeHead(500).end();
    subscribe(port, ['platform', 'function']);
    hub.record(log('poison'));
    clock.advance(BATCH_MS);
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      const delay = Math.min(1_000, 50 * 2 ** (attempt - 1));
      await clock.timer(delay);
      expect(listener.requests).toHaveLength(attempt);
      clock.advance(delay);
    }
    // Nothing is left: it is quiet, although nothing ever worked.
    expect(clock.waiting).toEqual([]);
    expect(warnings).toEqual([
      'The extension agent did not take a batch of telemetry (it answered with HTTP status 500); it is dropped.',
    ]);
    expect(emitted).toHaveLength(1);

    listener.requests.length = 0;
    listener.answer = (response) => response.end();
    hub.record(log('fine'));
    await hub.flush();
    expect(listener.events.map(({ type }) => type)).toEqual(['function', 'platform.logsDropped']);
    const [loss] = listener.events.slice(-1);
    expect(loss?.record).toMatchObject({ droppedRecords: 2, droppedBytes: expect.any(Number) as unknown });
    expect(emitted.slice(1)).toEqual([{ type: 'platform.logsDropped', record: loss?.record }]);
  });

  it('never answers has its connection closed in the end, and the batch is sent again', async () => {
    const { listener, port } = await httpListener();
    listener.answer = () => undefined;
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    await listener.until(() => listener.requests.length === 1);
    clock.advance(ANSWER_LIMIT_MS);
    await listener.until(() => listener.brokenOff === 1);
    await clock.timer(50);
    listener.answer = (response) => response.end();
    clock.advance(50);
    await listener.until(() => listener.requests.length === 2);
    await hub.flush();
    expect(recordsOf(listener)).toEqual(['one', 'one']);
  });

  it('is frozen is given its time afterwards', async () => {
    const { listener, port } = await httpListener();
    let answer: (() => void) | undefined;
    listener.answer = (response) => {
      answer = () => response.end();
    };
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    await listener.until(() => listener.requests.length === 1);
    clock.advance(ANSWER_LIMIT_MS - 1);
    hub.pause();
    clock.advance(60_000);
    hub.resume();
    expect(clock.waiting).toEqual([1]);
    listener.answer = (response) => response.end();
    answer?.();
    hub.record(log('two'));
    await hub.flush();
    expect(recordsOf(listener)).toEqual(['one', 'two']);
    expect(listener.brokenOff).toBe(0);
  });

  it('is frozen gets nothing, and everything afterwards', async () => {
    const { listener, port } = await httpListener();
    subscribe(port);
    hub.record(log('before'));
    hub.pause();
    hub.record(log('frozen'));
    clock.advance(BATCH_MS);
    hub.record(log('frozen for long'));
    clock.advance(BATCH_MS);
    // No attempt is under way: it would be limited in time.
    expect(clock.waiting).toEqual([]);
    hub.resume();
    await listener.until(() => listener.events.length === 3);
    expect(recordsOf(listener)).toEqual(['before', 'frozen', 'frozen for long']);
    expect(listener.requests).toHaveLength(1);
  });

  it('answers without an end is believed', async () => {
    const { listener, port } = await httpListener();
    // More than the buffers of the operating system take: when it is written, the beginning has been read.
    const longAnswer = Buffer.alloc(25_165_824);
    const read = new Promise<void>((resolve) => {
      listener.answer = (response) => response.write(longAnswer, () => resolve());
    });
    subscribe(port);
    hub.record(log('one'));
    clock.advance(BATCH_MS);
    await read;
    clock.advance(ANSWER_LIMIT_MS);
    await listener.until(() => listener.brokenOff === 1);
    hub.record(log('two'));
    listener.answer = (response) => response.end();
    await hub.flush();
    expect(recordsOf(listener)).toEqual(['one', 'two']);
  });

  it('hangs costs bounded memory, and is told what it missed', async () => {
    const { listener, port } = await httpListener();
    let release: (() => void) | undefined;
    listener.answer = (response) => {
      release ??= () => {
        listener.answer = (next) => next.end();
        response.end();
      };
    };
    subscribe(port, ['platform', 'function']);
    const total = 30_000;
    for (let index = 0; index < total; index += 1) {
      hub.record(log(String(index)));
    }
    await listener.until(() => release !== undefined);
    expect(warnings).toEqual([
      'The extension agent does not take its telemetry fast enough; events are dropped until it does.',
    ]);
    expect(emitted).toHaveLength(1);
    release?.();
    await listener.until(() => listener.requests.length >= 4);
    hub.record(log('afterwards'));
    await hub.flush();

    const functions = listener.events.filter(({ type }) => type === 'function').map(({ record }) => record);
    const arrived = functions.length - 1;
    // 4 batches of 256 KB, 70 to 75 bytes an event.
    expect(arrived).toBeGreaterThan(10_000);
    expect(arrived).toBeLessThan(16_000);
    expect(functions).toEqual([...Array.from({ length: arrived }, (_, index) => String(index)), 'afterwards']);
    const losses = listener.events.filter(({ type }) => type === 'platform.logsDropped');
    expect(losses.map(({ record }) => record)).toEqual([
      {
        droppedRecords: total - arrived,
        droppedBytes: expect.any(Number) as unknown,
        reason: 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.',
      },
    ]);
    expect(emitted.slice(1)).toEqual([{ type: 'platform.logsDropped', record: losses[0]?.record }]);
    // It stands where the events are missing.
    expect(listener.events.at(-2)?.type).toBe('platform.logsDropped');
  });

  it('is there gets everything at the end of the environment, in several batches', async () => {
    const { listener, port } = await httpListener();
    subscribe(port);
    const texts = Array.from({ length: 8_000 }, (_, index) => String(index));
    texts.forEach((text) => {
      hub.record(log(text));
    });
    await hub.flush();
    expect(recordsOf(listener)).toEqual(texts);
    expect(listener.requests).toHaveLength(3);
  });

  it('does not exist does not hold up the end of the environment', async () => {
    subscribe(await unusedPort());
    hub.record(log('one'));
    await hub.flush();
    await hub.flush();
    expect(clock.waiting).toEqual([100]);
  });

  it('hangs holds up the end of the environment for a moment only', async () => {
    const { listener, port } = await httpListener();
    listener.answer = () => undefined;
    subscribe(port);
    hub.record(log('one'));
    const flushed = hub.flush();
    await listener.until(() => listener.requests.length === 1);
    expect(clock.waiting).toContain(300);
    clock.advance(300);
    await flushed;
    hub.dispose();
    await listener.until(() => listener.brokenOff === 1);
  });

  it('hangs until the end leaves its loss on the stream, once', async () => {
    const { listener, port } = await httpListener();
    listener.answer = () => undefined;
    subscribe(port, ['platform', 'function']);
    for (let index = 0; index < 20_000; index += 1) {
      hub.record(log(String(index)));
    }
    const flushed = hub.flush();
    await listener.until(() => listener.requests.length === 1);
    clock.advance(300);
    await flushed;
    hub.reset();
    const losses = emitted.filter(({ type }) => type === 'platform.logsDropped');
    expect(losses).toHaveLength(1);
    expect(losses[0]?.record).toMatchObject({ droppedRecords: expect.any(Number) as unknown });
  });

  it('hangs is let go when the environment ends in the middle of a flush', async () => {
    const { listener, port } = await httpListener();
    listener.answer = () => undefined;
    subscribe(port, ['platform', 'function']);
    for (let index = 0; index < 20_000; index += 1) {
      hub.record(log(String(index)));
    }
    const flushed = hub.flush();
    await listener.until(() => listener.requests.length === 1);
    hub.dispose();
    await flushed;
    expect(emitted).toHaveLength(1);
    expect(clock.waiting).toEqual([]);
  });

  it('is frozen does not hold up the end of the environment at all', async () => {
    const { listener, port } = await httpListener();
    subscribe(port);
    hub.record(log('one'));
    hub.pause();
    await hub.flush();
    expect(listener.requests).toEqual([]);
  });

  it('lost its early events is told so', async () => {
    const { listener, port } = await httpListener();
    for (let index = 0; index < 10_007; index += 1) {
      hub.record(log('early'));
    }
    subscribe(port, ['platform', 'function']);
    await hub.flush();
    expect(listener.events.at(-1)).toMatchObject({ type: 'platform.logsDropped', record: { droppedRecords: 7 } });
  });

  it('closes its TCP connection gets the rest on another one', async () => {
    const listener = new TcpListener();
    listeners.push(listener);
    const port = await listener.listen();
    const request = {
      schemaVersion: '2022-12-13',
      types: ['function'],
      destination: { protocol: 'TCP', port },
    };
    hub.subscribe('telemetry', 'agent', Buffer.from(JSON.stringify(request)));
    hub.record(log('one'));
    await hub.flush();
    await listener.until(() => listener.events.length === 1);
    const closed = new Promise((resolve) => listener.sockets[0]?.once('close', resolve));
    listener.sockets[0]?.end();
    await closed;
    hub.record(log('two'));
    await hub.flush();
    await listener.until(() => listener.events.length === 2);
    expect(listener.events.map(({ record }) => record)).toEqual(['one', 'two']);
    expect(listener.sockets).toHaveLength(2);
  });
});

describe('a TCP listener that does not read', () => {
  it('has not got the batch when the attempt is ended', async () => {
    const listener = new TcpListener(false);
    const destination = new TcpDestination('127.0.0.1', await listener.listen());
    const deliver = (events: readonly string[], begun: (attempt: Delivery) => void): Promise<DeliveryOutcome> =>
      new Promise((resolve) => {
        begun(destination.deliver(events, resolve));
      });
    // A little goes into the buffers of the operating system.
    expect(await deliver(['{}'], () => undefined)).toEqual({ kind: 'delivered' });
    const large = Array.from({ length: 24 }, () => 'x'.repeat(1_048_576));
    expect(
      await deliver(large, (attempt) => {
        setImmediate(() => {
          attempt.abort();
        });
      }),
    ).toEqual({ kind: 'refused', cause: 'it did not read' });
    destination.dispose();
    await listener.close();
  });
});
