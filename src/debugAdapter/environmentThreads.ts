import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { phaseAfter, type EnvironmentPhase } from '../timeline/environmentPhase';

interface EnvironmentThread {
  readonly id: number;
  phase: EnvironmentPhase;
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
