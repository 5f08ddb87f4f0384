import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from '../timeline/dispatch';
import type { Paint } from './terminal';

/** What the log stream of AWS would not show and the user should know all the same; '' for everything else. */
export function eventLine(event: LifecycleEvent, paint: Paint): string {
  const remark = (text: string): string => paint('dim', `${text}\n`);
  const warning = (label: string, text: string): string => `${paint('yellow', `${label}:`)} ${text}\n`;
  const line = dispatch<string>(
    {
      'environment.notice': ({ record }) => warning('note', record.message),
      'environment.created': ({ record }) =>
        record.reason === 'first invocation' ? '' : remark(`cold start: ${record.reason}`),
      'environment.reset': ({ record }) => remark(`environment reset: ${record.errorType ?? record.reason}`),
      'environment.storage': ({ record }) =>
        record.overrun ? warning('note', '/tmp holds more than its configured size.') : '',
      'invocation.throttled': ({ record }) => warning('throttled', `${record.requestId} (${record.reason})`),
      'asynchronous.retry': ({ record }) =>
        remark(`event ${record.requestId}: attempt ${String(record.attempt)} after ${record.cause}`),
      'asynchronous.dropped': ({ record }) => warning('event given up', `${record.requestId} (${record.condition})`),
      'asynchronous.destination': ({ record }) =>
        remark(`${record.kind} record for ${record.target}: ${JSON.stringify(record.message)}`),
    },
    event,
  );
  return line ?? '';
}
