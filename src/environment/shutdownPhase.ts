import type { ShutdownReason } from '../lambda/lifecycleEvents';
import { LIMITS } from '../lambda/limits';
import type { Clock } from '../lambda/ports';
import type { SandboxInstance } from '../sandbox/sandbox';
import { Deferred } from './deferred';
import type { ProcessSet } from './processSet';
import type { TelemetryHub } from './telemetry/telemetryHub';

/** The runtime's part of the budget when external extensions wait for theirs (lambda-contract §5.6). */
const RUNTIME_SHARE = 0.3;

/**
 * Ends a set of processes as the Shutdown phase does: without extensions at once; otherwise SIGTERM for the runtime,
 * then the SHUTDOWN event for extensions, and SIGKILL for whoever is left at the end of the budget
 * (lambda-contract §5.6).
 */
export async function endProcesses(
  processes: ProcessSet,
  place: SandboxInstance,
  telemetry: TelemetryHub,
  reason: ShutdownReason,
  clock: Clock,
): Promise<void> {
  processes.beginEnding();
  const extensions = processes.extensions.all;
  if (extensions.length > 0) {
    place.thaw();
    telemetry.resume();
    const withExternal = extensions.some((extension) => extension.external);
    const budgetMs = withExternal ? LIMITS.shutdownWithExternalExtensionsMs : LIMITS.shutdownWithInternalExtensionsMs;
    const startMs = clock.monotonic();
    const startEpochMs = clock.now();
    processes.killRuntime('SIGTERM');
    await within(clock, withExternal ? budgetMs * RUNTIME_SHARE : budgetMs, processes.runtimeExited);
    processes.killRuntime('SIGKILL');
    await processes.runtimeExited;
    if (withExternal) {
      const subscribed = new Set(
        extensions.filter((extension) => extension.subscribedTo('SHUTDOWN')).map((extension) => extension.name),
      );
      processes.killExtensions((name) => !subscribed.has(name));
      // What happened since the last delivery has to arrive while somebody is there to take it.
      await telemetry.flush();
      processes.extensions.deliver(
        'SHUTDOWN',
        JSON.stringify({
          eventType: 'SHUTDOWN',
          deadlineMs: Math.round(startEpochMs + budgetMs),
          shutdownReason: reason,
        }),
      );
      await within(clock, budgetMs - (clock.monotonic() - startMs), processes.extensionsExited);
    }
  }
  processes.killRuntime('SIGKILL');
  processes.killExtensions(() => true);
  await Promise.all([processes.runtimeExited, processes.extensionsExited]);
  await place.endAll();
}

/** Waits for `event`, but no longer than `milliseconds`. */
async function within(clock: Clock, milliseconds: number, event: Promise<unknown>): Promise<void> {
  const over = new Deferred<undefined>();
  const timer = clock.after(Math.max(0, milliseconds), () => {
    over.resolve(undefined);
  });
  await Promise.race([event, over.promise]);
  timer.dispose();
}
