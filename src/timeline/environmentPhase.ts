import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';

/** What an environment is doing, in one word. */
export type EnvironmentPhase =
  'waiting for the debugger' | 'Init' | 'Invoke' | 'idle' | 'frozen' | 'paused' | 'stopping';

/** The phase an environment is in from this event on; undefined when the event changes nothing of that. */
export function phaseAfter(event: LifecycleEvent): EnvironmentPhase | undefined {
  return dispatch<EnvironmentPhase | undefined>(
    {
      'platform.initStart': () => 'Init',
      'debugger.waiting': () => 'waiting for the debugger',
      // A warm environment did not wait for its debugger.
      'debugger.attached': ({ record }) => (record.waitedMs === 0 ? 'idle' : 'Init'),
      'debugger.paused': () => 'paused',
      'debugger.resumed': ({ record }) => record.phase,
      'platform.initReport': () => 'idle',
      'platform.start': () => 'Invoke',
      'platform.report': () => 'idle',
      'environment.frozen': () => 'frozen',
      'environment.thawed': () => 'idle',
      'environment.reset': () => 'idle',
      'environment.stopping': () => 'stopping',
    },
    event,
  );
}
