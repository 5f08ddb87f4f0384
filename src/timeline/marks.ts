import type { LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import type { QueueMark, TimelineMark } from './timeline';

/** The mark that an event leaves in the row of its environment. */
export function markOf(event: LifecycleEvent): TimelineMark | undefined {
  return dispatch(MARKS, event);
}

/** The mark that an event leaves in the queue of its function. */
export function queueMarkOf(event: LifecycleEvent): QueueMark | undefined {
  const mark = dispatch(QUEUE_MARKS, event);
  if (mark === undefined) return undefined;
  const { functionName, monotonicMs, requestId = '' } = event;
  return { ...mark, atMs: monotonicMs, functionName, requestId };
}

const MARKS: EventHandlers<TimelineMark> = {
  function: logMark,
  extension: logMark,
  'environment.reset': ({ record, monotonicMs }) => ({
    kind: 'reset',
    atMs: monotonicMs,
    text: record.errorType ?? record.reason,
  }),
  'environment.notice': ({ record, monotonicMs }) => ({ kind: 'notice', atMs: monotonicMs, text: record.message }),
  'platform.logsDropped': ({ record, monotonicMs }) => ({
    kind: 'logsDropped',
    atMs: monotonicMs,
    text: record.reason,
  }),
};

function logMark(event: LifecycleEventOf<'function' | 'extension'>): TimelineMark {
  const { type, record, monotonicMs, requestId } = event;
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return { kind: type, atMs: monotonicMs, text, ...(requestId === undefined ? {} : { requestId }) };
}

const QUEUE_MARKS: EventHandlers<Pick<QueueMark, 'kind' | 'text'>> = {
  'invocation.throttled': ({ type, record }) => ({ kind: type, text: record.reason }),
  'asynchronous.queued': ({ type }) => ({ kind: type, text: '' }),
  'asynchronous.retry': ({ type, record }) => ({ kind: type, text: record.cause }),
  'asynchronous.destination': ({ type, record }) => ({ kind: type, text: `${record.kind} ${record.target}` }),
  'asynchronous.dropped': ({ type, record }) => ({ kind: type, text: record.condition }),
};
