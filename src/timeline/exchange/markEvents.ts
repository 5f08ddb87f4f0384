import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { parsedObject } from './json';
import { lifecycleEvent } from './lifecycleEvent';
import type { EventOrigin } from './lifecycleEvent';

/** A moment of an environment or a queue as another format tells it. */
interface ReadMark {
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly text: string;
}

/** The event that leaves such a mark; undefined where a mark does not say enough. */
export function markEvent({ kind, atMs, text }: ReadMark, origin: EventOrigin): LifecycleEvent | undefined {
  const { requestId = '' } = origin;
  switch (kind) {
    case 'function':
    case 'extension':
      return lifecycleEvent(kind, parsedObject(text) ?? text, atMs, origin);
    case 'reset':
      return lifecycleEvent('environment.reset', resetRecord(text), atMs, origin);
    case 'notice':
      return lifecycleEvent('environment.notice', { message: text }, atMs, origin);
    case 'logsDropped':
      return lifecycleEvent('platform.logsDropped', { droppedBytes: 0, droppedRecords: 0, reason: text }, atMs, origin);
    case 'asynchronous.queued':
      return lifecycleEvent(kind, { requestId }, atMs, origin);
    case 'asynchronous.retry':
      return lifecycleEvent(kind, { requestId, attempt: 0, delayMs: 0, cause: text }, atMs, origin);
    case 'asynchronous.dropped':
      return lifecycleEvent(kind, { requestId, condition: text }, atMs, origin);
    case 'invocation.throttled':
      return lifecycleEvent(kind, { requestId, reason: text }, atMs, origin);
    default:
      return undefined;
  }
}

/** The text is the error type, or the reason where there is none. */
function resetRecord(text: string): { reason: 'SPINDOWN' | 'TIMEOUT' | 'FAILURE'; errorType?: string } {
  if (text === 'SPINDOWN' || text === 'TIMEOUT' || text === 'FAILURE') return { reason: text };
  return { reason: 'FAILURE', errorType: text };
}
