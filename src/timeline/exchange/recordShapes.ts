import type { LifecycleEvent, LifecycleEventType } from '../../lambda/lifecycleEvents';
import { isObject } from './json';

type Kind = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'metrics';
type Shape = Readonly<Record<string, Kind>>;

const INIT: Shape = { initializationType: 'string', phase: 'string' };
const SUBSCRIPTION: Shape = { name: 'string', state: 'string', types: 'list' };

/** What a record must have, so that everything that reads events can rely on it. Logs are texts or objects. */
const SHAPES: Readonly<Record<LifecycleEventType, Shape | 'log'>> = {
  'platform.initStart': INIT,
  'platform.initRuntimeDone': { ...INIT, status: 'string' },
  'platform.initReport': { ...INIT, status: 'string', metrics: 'metrics' },
  'platform.extension': { name: 'string', state: 'string', events: 'list' },
  'platform.telemetrySubscription': SUBSCRIPTION,
  'platform.logsSubscription': SUBSCRIPTION,
  'platform.logsDropped': { droppedBytes: 'number', droppedRecords: 'number', reason: 'string' },
  'platform.start': { requestId: 'string' },
  'platform.runtimeDone': { requestId: 'string', status: 'string' },
  'platform.report': { requestId: 'string', status: 'string', metrics: 'metrics' },
  function: 'log',
  extension: 'log',
  'environment.created': { reason: 'string', initializationType: 'string', fidelity: 'list' },
  'environment.runtimeStarted': {},
  'environment.frozen': { processes: 'number' },
  'environment.thawed': { frozenMs: 'number' },
  'environment.reset': { reason: 'string' },
  'environment.stopping': { reason: 'string', cause: 'string' },
  'environment.stopped': { reason: 'string', cause: 'string', durationMs: 'number' },
  'environment.notice': { message: 'string' },
  'environment.storage': { usedBytes: 'number', limitBytes: 'number', overrun: 'boolean' },
  'debugger.waiting': {},
  'debugger.attached': { waitedMs: 'number' },
  'debugger.detached': {},
  'debugger.paused': {},
  'debugger.resumed': { pausedMs: 'number' },
  'asynchronous.queued': { requestId: 'string' },
  'asynchronous.retry': { requestId: 'string', attempt: 'number', delayMs: 'number', cause: 'string' },
  'asynchronous.destination': { requestId: 'string', kind: 'string', target: 'string', message: 'object' },
  'asynchronous.dropped': { requestId: 'string', condition: 'string' },
  'invocation.functionError': { requestId: 'string', errorType: 'string' },
  'invocation.throttled': { requestId: 'string', reason: 'string' },
  'evidence.connection': { connectionId: 'string', peer: 'string' },
  'evidence.connectionEnded': { connectionId: 'string', by: 'string' },
  'evidence.file': { path: 'string', change: 'string', sizeBytes: 'number' },
  'evidence.state': { file: 'string', variables: 'list' },
  'evidence.leftover': { leftovers: 'list' },
  'evidence.imports': { startEpochMs: 'number', imports: 'list' },
  'evidence.lost': { reason: 'string' },
};

/** Whether a value of JSON is a lifecycle event that was stored. */
export function isLifecycleEvent(value: unknown): value is LifecycleEvent {
  if (!isObject(value)) return false;
  const { type, epochMs, monotonicMs, functionName, environmentId, requestId, record } = value;
  return (
    typeof type === 'string' &&
    [epochMs, monotonicMs].every((ms) => has(ms, 'number')) &&
    has(functionName, 'string') &&
    [environmentId, requestId].every((id) => id === undefined || has(id, 'string')) &&
    isRecordOf(type, record)
  );
}

/** Whether events of a type may have such a record. */
export function isRecordOf(type: string, record: unknown): boolean {
  const shape = Object.hasOwn(SHAPES, type) ? SHAPES[type as LifecycleEventType] : undefined;
  if (shape === undefined) return false;
  if (shape === 'log') return typeof record === 'string' || isObject(record);
  return isObject(record) && Object.entries(shape).every(([name, kind]) => has(record[name], kind));
}

function has(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'list':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'metrics':
      return isObject(value) && Number.isFinite(value['durationMs']);
    case 'number':
      return Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === kind;
  }
}
