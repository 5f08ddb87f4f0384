import { describe, expect, it } from 'vitest';
import { logText, systemLineLevel } from '../../../../src/environment/logs/format';
import type { LoggingConfiguration, SystemLogLevel } from '../../../../src/lambda/functionConfiguration';
import type { EventRecords, LifecycleEvent } from '../../../../src/lambda/lifecycleEvents';
import { lifecycleEvent, REQUEST_ID } from '../lifecycleEvent';

const TEXT: LoggingConfiguration = { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' };
const ARN = 'arn:aws:lambda:us-east-1::runtime:edb5a058bfa782cb9cedc6d534ac8b8c193bc28e9a9879d9f5ebaaf619cd0fc0';
const TRACING = {
  type: 'X-Amzn-Trace-Id',
  value: 'Root=1-677faf89-09a6b95269c6e56c4d1ab356;Parent=7e44b09386b9ab35;Sampled=1',
} as const;
const METRICS = { durationMs: 3.01, billedDurationMs: 114, memorySizeMB: 128, maxMemoryUsedMB: 36 };

const UNVERSIONED = {
  initializationType: 'on-demand',
  phase: 'init',
  functionName: 'orders',
  functionVersion: '$LATEST',
} as const;
const RUNTIME_VERSION = 'python:3.13.v50';
const initStart = lifecycleEvent('platform.initStart', {
  ...UNVERSIONED,
  runtimeVersion: RUNTIME_VERSION,
  runtimeVersionArn: ARN,
});
const start = lifecycleEvent('platform.start', { requestId: REQUEST_ID, version: '$LATEST' });

function initReport(change: Partial<EventRecords['platform.initReport']>) {
  return lifecycleEvent('platform.initReport', {
    initializationType: 'on-demand',
    phase: 'init',
    status: 'success',
    metrics: { durationMs: 1236.04 },
    ...change,
  });
}

function runtimeDone(status: 'success' | 'error') {
  return lifecycleEvent('platform.runtimeDone', { requestId: REQUEST_ID, status });
}

function report(change: Partial<EventRecords['platform.report']>) {
  return lifecycleEvent('platform.report', { requestId: REQUEST_ID, status: 'success', metrics: METRICS, ...change });
}

const textOf = (...events: LifecycleEvent[]): string => events.map((event) => logText(event, TEXT)).join('');

describe('the log in Text format', () => {
  it('of a cold and a warm invocation is AWS’s, byte for byte', () => {
    expect(
      textOf(
        lifecycleEvent('environment.created', {
          reason: 'first invocation',
          initializationType: 'on-demand',
          fidelity: [],
        }),
        initStart,
        lifecycleEvent('extension', 'agent starts'),
        lifecycleEvent('platform.telemetrySubscription', {
          name: 'datadog-agent',
          state: 'Subscribed',
          types: ['platform', 'function', 'extension'],
        }),
        lifecycleEvent('platform.logsSubscription', { name: 'insights', state: 'Subscribed', types: ['platform'] }),
        lifecycleEvent('platform.initRuntimeDone', {
          initializationType: 'on-demand',
          phase: 'init',
          status: 'success',
        }),
        lifecycleEvent('platform.extension', { name: 'datadog-agent', state: 'Ready', events: ['SHUTDOWN', 'INVOKE'] }),
        lifecycleEvent('platform.extension', { name: 'lambda-adapter', state: 'Ready', events: [] }),
        initReport({}),
        start,
        lifecycleEvent('function', `[INFO]\t2025-08-31T22:12:58.534Z\t${REQUEST_ID}\thello\nsecond line`),
        runtimeDone('success'),
        report({ metrics: { ...METRICS, initDurationMs: 110.1 } }),
        lifecycleEvent('environment.frozen', { processes: 1 }),
        start,
        report({ metrics: { ...METRICS, durationMs: 0.5, billedDurationMs: 1 } }),
      ),
    ).toBe(
      [
        `INIT_START Runtime Version: python:3.13.v50\tRuntime Version ARN: ${ARN}`,
        'agent starts',
        'TELEMETRY\tName: datadog-agent\tState: Subscribed\tTypes: [Platform, Function, Extension]',
        'LOGS\tName: insights\tState: Subscribed\tTypes: [Platform]',
        'EXTENSION\tName: datadog-agent\tState: Ready\tEvents: [SHUTDOWN, INVOKE]',
        'EXTENSION\tName: lambda-adapter\tState: Ready\tEvents: []',
        `START RequestId: ${REQUEST_ID} Version: $LATEST`,
        `[INFO]\t2025-08-31T22:12:58.534Z\t${REQUEST_ID}\thello`,
        'second line',
        `END RequestId: ${REQUEST_ID}`,
        `REPORT RequestId: ${REQUEST_ID}\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 110.10 ms\t`,
        `START RequestId: ${REQUEST_ID} Version: $LATEST`,
        `END RequestId: ${REQUEST_ID}`,
        `REPORT RequestId: ${REQUEST_ID}\tDuration: 0.50 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t`,
        '',
      ].join('\n'),
    );
  });

  it('of failed invocations names status and error type, and ends without a tab', () => {
    expect(
      textOf(
        report({ status: 'error', errorType: 'Runtime.ExitError' }),
        report({ status: 'timeout', metrics: { ...METRICS, durationMs: 3000, billedDurationMs: 3000 } }),
        report({ status: 'error', errorType: 'Runtime.OutOfMemory', metrics: { ...METRICS, initDurationMs: 495.04 } }),
      ),
    ).toBe(
      [
        `END RequestId: ${REQUEST_ID}`,
        `REPORT RequestId: ${REQUEST_ID}\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: error\tError Type: Runtime.ExitError`,
        `END RequestId: ${REQUEST_ID}`,
        `REPORT RequestId: ${REQUEST_ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: timeout`,
        `END RequestId: ${REQUEST_ID}`,
        `REPORT RequestId: ${REQUEST_ID}\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 495.04 ms\tStatus: error\tError Type: Runtime.OutOfMemory`,
        '',
      ].join('\n'),
    );
  });

  it('has a second line with the trace when it was sampled', () => {
    const xray = 'XRAY TraceId: 1-677faf89-09a6b95269c6e56c4d1ab356\tSegmentId: 7e44b09386b9ab35\tSampled: true\t\n';
    const lineOf = (event: LifecycleEvent): string => textOf(event).split('\n').slice(2).join('\n');
    expect(textOf(report({ tracing: TRACING }))).toContain(`Max Memory Used: 36 MB\t\n${xray}`);
    expect(lineOf(report({ tracing: TRACING, status: 'timeout' }))).toBe(xray);
    expect(lineOf(report({ tracing: { ...TRACING, spanId: '1234567890abcdef' } }))).toContain(
      'SegmentId: 1234567890abcdef',
    );
    for (const value of [TRACING.value.replace('Sampled=1', 'Sampled=0'), 'Sampled=1', '', 'nonsense']) {
      expect(lineOf(report({ tracing: { ...TRACING, value } }))).toBe('');
    }
  });

  it('reports an Init phase that failed or was provisioned', () => {
    expect(
      textOf(
        initReport({ status: 'timeout' }),
        initReport({ status: 'error', errorType: 'Extension.Crash' }),
        initReport({ status: 'error', errorType: 'Runtime.ExitError', phase: 'invoke', metrics: { durationMs: 0.2 } }),
        initReport({ phase: 'invoke' }),
        initReport({ initializationType: 'provisioned-concurrency' }),
      ),
    ).toBe(
      [
        'INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: timeout',
        'INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: error\tError Type: Extension.Crash',
        'INIT_REPORT Init Duration: 0.20 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
        'INIT_REPORT Init Duration: 1236.04 ms\tPhase: init',
        '',
      ].join('\n'),
    );
  });

  it('names the runtime version as far as it is known', () => {
    expect(
      textOf(
        lifecycleEvent('platform.initStart', { ...UNVERSIONED, runtimeVersion: RUNTIME_VERSION }),
        lifecycleEvent('platform.initStart', UNVERSIONED),
      ),
    ).toBe('INIT_START Runtime Version: python:3.13.v50\nINIT_START\n');
  });
});

describe('the log in JSON format', () => {
  const atLevel = (systemLevel: SystemLogLevel, ...events: LifecycleEvent[]): string =>
    events.map((event) => logText(event, { format: 'JSON', applicationLevel: 'INFO', systemLevel })).join('');

  it('has system lines of time, type and record, and application lines as they are', () => {
    expect(
      atLevel(
        'INFO',
        start,
        lifecycleEvent('function', { timestamp: '2026-11-21T20:47:03.064Z', level: 'INFO', message: 'hi' }),
        lifecycleEvent('function', 'plain'),
        runtimeDone('success'),
        report({}),
        lifecycleEvent('environment.frozen', { processes: 1 }),
      ),
    ).toBe(
      [
        `{"time":"2026-11-21T20:47:03.064Z","type":"platform.start","record":{"requestId":"${REQUEST_ID}","version":"$LATEST"}}`,
        '{"timestamp":"2026-11-21T20:47:03.064Z","level":"INFO","message":"hi"}',
        'plain',
        `{"time":"2026-11-21T20:47:03.064Z","type":"platform.report","record":{"requestId":"${REQUEST_ID}","status":"success","metrics":{"durationMs":3.01,"billedDurationMs":114,"memorySizeMB":128,"maxMemoryUsedMB":36}}}`,
        '',
      ].join('\n'),
    );
  });

  it('leaves out what is below the system level, and never application lines', () => {
    const failed = report({ status: 'error', errorType: 'Runtime.ExitError' });
    const all = [
      start,
      lifecycleEvent('function', 'line'),
      runtimeDone('success'),
      runtimeDone('error'),
      report({}),
      failed,
    ];
    const written = (level: SystemLogLevel): boolean[] => all.map((event) => atLevel(level, event) !== '');
    expect(written('DEBUG')).toEqual([true, true, true, true, true, true]);
    expect(written('INFO')).toEqual([true, true, false, true, true, true]);
    expect(written('WARN')).toEqual([false, true, false, true, false, true]);
  });
});

describe('the level of a system event', () => {
  const extension = (state: string, errorType?: string) =>
    lifecycleEvent('platform.extension', {
      name: 'agent',
      state,
      events: [],
      ...(errorType === undefined ? {} : { errorType }),
    });
  const subscribed = { name: 'agent', state: 'Subscribed', types: ['platform'] } as const;
  const initDone = (status: 'success' | 'timeout') =>
    lifecycleEvent('platform.initRuntimeDone', { initializationType: 'on-demand', phase: 'init', status });

  it.each([
    ['initStart with a runtime version', initStart, 'INFO'],
    ['initStart without', lifecycleEvent('platform.initStart', UNVERSIONED), 'DEBUG'],
    ['initRuntimeDone, success', initDone('success'), 'DEBUG'],
    ['initRuntimeDone, timeout', initDone('timeout'), 'WARN'],
    ['initReport, on-demand', initReport({}), 'DEBUG'],
    ['initReport, provisioned', initReport({ initializationType: 'provisioned-concurrency' }), 'INFO'],
    ['initReport, error', initReport({ status: 'error' }), 'WARN'],
    ['start', start, 'INFO'],
    ['runtimeDone, success', runtimeDone('success'), 'DEBUG'],
    ['runtimeDone, error', runtimeDone('error'), 'WARN'],
    ['report, success', report({}), 'INFO'],
    ['report, timeout', report({ status: 'timeout' }), 'WARN'],
    ['extension, ready', extension('Ready'), 'INFO'],
    ['extension, launch error', extension('LaunchError'), 'WARN'],
    ['extension with an error type', extension('Registered', 'PermissionDenied'), 'WARN'],
    ['telemetrySubscription', lifecycleEvent('platform.telemetrySubscription', subscribed), 'INFO'],
    ['logsSubscription', lifecycleEvent('platform.logsSubscription', subscribed), 'INFO'],
    [
      'logsDropped',
      lifecycleEvent('platform.logsDropped', { droppedBytes: 1, droppedRecords: 1, reason: 'slow' }),
      'WARN',
    ],
  ] as const)('%s is %3$s', (_name, event, level) => {
    expect(systemLineLevel(event)).toBe(level);
  });
});
