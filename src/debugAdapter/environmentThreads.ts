import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from '../timeline/dispatch';

/** What an environment is doing, in one word for the call stack. */
type Phase = 'waiting for the debugger' | 'Init' | 'Invoke' | 'idle' | 'frozen' | 'paused' | 'stopping';

interface EnvironmentThread {
  readonly id: number;
  phase: Phase;
  invocations: number;
}

/** The environments of a session as the threads of its call stack. */
export class EnvironmentThreads {
  private readonly threads = new Map<string, EnvironmentThread>();
  private lastId = 0;

  /** Takes an event in; says what the editor has to hear about the environment's thread. */
  record(
    event: LifecycleEvent,
  ): { readonly id: number; readonly change: 'started' | 'changed' | 'exited' } | undefined {
    const { environmentId } = event;
    if (environmentId === undefined) {
      return undefined;
    }
    const known = this.threads.get(environmentId);
    if (known === undefined) {
      return event.type === 'environment.created' ? { id: this.add(environmentId), change: 'started' } : undefined;
    }
    if (event.type === 'environment.stopped') {
      this.threads.delete(environmentId);
      return { id: known.id, change: 'exited' };
    }
    if (event.type === 'platform.start') {
      known.invocations += 1;
    }
    const phase = phaseAfter(event);
    if (phase === undefined || phase === known.phase) {
      return undefined;
    }
    known.phase = phase;
    return { id: known.id, change: 'changed' };
  }

  /** Makes a thread for an environment; returns its id. */
  add(environmentId: string): number {
    this.lastId += 1;
    this.threads.set(environmentId, { id: this.lastId, phase: 'idle', invocations: 0 });
    return this.lastId;
  }

  /** Short name of an environment, e.g. `#2`. */
  label(environmentId: string): string {
    return `#${String(this.threads.get(environmentId)?.id ?? 0)}`;
  }

  list(): { readonly id: number; readonly name: string }[] {
    return [...this.threads.values()].map(({ id, phase, invocations }) => ({
      id,
      name: `Environment #${String(id)} (${phase}${invocations === 0 ? '' : `, ${times(invocations)}`})`,
    }));
  }
}

function times(count: number): string {
  return count === 1 ? '1 invocation' : `${String(count)} invocations`;
}

function phaseAfter(event: LifecycleEvent): Phase | undefined {
  return dispatch<Phase>(
    {
      'platform.initStart': () => 'Init',
      'debugger.waiting': () => 'waiting for the debugger',
      'debugger.attached': () => 'Init',
      'debugger.paused': () => 'paused',
      'debugger.resumed': ({ record }) => (record.requestId === undefined ? 'Init' : 'Invoke'),
      'platform.initReport': () => 'idle',
      'platform.start': () => 'Invoke',
      'platform.report': () => 'idle',
      'environment.frozen': () => 'frozen',
      'environment.thawed': () => 'idle',
      'environment.stopping': () => 'stopping',
    },
    event,
  );
}
