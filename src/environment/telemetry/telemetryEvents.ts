import type { LifecycleEvent, LifecycleEventOf, LifecycleEventType } from '../../lambda/lifecycleEvents';
import type { SchemaVersion, TelemetryCategory } from './subscription';

/** What Lambda itself tells about an environment. */
export type PlatformEvent = LifecycleEventOf<Extract<LifecycleEventType, `platform.${string}`>>;

export function isPlatformEvent(event: LifecycleEvent): event is PlatformEvent {
  return event.type.startsWith('platform.');
}

/** The stream a lifecycle event belongs to; undefined for events that do not exist on AWS. */
export function telemetryCategory(event: LifecycleEvent): TelemetryCategory | undefined {
  if (event.type === 'function' || event.type === 'extension') {
    return event.type;
  }
  return isPlatformEvent(event) ? 'platform' : undefined;
}

/** `{"time":…,"type":…,"record":…}` as JSON text (lambda-contract §4.2); `epochMs` are milliseconds since the epoch. */
export function telemetryEnvelope(epochMs: number, type: string, record: unknown): string {
  return `{"time":"${new Date(epochMs).toISOString()}","type":"${type}","record":${JSON.stringify(record)}}`;
}

/**
 * What a subscriber with this schema version receives for one lifecycle event: mostly one envelope, none for events its
 * API does not have, several where the Logs API splits an event (lambda-contract §4.3, §4.4).
 */
export function telemetryEnvelopes(event: LifecycleEvent, schemaVersion: SchemaVersion): readonly string[] {
  switch (schemaVersion) {
    case '2020-08-15':
    case '2021-03-18':
      return logsEnvelopes(event, schemaVersion);
    case '2022-07-01':
      return event.type === 'platform.logsSubscription' ? [] : [withTextRecord(event)];
    case '2022-12-13':
    case '2025-01-29':
      return event.type === 'platform.logsSubscription' ? [] : [unchanged(event)];
  }
}

function logsEnvelopes(event: LifecycleEvent, schemaVersion: '2020-08-15' | '2021-03-18'): readonly string[] {
  if (event.type === 'platform.telemetrySubscription') {
    return [];
  }
  if (event.type === 'platform.runtimeDone') {
    return schemaVersion === '2021-03-18' ? [runtimeDone(event)] : [];
  }
  return event.type === 'platform.report' ? [...fault(event), end(event), report(event)] : [withTextRecord(event)];
}

function runtimeDone({ epochMs, type, record }: LifecycleEventOf<'platform.runtimeDone'>): string {
  const { requestId, status } = record;
  // The Logs API has three states only.
  return telemetryEnvelope(epochMs, type, { requestId, status: status === 'error' ? 'failure' : status });
}

function fault({ epochMs, record }: LifecycleEventOf<'platform.report'>): string[] {
  if (record.status === 'success') {
    return [];
  }
  const cause = record.errorType === undefined ? '' : `\tErrorType: ${record.errorType}`;
  return [
    telemetryEnvelope(epochMs, 'platform.fault', `RequestId: ${record.requestId} Status: ${record.status}${cause}`),
  ];
}

function end({ epochMs, record }: LifecycleEventOf<'platform.report'>): string {
  return telemetryEnvelope(epochMs, 'platform.end', { requestId: record.requestId });
}

function report({ epochMs, type, record }: LifecycleEventOf<'platform.report'>): string {
  const { requestId, metrics, tracing } = record;
  return telemetryEnvelope(epochMs, type, { requestId, metrics, ...(tracing === undefined ? {} : { tracing }) });
}

function unchanged(event: LifecycleEvent): string {
  return telemetryEnvelope(event.epochMs, event.type, event.record);
}

/** Objects as log records came with the schema of December 2022; older subscribers get them as text. */
function withTextRecord(event: LifecycleEvent): string {
  const isLogObject = (event.type === 'function' || event.type === 'extension') && typeof event.record !== 'string';
  return isLogObject ? telemetryEnvelope(event.epochMs, event.type, JSON.stringify(event.record)) : unchanged(event);
}
