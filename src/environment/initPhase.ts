import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { InitPhase, InitializationType } from '../lambda/lifecycleEvents';
import { LIMITS } from '../lambda/limits';
import type { Clock } from '../lambda/ports';
import type { LaunchFailure } from '../runtimes/runtime';
import type { ProcessSpecification, SandboxInstance } from '../sandbox/sandbox';
import { hundredths } from './durations';
import type { EventStream } from './eventStream';
import { reportedErrorType, statusOf, type Failure } from './failures';
import type { ProcessSet } from './processSet';

const DISABLE_FILE = 'disable-extensions-jwigqn8j';

/** Everything one Init phase works on. */
export interface InitPhaseContext {
  readonly processes: ProcessSet;
  readonly place: SandboxInstance;
  readonly events: EventStream;
  readonly clock: Clock;
  readonly initializationType: InitializationType;
  readonly phase: InitPhase;
  readonly functionName: string;
  readonly runtimeVersion: string;
  readonly memorySizeMB: number;
  readonly environmentId: string;
  /** Settles when the phase has taken too long. */
  readonly expired: Promise<Failure>;
  /** Time that a debugger took so far; it belongs to nobody. */
  pausedMs(): number;
  extensionProcess(name: string): ProcessSpecification;
  runtimeProcess(): ProcessSpecification | LaunchFailure;
  /** The phase is over as far as the processes are concerned; log lines are read to the end. */
  settle(failure: Failure | undefined): Promise<void>;
}

export interface InitOutcome {
  readonly durationMs: number;
  readonly failure?: Failure;
}

/**
 * Runs extension init, runtime init and function init: extensions are started first, the runtime when all of them
 * have registered; the phase ends when everybody has asked for an event (lambda-contract §3.5, §5.1).
 */
export async function runInitPhase(context: InitPhaseContext): Promise<InitOutcome> {
  const { events, clock, phase, initializationType } = context;
  const startMs = clock.monotonic();
  const pausedBeforeMs = context.pausedMs();
  events.emit('platform.initStart', {
    initializationType,
    phase,
    functionName: context.functionName,
    functionVersion: '$LATEST',
    runtimeVersion: context.runtimeVersion,
    instanceId: context.environmentId,
    instanceMaxMemory: context.memorySizeMB,
  });
  const failure = await Promise.race([startEverybody(context), context.processes.failed.promise, context.expired]);
  const durationMs = hundredths(clock.monotonic() - startMs - (context.pausedMs() - pausedBeforeMs));
  await context.settle(failure);
  const status = statusOf(failure);
  const errorType = reportedErrorType(failure);
  const outcome = { initializationType, phase, status, ...(errorType === undefined ? {} : { errorType }) };
  events.emit('platform.initRuntimeDone', outcome);
  for (const record of context.processes.extensions.records()) {
    events.emit('platform.extension', record);
  }
  events.emit('platform.initReport', { ...outcome, metrics: { durationMs } });
  return { durationMs, ...(failure === undefined ? {} : { failure }) };
}

async function startEverybody(context: InitPhaseContext): Promise<undefined> {
  const { processes } = context;
  const names = processes.extensionsDisabled ? [] : externalExtensions(context.place);
  if (names.length > LIMITS.extensions) {
    processes.fail({
      errorType: 'Extension.LaunchError',
      message: `${String(names.length)} extensions were found; at most ${String(LIMITS.extensions)} can be started`,
    });
    return never();
  }
  for (const name of names) {
    processes.startExtension(context.extensionProcess(name));
  }
  await processes.extensions.externalsRegistered();
  const runtime = context.runtimeProcess();
  if ('errorType' in runtime) {
    processes.fail(runtime);
    return never();
  }
  processes.startRuntime(runtime);
  context.events.emit('environment.runtimeStarted', {});
  await processes.runtime.firstNext.promise;
  await processes.extensions.ready();
  return undefined;
}

/** Every file directly in `/opt/extensions`, whether it is executable or not (lambda-contract §1.6). */
function externalExtensions(place: SandboxInstance): string[] {
  if (place.optOnHost === undefined) {
    return [];
  }
  try {
    return readdirSync(path.join(place.optOnHost, 'extensions'), { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    // No such folder: no layer brings an extension.
    return [];
  }
}

export function extensionsDisabled(place: SandboxInstance): boolean {
  if (place.optOnHost === undefined) {
    return false;
  }
  try {
    return readdirSync(place.optOnHost).includes(DISABLE_FILE);
  } catch {
    return false;
  }
}

/** The failure reported beside it decides the race. */
function never(): Promise<undefined> {
  return new Promise(() => undefined);
}
