import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { remarkOf } from '../timeline/remarks';
import type { Paint } from './terminal';

/** What the log stream of AWS would not show and the user should know all the same; '' for everything else. */
export function eventLine(event: LifecycleEvent, paint: Paint): string {
  const remark = remarkOf(event);
  if (remark === undefined) {
    return '';
  }
  const { warning, text } = remark;
  return warning === undefined ? paint('dim', `${text}\n`) : `${paint('yellow', `${warning}:`)} ${text}\n`;
}
