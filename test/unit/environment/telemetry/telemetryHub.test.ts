import { describe, expect, it } from 'vitest';
import { TelemetryHub, type SubscriptionAnswer } from '../../../../src/environment/telemetry/telemetryHub';
import { silentLogger } from '../../../../src/lambda/ports';
import { lifecycleEvent } from '../lifecycleEvent';
import { ManualClock } from '../manualClock';

const REQUEST = {
  schemaVersion: '2022-12-13',
  types: ['platform'],
  destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080' },
};

function newHub() {
  const emitted: unknown[] = [];
  const warnings: string[] = [];
  const clock = new ManualClock();
  const hub = new TelemetryHub({
    clock,
    logger: { ...silentLogger, warn: (message) => warnings.push(message) },
    host: '127.0.0.1',
    emit: (type, record) => emitted.push([type, record]),
  });
  return {
    hub,
    clock,
    emitted,
    warnings,
    telemetry: (name = 'agent', request: object = REQUEST): SubscriptionAnswer =>
      hub.subscribe('telemetry', name, Buffer.from(JSON.stringify(request))),
    logs: (name = 'agent', request: object = { ...REQUEST, schemaVersion: '2021-03-18' }): SubscriptionAnswer =>
      hub.subscribe('logs', name, Buffer.from(JSON.stringify(request))),
  };
}

describe('a subscription', () => {
  it('is answered with "OK" in quotes and announced', () => {
    const { telemetry, emitted } = newHub();
    expect(telemetry()).toEqual({ status: 200, body: '"OK"' });
    expect(emitted).toEqual([
      ['platform.telemetrySubscription', { name: 'agent', state: 'Subscribed', types: ['platform'] }],
    ]);
  });

  it('to the Logs API is announced as such', () => {
    const { logs, emitted } = newHub();
    expect(logs()).toEqual({ status: 200, body: '"OK"' });
    expect(emitted).toEqual([
      ['platform.logsSubscription', { name: 'agent', state: 'Subscribed', types: ['platform'] }],
    ]);
  });

  it('with problems is answered with 400 and the error type of its API', () => {
    const { telemetry, logs, emitted } = newHub();
    const request = { ...REQUEST, types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain' } };
    expect(telemetry('agent', request)).toEqual({
      status: 400,
      body: '{"errorType":"ValidationError","errorMessage":"URI port is not provided; types should not be empty"}',
    });
    expect(logs('agent', { ...request, schemaVersion: '2020-08-15' })).toEqual({
      status: 400,
      body: '{"errorType":"Logs.ValidationError","errorMessage":"URI port is not provided; types should not be empty"}',
    });
    expect(emitted).toEqual([]);
  });

  it('may be repeated without effect', () => {
    const { telemetry, logs, emitted, warnings } = newHub();
    telemetry('agent');
    logs('other');
    expect(telemetry('agent')).toEqual({ status: 200, body: '"OK"' });
    expect(logs('other')).toEqual({ status: 200, body: '"OK"' });
    expect(emitted).toHaveLength(2);
    expect(warnings).toEqual([]);
    expect(telemetry('agent', { ...REQUEST, types: ['function'] }).status).toBe(200);
    expect(emitted).toHaveLength(2);
    expect(warnings).toEqual([
      'The extension agent is subscribed already; its second subscription, with other settings, has no effect.',
    ]);
  });

  it('of one extension to both APIs is refused', () => {
    const { telemetry, logs } = newHub();
    telemetry('first');
    logs('second');
    expect(logs('first')).toEqual({
      status: 400,
      body: '{"errorType":"Logs.ValidationError","errorMessage":"The extension first is subscribed to the Telemetry API already; use only one of the Telemetry API and the Logs API"}',
    });
    expect(telemetry('second')).toEqual({
      status: 400,
      body: '{"errorType":"ValidationError","errorMessage":"The extension second is subscribed to the Logs API already; use only one of the Telemetry API and the Logs API"}',
    });
  });

  it('is refused after the Init phase, and possible again after a reset', () => {
    const { hub, telemetry, logs } = newHub();
    telemetry();
    hub.closeSubscriptions();
    for (const name of ['agent', 'late']) {
      expect(telemetry(name)).toEqual({
        status: 403,
        body: '{"errorType":"Telemetry.SubscriptionClosed","errorMessage":"Telemetry API subscription is closed"}',
      });
    }
    expect(logs()).toEqual({
      status: 403,
      body: '{"errorType":"Logs.SubscriptionClosed","errorMessage":"Logs API subscription is closed already"}',
    });
    hub.reset();
    expect(logs()).toEqual({ status: 200, body: '"OK"' });
  });
});

describe('a hub nobody has subscribed to', () => {
  it('sets no timer and has nothing to flush', async () => {
    const { hub, clock } = newHub();
    hub.record(lifecycleEvent('function', 'early'));
    hub.closeSubscriptions();
    hub.record(lifecycleEvent('function', 'late'));
    hub.pause();
    hub.resume();
    await hub.flush();
    expect(clock.waiting).toEqual([]);
  });
});

describe('a hub that is disposed', () => {
  it('leaves no timer behind and takes nothing any more', () => {
    const { hub, clock, telemetry } = newHub();
    telemetry();
    hub.record(lifecycleEvent('platform.start', { requestId: '', version: '1' }));
    expect(clock.waiting).toEqual([1_000]);
    hub.dispose();
    hub.record(lifecycleEvent('platform.start', { requestId: '', version: '1' }));
    expect(clock.waiting).toEqual([]);
    expect(telemetry('other').status).toBe(403);
  });
});
