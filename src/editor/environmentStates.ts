import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { phaseAfter, type EnvironmentPhase } from '../timeline/environmentPhase';
import { formatDuration } from '../timeline/format';
import type { Translate } from './translate';

/** What is known of one running environment from its events. */
export interface EnvironmentState {
  readonly id: string;
  /** Counts the environments of a function from 1 on. */
  readonly number: number;
  readonly phase: EnvironmentPhase;
  readonly invocations: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly createdEpochMs: number;
  /** Why a cold start was needed. */
  readonly reason: string;
  /** Of the last invocation. */
  readonly memory?: { readonly maxUsedMB: number; readonly sizeMB: number };
  /** What `/tmp` holds after the last invocation. */
  readonly storage?: { readonly usedBytes: number; readonly limitBytes: number };
}

/** What is known of a function's environments. */
export interface FunctionState {
  /** Those that exist, the oldest first. */
  readonly environments: readonly EnvironmentState[];
  /** Of the last invocation. */
  readonly lastDurationMs: number | undefined;
}

interface Tracked {
  readonly environments: Map<string, EnvironmentState>;
  created: number;
  lastDurationMs: number | undefined;
}

const NOTHING: FunctionState = { environments: [], lastDurationMs: undefined };

/** The environments of all functions, as the stream of events tells of them. */
export class EnvironmentStates {
  private readonly functions = new Map<string, Tracked>();

  /** Takes an event in; says whether anything is other than before. */
  record(event: LifecycleEvent): boolean {
    const { environmentId, functionName } = event;
    if (environmentId === undefined) return false;
    const tracked = this.functions.get(functionName) ?? {
      environments: new Map<string, EnvironmentState>(),
      created: 0,
      lastDurationMs: undefined,
    };
    this.functions.set(functionName, tracked);
    if (event.type === 'environment.stopped') return tracked.environments.delete(environmentId);
    if (event.type === 'environment.created') tracked.created += 1;
    if (event.type === 'platform.report') tracked.lastDurationMs = event.record.metrics.durationMs;
    const known = tracked.environments.get(environmentId);
    const before = known ?? createdBy(event, environmentId, tracked.created);
    if (before === undefined) return false;
    const phase = phaseAfter(event) ?? before.phase;
    const invocations = before.invocations + (event.type === 'platform.start' ? 1 : 0);
    const measured = measuredBy(event);
    tracked.environments.set(environmentId, { ...before, ...measured, phase, invocations });
    return known?.phase !== phase || known.invocations !== invocations || measured !== undefined;
  }

  /** Names of the functions that have environments, in the order in which they were first invoked. */
  functionNames(): string[] {
    return [...this.functions].filter(([, { environments }]) => environments.size > 0).map(([name]) => name);
  }

  /** By the name that a function's configuration has. */
  of(functionName: string): FunctionState {
    const tracked = this.functions.get(functionName);
    return tracked === undefined
      ? NOTHING
      : { environments: [...tracked.environments.values()], lastDurationMs: tracked.lastDurationMs };
  }
}

function createdBy(event: LifecycleEvent, id: string, number: number): EnvironmentState | undefined {
  if (event.type !== 'environment.created') return undefined;
  const { epochMs, record } = event;
  return { id, number, phase: 'idle', invocations: 0, createdEpochMs: epochMs, reason: record.reason };
}

function measuredBy(event: LifecycleEvent): Pick<EnvironmentState, 'memory' | 'storage'> | undefined {
  if (event.type === 'platform.report') {
    const { maxMemoryUsedMB, memorySizeMB } = event.record.metrics;
    return { memory: { maxUsedMB: maxMemoryUsedMB, sizeMB: memorySizeMB } };
  }
  if (event.type !== 'environment.storage') return undefined;
  const { usedBytes, limitBytes } = event.record;
  return { storage: { usedBytes, limitBytes } };
}

/** `1 running · 2 warm · 3.1 ms`; `cold` when the next invocation has to make an environment. */
export function stateText({ environments, lastDurationMs }: FunctionState, t: Translate): string {
  const count = (...phases: readonly EnvironmentPhase[]): number =>
    environments.filter(({ phase }) => phases.includes(phase)).length;
  const counts: [number, string][] = [
    [count('paused'), t('{0} paused', count('paused'))],
    [count('Invoke'), t('{0} running', count('Invoke'))],
    [count('Init', 'waiting for the debugger'), t('{0} initializing', count('Init', 'waiting for the debugger'))],
    [count('idle', 'frozen'), t('{0} warm', count('idle', 'frozen'))],
  ];
  const shown = counts.filter(([number]) => number > 0).map(([, text]) => text);
  const duration = lastDurationMs === undefined ? [] : [formatDuration(lastDurationMs)];
  return [...(shown.length === 0 ? [t('cold')] : shown), ...duration].join(' · ');
}
