import { logText } from '../../environment/logs/format';
import type { LoggingConfiguration } from '../../lambda/functionConfiguration';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';

/** Before the first invocation of an environment, and of no later one. */
const INIT = new Set(['platform.initStart', 'platform.initReport', 'platform.extension']);

/**
 * The lines that the log stream of the function has for an invocation; those of the Init phase come first when it had
 * to wait for one.
 */
export function invocationLog(
  events: readonly LifecycleEvent[],
  requestId: string,
  logging: LoggingConfiguration,
): string {
  const start = events.findIndex((event) => event.type === 'platform.start' && event.record.requestId === requestId);
  const environmentId = events[start]?.environmentId;
  const own = events.filter((event) => requestIdOf(event) === requestId);
  const before = environmentId === undefined ? [] : initBefore(events.slice(0, start), environmentId);
  return [...before, ...own].map((event) => logText(event, logging)).join('');
}

function initBefore(events: readonly LifecycleEvent[], environmentId: string): LifecycleEvent[] {
  const own = events.filter((event) => event.environmentId === environmentId);
  const lastReport = own.findLastIndex(({ type }) => type === 'platform.report' || type === 'environment.reset');
  return own
    .slice(lastReport + 1)
    .filter((event) => INIT.has(event.type) || (event.type === 'function' && event.requestId === undefined));
}

function requestIdOf({ requestId, record }: LifecycleEvent): string | undefined {
  if (requestId !== undefined) return requestId;
  return typeof record === 'object' && 'requestId' in record && typeof record.requestId === 'string'
    ? record.requestId
    : undefined;
}
