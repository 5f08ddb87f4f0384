import { describe, expect, it } from 'vitest';
import type { SchemaVersion } from '../../../../src/environment/telemetry/subscription';
import { telemetryCategory, telemetryEnvelopes } from '../../../../src/environment/telemetry/telemetryEvents';
import type { LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { lifecycleEvent, REQUEST_ID } from '../lifecycleEvent';

const TIME = '2026-11-21T20:47:03.064Z';
const METRICS = { durationMs: 3.01, billedDurationMs: 4, memorySizeMB: 128, maxMemoryUsedMB: 36 };
const TELEMETRY_VERSIONS = ['2022-07-01', '2022-12-13', '2025-01-29'] as const;
const LOGS_VERSIONS = ['2020-08-15', '2021-03-18'] as const;

function envelopes(event: LifecycleEvent, schemaVersion: SchemaVersion): unknown[] {
  return telemetryEnvelopes(event, schemaVersion).map((text): unknown => JSON.parse(text));
}

describe('the category of a lifecycle event', () => {
  it('follows its type, and is missing for what AWS does not have', () => {
    expect(telemetryCategory(lifecycleEvent('platform.start', { requestId: REQUEST_ID, version: '1' }))).toBe(
      'platform',
    );
    expect(telemetryCategory(lifecycleEvent('function', 'hello'))).toBe('function');
    expect(telemetryCategory(lifecycleEvent('extension', 'hello'))).toBe('extension');
    expect(telemetryCategory(lifecycleEvent('environment.thawed', { frozenMs: 1 }))).toBeUndefined();
    expect(telemetryCategory(lifecycleEvent('invocation.throttled', { requestId: '', reason: '' }))).toBeUndefined();
  });
});

describe('the Telemetry API', () => {
  it.each(TELEMETRY_VERSIONS)('wraps an event in time, type and record in %s', (version) => {
    const event = lifecycleEvent('platform.start', { requestId: REQUEST_ID, version: '$LATEST' });
    expect(telemetryEnvelopes(event, version)).toEqual([
      `{"time":"${TIME}","type":"platform.start","record":{"requestId":"${REQUEST_ID}","version":"$LATEST"}}`,
    ]);
  });

  it.each([
    ['2022-07-01', '{"level":"INFO","message":"hi"}'],
    ['2022-12-13', { level: 'INFO', message: 'hi' }],
    ['2025-01-29', { level: 'INFO', message: 'hi' }],
  ] as const)('delivers JSON log records in %s as %j', (version, record) => {
    for (const type of ['function', 'extension'] as const) {
      const event = lifecycleEvent(type, { level: 'INFO', message: 'hi' });
      expect(envelopes(event, version)).toEqual([{ time: TIME, type, record }]);
    }
  });

  it.each(TELEMETRY_VERSIONS)('delivers text log records as strings in %s', (version) => {
    expect(envelopes(lifecycleEvent('function', 'a\nb'), version)).toEqual([
      { time: TIME, type: 'function', record: 'a\nb' },
    ]);
  });

  it('does not know subscriptions of the Logs API', () => {
    const event = lifecycleEvent('platform.logsSubscription', { name: 'agent', state: 'Subscribed', types: [] });
    expect(TELEMETRY_VERSIONS.flatMap((version) => envelopes(event, version))).toEqual([]);
  });
});

describe('the Logs API', () => {
  it.each(LOGS_VERSIONS)('splits a report into end and report in %s', (version) => {
    const event = lifecycleEvent('platform.report', { requestId: REQUEST_ID, status: 'success', metrics: METRICS });
    expect(envelopes(event, version)).toEqual([
      { time: TIME, type: 'platform.end', record: { requestId: REQUEST_ID } },
      { time: TIME, type: 'platform.report', record: { requestId: REQUEST_ID, metrics: METRICS } },
    ]);
  });

  it.each([
    ['error', 'Runtime.ExitError', `RequestId: ${REQUEST_ID} Status: error\tErrorType: Runtime.ExitError`],
    ['timeout', undefined, `RequestId: ${REQUEST_ID} Status: timeout`],
  ] as const)('reports a fault before a report with the status %s', (status, errorType, record) => {
    const event = lifecycleEvent('platform.report', {
      requestId: REQUEST_ID,
      status,
      metrics: METRICS,
      ...(errorType === undefined ? {} : { errorType }),
    });
    expect(envelopes(event, '2021-03-18').map((envelope) => (envelope as { type: string }).type)).toEqual([
      'platform.fault',
      'platform.end',
      'platform.report',
    ]);
    expect(envelopes(event, '2021-03-18')[0]).toEqual({ time: TIME, type: 'platform.fault', record });
  });

  it('has runtimeDone with three states since 2021-03-18', () => {
    const done = (status: 'success' | 'error' | 'timeout') =>
      lifecycleEvent('platform.runtimeDone', { requestId: REQUEST_ID, status, metrics: { durationMs: 1 } });
    expect(envelopes(done('success'), '2020-08-15')).toEqual([]);
    expect(
      (['success', 'error', 'timeout'] as const).flatMap((status) => envelopes(done(status), '2021-03-18')),
    ).toEqual(
      ['success', 'failure', 'timeout'].map((status) => ({
        time: TIME,
        type: 'platform.runtimeDone',
        record: { requestId: REQUEST_ID, status },
      })),
    );
  });

  it('delivers JSON log records as text, and its own subscriptions only', () => {
    const subscribed = { name: 'agent', state: 'Subscribed', types: ['platform'] } as const;
    expect(envelopes(lifecycleEvent('function', { a: 1 }), '2021-03-18')).toMatchObject([{ record: '{"a":1}' }]);
    expect(envelopes(lifecycleEvent('platform.telemetrySubscription', subscribed), '2021-03-18')).toEqual([]);
    expect(envelopes(lifecycleEvent('platform.logsSubscription', subscribed), '2021-03-18')).toEqual([
      { time: TIME, type: 'platform.logsSubscription', record: subscribed },
    ]);
  });
});
