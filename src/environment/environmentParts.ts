import { availabilityZoneId } from '../lambda/identifiers';
import type { LifecycleListener } from '../lambda/lifecycleEvents';
import type { RuntimeDoors } from '../runtimes/runtime';
import type { SandboxInstance } from '../sandbox/sandbox';
import type { DeadlineClock } from './deadlineClock';
import { DeadlineFile } from './deadlineFile';
import { DebugPauses } from './debugger/debugPauses';
import { EnvironmentDebugger } from './debugger/environmentDebugger';
import { newEnvironmentIdentity, type EnvironmentIdentity } from './environmentIdentity';
import type { EnvironmentOptions } from './environmentOptions';
import { EventStream } from './eventStream';
import { Freezer } from './freezer';
import type { InvocationExchange } from './invocationExchange';
import { LogCollector } from './logs/logCollector';
import { ProbeChannel } from './probe/probeChannel';
import { ProcessCommands } from './processCommands';
import type { ProcessSet } from './processSet';
import { ApiServer } from './runtimeApi/apiServer';
import { Router } from './runtimeApi/router';
import { TelemetryHub } from './telemetry/telemetryHub';

/** What an environment is busy with now; its API server and its log read it, the environment alone writes it. */
export interface CurrentWork {
  /** Undefined between a reset and the next Init phase. */
  processes: ProcessSet | undefined;
  /** Undefined between invocations. */
  exchange: InvocationExchange | undefined;
  /** Undefined while no time limit runs. */
  deadline: DeadlineClock | undefined;
}

/** Everything one environment consists of. */
export interface EnvironmentParts {
  readonly identity: EnvironmentIdentity;
  readonly place: SandboxInstance;
  readonly events: EventStream;
  readonly telemetry: TelemetryHub;
  readonly logs: LogCollector;
  readonly server: ApiServer;
  readonly commands: ProcessCommands;
  readonly deadlineFile: DeadlineFile | undefined;
  readonly current: CurrentWork;
  readonly freezer: Freezer;
  readonly pauses: DebugPauses;
  /** Undefined when the environment is not debugged. */
  readonly debugger: EnvironmentDebugger | undefined;
  /** Undefined when nobody wants evidence, or the runtime has no probe. */
  readonly probe: ProbeChannel | undefined;
}

/** Makes the place and starts the API server; no process runs yet. Throws a UserError when the place cannot be made. */
export async function assembleEnvironment(
  options: EnvironmentOptions,
  onEvent: LifecycleListener | undefined,
): Promise<EnvironmentParts> {
  const { configuration, clock, sandbox } = options;
  const identity = newEnvironmentIdentity(clock.now());
  const logger = options.logger.child(identity.id);
  const events = new EventStream({ functionName: configuration.name, environmentId: identity.id }, clock, logger);
  if (onEvent !== undefined) {
    events.onEvent(onEvent);
  }
  const place = await sandbox.create({
    environmentId: identity.id,
    codePath: configuration.codePath,
    layers: configuration.layers,
    ephemeralStorageMB: configuration.ephemeralStorage,
    memorySizeMB: configuration.memorySize,
    visiblePaths: options.runtime.visiblePaths,
  });
  const current: CurrentWork = { processes: undefined, exchange: undefined, deadline: undefined };
  const telemetry = new TelemetryHub({
    clock,
    logger,
    host: '127.0.0.1',
    emit: (type, record) => {
      events.emit(type, record);
    },
  });
  events.onEvent((event) => {
    telemetry.record(event);
  });
  const freezer = new Freezer(place, telemetry, events, clock, options.settings.freeze);
  const pauses = new DebugPauses(events, options.debug?.timeoutPolicy ?? 'pause', current, () => clock.monotonic());
  const router = new Router({
    apis: () => current.processes,
    subscribe: (api, name, body) => telemetry.subscribe(api, name, body),
    metadataToken: identity.metadataToken,
    availabilityZoneId: availabilityZoneId(options.settings.region),
  });
  const probe =
    options.settings.evidence && options.runtime.hasProbe !== false
      ? new ProbeChannel({
          names: { taskRoot: place.taskRoot, codePath: configuration.codePath },
          isExpected: options.runtime.hasProbe === true,
          events,
          clock,
          logger,
        })
      : undefined;
  const server = new ApiServer(
    (request, response) => {
      router.handle(request, response);
    },
    logger,
    probe === undefined
      ? undefined
      : (request, socket) => {
          probe.accept(request, socket);
        },
  );
  try {
    const api = `${place.hostAddress}:${String(await server.listen())}`;
    const deadlineFile = options.runtime.ownClient ? new DeadlineFile(options.stateFolder, identity.id) : undefined;
    const environmentDebugger =
      options.debug === undefined
        ? undefined
        : await EnvironmentDebugger.listen({
            request: options.debug,
            hold: () => freezer.hold(),
            pauses,
            events,
            clock,
            logger,
          });
    const rendezvous = environmentDebugger?.rendezvous;
    const commands = new ProcessCommands(
      options,
      place,
      { api, doors: doorsOf(rendezvous, probe?.door(api)) },
      identity,
      deadlineFile,
    );
    const logs = new LogCollector(
      events,
      configuration.logging,
      clock,
      () => current.exchange?.requestId,
      options.debug === undefined ? undefined : options.runtime.debuggerOutput,
    );
    return {
      identity,
      place,
      events,
      telemetry,
      logs,
      server,
      commands,
      deadlineFile,
      current,
      freezer,
      pauses,
      debugger: environmentDebugger,
      probe,
    };
  } catch (thrown) {
    server.dispose();
    await place.dispose();
    throw thrown;
  }
}

function doorsOf(debuggerDoor: string | undefined, probeDoor: string | undefined): RuntimeDoors {
  return {
    ...(debuggerDoor === undefined ? {} : { debugger: debuggerDoor }),
    ...(probeDoor === undefined ? {} : { probe: probeDoor }),
  };
}
