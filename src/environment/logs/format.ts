import { SYSTEM_LOG_LEVELS, type LoggingConfiguration, type SystemLogLevel } from '../../lambda/functionConfiguration';
import type { LifecycleEvent, LifecycleEventOf, PhaseStatus, TraceContext } from '../../lambda/lifecycleEvents';
import { isPlatformEvent, telemetryEnvelope, type PlatformEvent } from '../telemetry/telemetryEvents';

/**
 * What the log stream of the function gets for a lifecycle event: whole lines with their newline, or '' for events that
 * leave no trace there (lambda-contract §7). The system log level counts in JSON format only; application log events
 * have been filtered before they became lifecycle events.
 */
export function logText(event: LifecycleEvent, logging: LoggingConfiguration): string {
  if (event.type === 'function' || event.type === 'extension') {
    return withNewline(typeof event.record === 'string' ? event.record : JSON.stringify(event.record));
  }
  if (!isPlatformEvent(event)) {
    return '';
  }
  return logging.format === 'JSON' ? systemJson(event, logging.systemLevel) : systemText(event);
}

/**
 * The level of a system log event (lambda-contract §7.2). It decides what is written in JSON format, and nothing about
 * the Telemetry API.
 */
export function systemLineLevel(event: PlatformEvent): SystemLogLevel {
  switch (event.type) {
    case 'platform.initStart':
      return event.record.runtimeVersion === undefined ? 'DEBUG' : 'INFO';
    case 'platform.initRuntimeDone':
    case 'platform.runtimeDone':
      return onSuccess('DEBUG', event.record.status);
    case 'platform.initReport':
      return onSuccess(event.record.initializationType === 'on-demand' ? 'DEBUG' : 'INFO', event.record.status);
    case 'platform.report':
      return onSuccess('INFO', event.record.status);
    case 'platform.extension':
      return isHealthy(event) ? 'INFO' : 'WARN';
    case 'platform.start':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return 'INFO';
    case 'platform.logsDropped':
      return 'WARN';
  }
}

function onSuccess(level: SystemLogLevel, status: PhaseStatus): SystemLogLevel {
  return status === 'success' ? level : 'WARN';
}

function isHealthy({ record }: LifecycleEventOf<'platform.extension'>): boolean {
  return record.errorType === undefined && !/Error|Failed/.test(record.state);
}

function systemJson(event: PlatformEvent, minimum: SystemLogLevel): string {
  return SYSTEM_LOG_LEVELS.indexOf(systemLineLevel(event)) < SYSTEM_LOG_LEVELS.indexOf(minimum)
    ? ''
    : `${telemetryEnvelope(event.epochMs, event.type, event.record)}\n`;
}

/** The text lines of lambda-contract §7.1, byte for byte. */
function systemText(event: PlatformEvent): string {
  switch (event.type) {
    case 'platform.initStart':
      return initStartText(event);
    case 'platform.initReport':
      return initReportText(event);
    case 'platform.extension': {
      const { name, state, events } = event.record;
      return `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(', ')}]\n`;
    }
    case 'platform.telemetrySubscription':
      return subscriptionText('TELEMETRY', event);
    case 'platform.logsSubscription':
      return subscriptionText('LOGS', event);
    case 'platform.start':
      return `START RequestId: ${event.record.requestId} Version: ${event.record.version}\n`;
    case 'platform.report':
      return `END RequestId: ${event.record.requestId}\n${reportText(event)}`;
    case 'platform.initRuntimeDone':
    case 'platform.runtimeDone':
    case 'platform.logsDropped':
      return '';
  }
}

function initStartText({ record }: LifecycleEventOf<'platform.initStart'>): string {
  const fields = [
    ...(record.runtimeVersion === undefined ? [] : [`Runtime Version: ${record.runtimeVersion}`]),
    ...(record.runtimeVersionArn === undefined ? [] : [`Runtime Version ARN: ${record.runtimeVersionArn}`]),
  ];
  return `INIT_START ${fields.join('\t')}`.trimEnd().concat('\n');
}

/** On AWS an on-demand Init phase leaves this line only when it fails. */
function initReportText({ record }: LifecycleEventOf<'platform.initReport'>): string {
  const { initializationType, phase, status, errorType, metrics } = record;
  if (status === 'success' && initializationType === 'on-demand') {
    return '';
  }
  const fields = [
    `INIT_REPORT Init Duration: ${milliseconds(metrics.durationMs)}`,
    `Phase: ${phase}`,
    ...outcome(status, errorType),
  ];
  return `${fields.join('\t')}\n`;
}

function subscriptionText(
  label: string,
  { record }: LifecycleEventOf<'platform.telemetrySubscription' | 'platform.logsSubscription'>,
): string {
  const types = record.types.map((type) => `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`);
  return `${label}\tName: ${record.name}\tState: ${record.state}\tTypes: [${types.join(', ')}]\n`;
}

function reportText({ record }: LifecycleEventOf<'platform.report'>): string {
  const { requestId, metrics, status, errorType, tracing } = record;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${milliseconds(metrics.durationMs)}`,
    `Billed Duration: ${metrics.billedDurationMs} ms`,
    `Memory Size: ${metrics.memorySizeMB} MB`,
    `Max Memory Used: ${metrics.maxMemoryUsedMB} MB`,
    ...(metrics.pausedMs === undefined ? [] : [`Paused In Debugger: ${milliseconds(metrics.pausedMs)}`]),
    ...(metrics.initDurationMs === undefined ? [] : [`Init Duration: ${milliseconds(metrics.initDurationMs)}`]),
    ...outcome(status, errorType),
  ];
  // Successful reports end in a tab, others do not.
  return `${fields.join('\t')}${status === 'success' ? '\t' : ''}\n${xrayText(tracing)}`;
}

function outcome(status: PhaseStatus, errorType: string | undefined): string[] {
  if (status === 'success') {
    return [];
  }
  return [`Status: ${status}`, ...(errorType === undefined ? [] : [`Error Type: ${errorType}`])];
}

/** Part of the same log event, on a line of its own; only for sampled invocations. */
function xrayText(tracing: TraceContext | undefined): string {
  const parts = new Map(
    tracing?.value.split(';').map((part): [string, string] => {
      const separator = part.indexOf('=');
      return [part.slice(0, separator), part.slice(separator + 1)];
    }),
  );
  const root = parts.get('Root');
  const segment = tracing?.spanId ?? parts.get('Parent');
  return root === undefined || segment === undefined || parts.get('Sampled') !== '1'
    ? ''
    : `XRAY TraceId: ${root}\tSegmentId: ${segment}\tSampled: true\t\n`;
}

function milliseconds(duration: number): string {
  return `${duration.toFixed(2)} ms`;
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
