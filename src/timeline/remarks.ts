import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';

/** One line about an event that the log stream of AWS would not show and the user should know all the same. */
export interface Remark {
  /** Present when something needs attention. */
  readonly warning?: string;
  readonly text: string;
}

/** What is to be said about an event; undefined for most of them. */
export function remarkOf(event: LifecycleEvent): Remark | undefined {
  return dispatch<Remark | undefined>(
    {
      'environment.notice': ({ record }) => ({ warning: 'note', text: record.message }),
      'environment.created': ({ record }) =>
        record.reason === 'first invocation' ? undefined : { text: `cold start: ${record.reason}` },
      'environment.reset': ({ record }) => ({ text: `environment reset: ${record.errorType ?? record.reason}` }),
      'environment.storage': ({ record }) =>
        record.overrun ? { warning: 'note', text: '/tmp holds more than its configured size.' } : undefined,
      'invocation.throttled': ({ record }) => ({
        warning: 'throttled',
        text: `${record.requestId} (${record.reason})`,
      }),
      'asynchronous.retry': ({ record }) => ({
        text: `event ${record.requestId}: attempt ${String(record.attempt)} after ${record.cause}`,
      }),
      'asynchronous.dropped': ({ record }) => ({
        warning: 'event given up',
        text: `${record.requestId} (${record.condition})`,
      }),
      'asynchronous.destination': ({ record }) => ({
        text: `${record.kind} record for ${record.target}: ${JSON.stringify(record.message)}`,
      }),
    },
    event,
  );
}
