import type { LifecycleEvent, LifecycleEventType } from '../lambda/lifecycleEvents';

/** What happens at one moment, in the order in which environments tell of it: phases end before others begin. */
const ORDER: readonly LifecycleEventType[] = [
  'environment.created',
  'debugger.resumed',
  'function',
  'extension',
  'invocation.functionError',
  'platform.runtimeDone',
  'platform.initRuntimeDone',
  'platform.initReport',
  'platform.report',
  'environment.storage',
  'environment.frozen',
  'environment.thawed',
  'environment.reset',
  'platform.initStart',
  'environment.runtimeStarted',
  'platform.start',
  'debugger.paused',
  'environment.stopping',
  'environment.stopped',
];
const PLACES = new Map(ORDER.map((type, index) => [type, index]));

/** Where an event of an environment belongs among others of the same moment that came in another order. */
export function placeAmongTies({ type }: LifecycleEvent): number {
  return PLACES.get(type) ?? ORDER.indexOf('platform.runtimeDone');
}
