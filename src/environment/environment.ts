import { LambdaServiceError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { availabilityZoneId, functionArn, newRequestId, newTraceId } from '../lambda/identifiers';
import type { InvocationReport, InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type {
  Disposable,
  InitPhase,
  LifecycleListener,
  LifecycleSource,
  ShutdownReason,
} from '../lambda/lifecycleEvents';
import { LIMITS } from '../lambda/limits';
import type { SandboxInstance } from '../sandbox/sandbox';
import { BandwidthLimiter } from './bandwidthLimiter';
import { DeadlineClock } from './deadlineClock';
import { DeadlineFile } from './deadlineFile';
import { Deferred } from './deferred';
import { newEnvironmentIdentity, type EnvironmentIdentity } from './environmentIdentity';
import type { EnvironmentOptions } from './environmentOptions';
import { EventStream } from './eventStream';
import { statusOf, timeoutFailure, type Failure } from './failures';
import { extensionsDisabled, runInitPhase, type InitOutcome } from './initPhase';
import { InvocationExchange } from './invocationExchange';
import { runInvokePhase, type InvokeOutcome } from './invokePhase';
import { InvocationLog } from './logs/invocationLog';
import { LogCollector } from './logs/logCollector';
import { ProcessCommands } from './processCommands';
import { ProcessSet } from './processSet';
import { ApiServer } from './runtimeApi/apiServer';
import { Router } from './runtimeApi/router';
import { endProcesses } from './shutdownPhase';
import { TelemetryHub } from './telemetry/telemetryHub';

/** `finishing`: the caller has its answer, the Invoke phase is not over yet. */
export type EnvironmentState = 'created' | 'initializing' | 'idle' | 'invoking' | 'finishing' | 'resetting' | 'stopped';

/**
 * ONE execution environment of one function: initialised once, frozen, thawed, reused, reset, shut down. It handles one
 * invocation at a time; who has more needs more environments (the fleet).
 */
export class Environment implements LifecycleSource {
  readonly id: string;
  readonly configuration: FunctionConfiguration;
  /** How this environment differs from AWS on this machine, one sentence each. */
  readonly fidelity: readonly string[];
  private currentState: EnvironmentState = 'created';
  private processes: ProcessSet | undefined;
  private deadline: DeadlineClock | undefined;
  private exchange: InvocationExchange | undefined;
  /** Init phase that the next invocation has to show and pay for. */
  private unreportedInitMs: number | undefined;
  private frozenSinceMs: number | undefined;
  private frozenGroups = 0;
  /** The invocation under way, to its very end. */
  private running: Promise<unknown> = Promise.resolve();
  private readonly stateListeners = new Set<() => void>();

  private constructor(
    private readonly options: EnvironmentOptions,
    private readonly place: SandboxInstance,
    private readonly events: EventStream,
    private readonly telemetry: TelemetryHub,
    private readonly logs: LogCollector,
    private readonly server: ApiServer,
    private readonly commands: ProcessCommands,
    private readonly deadlineFile: DeadlineFile | undefined,
    identity: EnvironmentIdentity,
  ) {
    this.id = identity.id;
    this.configuration = options.configuration;
    this.fidelity = [
      ...place.fidelity,
      ...(options.settings.freeze ? [] : ['Freezing is switched off: work left behind runs on between invocations.']),
    ];
    place.onOutOfMemory(() => this.processes?.markOutOfMemory());
  }

  /** Makes the place and the API server; no process runs yet. Throws a UserError when the place cannot be made. */
  static async create(options: EnvironmentOptions, onEvent?: LifecycleListener): Promise<Environment> {
    const { configuration, clock, settings } = options;
    const identity = newEnvironmentIdentity(clock.now());
    const logger = options.logger.child(identity.id);
    const events = new EventStream({ functionName: configuration.name, environmentId: identity.id }, clock, logger);
    if (onEvent !== undefined) {
      events.onEvent(onEvent);
    }
    const place = await options.sandbox.create({
      environmentId: identity.id,
      codePath: configuration.codePath,
      layers: configuration.layers,
      ephemeralStorageMB: configuration.ephemeralStorage,
      memorySizeMB: configuration.memorySize,
      visiblePaths: options.runtime.visiblePaths,
    });
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
    const holder: { environment?: Environment } = {};
    const router = new Router({
      apis: () => holder.environment?.processes,
      subscribe: (api, name, body) => telemetry.subscribe(api, name, body),
      metadataToken: identity.metadataToken,
      availabilityZoneId: availabilityZoneId(settings.region),
    });
    const server = new ApiServer((request, response) => {
      router.handle(request, response);
    }, logger);
    const port = await server.listen();
    const deadlineFile = options.runtime.ownClient ? new DeadlineFile(options.stateFolder, identity.id) : undefined;
    const commands = new ProcessCommands(
      options,
      place,
      `${place.hostAddress}:${String(port)}`,
      identity,
      deadlineFile,
    );
    const logs = new LogCollector(events, configuration.logging, clock, () => holder.environment?.exchange?.requestId);
    const environment = new Environment(
      options,
      place,
      events,
      telemetry,
      logs,
      server,
      commands,
      deadlineFile,
      identity,
    );
    holder.environment = environment;
    events.emit('environment.created', { reason: options.reason, initializationType: options.initializationType });
    for (const message of options.runtime.notices) {
      events.emit('environment.notice', { message });
    }
    return environment;
  }

  get state(): EnvironmentState {
    return this.currentState;
  }

  /** The answer is out and only the runtime's next request is missing: an invocation may wait for this environment. */
  get aboutToBeIdle(): boolean {
    return this.currentState === 'finishing' && this.processes?.extensions.working() === false;
  }

  /** Process id of the runtime on the host; undefined while none runs. */
  get runtimePid(): number | undefined {
    return this.processes?.runtimePid;
  }

  onEvent(listener: LifecycleListener): Disposable {
    return this.events.onEvent(listener);
  }

  /** Calls `listener` after each change of `state`. */
  onStateChange(listener: () => void): Disposable {
    this.stateListeners.add(listener);
    return { dispose: () => void this.stateListeners.delete(listener) };
  }

  /** Runs the Init phase. When it fails, the first invocation runs it again (lambda-contract §5.1). Never rejects. */
  async initialize(): Promise<void> {
    this.enter('initializing');
    const { configuration, settings, initializationType } = this.options;
    const limitMs =
      initializationType === 'on-demand'
        ? settings.initLimitMs
        : Math.max(LIMITS.provisionedInitMs, configuration.timeout * 1000);
    const expired = new Deferred<Failure>();
    const timer = this.options.clock.after(limitMs, () => {
      expired.resolve(timeoutFailure(limitMs / 1000));
    });
    const outcome = await this.runInit('init', expired.promise);
    timer.dispose();
    if (outcome.failure === undefined) {
      this.unreportedInitMs = outcome.durationMs;
    } else {
      await this.endProcesses(outcome.processes, outcome.failure);
    }
    this.enter('idle');
  }

  /**
   * Runs one invocation; the environment must be idle. Resolves when the caller has its answer; `completed` of the
   * response settles at the end of the Invoke phase.
   */
  async invoke(
    request: InvocationRequest,
    coldStart = this.unreportedInitMs !== undefined,
  ): Promise<InvocationResponse> {
    if (this.currentState !== 'idle') {
      throw new LambdaServiceError(
        'ServiceException',
        500,
        `The environment ${this.id} is ${this.currentState}; only an idle one can be invoked.`,
      );
    }
    this.enter('invoking');
    const { clock, settings } = this.options;
    const { name, timeout } = this.configuration;
    const exchange = new InvocationExchange(
      request,
      request.requestId ?? newRequestId(),
      functionArn(name, request.qualifier, settings.region),
      request.traceId ?? newTraceId(clock.now()),
      clock,
      settings.limitStreamingBandwidth ? new BandwidthLimiter(clock) : undefined,
    );
    this.exchange = exchange;
    const expired = new Deferred<Failure>();
    this.deadline = new DeadlineClock(clock, timeout * 1000, this.deadlineFile, () => {
      expired.resolve(timeoutFailure(timeout));
    });
    this.thaw();
    const initializesNow = this.processes === undefined;
    const log = new InvocationLog(this.events, this.configuration.logging);
    const completed = this.runInvocation(exchange, this.deadline, expired.promise, log).then(
      (outcome): InvocationReport => ({
        requestId: exchange.requestId,
        environmentId: this.id,
        status: outcome.status,
        ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
        metrics: outcome.metrics,
        ...(outcome.firstByteMs === undefined ? {} : { firstByteMs: outcome.firstByteMs }),
        get logTail() {
          return log.tail();
        },
        coldStart: coldStart || initializesNow,
      }),
    );
    this.running = completed;
    const response = await exchange.responded.promise;
    return {
      ...response,
      requestId: exchange.requestId,
      executedVersion: '$LATEST',
      environmentId: this.id,
      coldStart: coldStart || initializesNow,
      completed,
    };
  }

  /** Stops processes that wait for their first event, as AWS does with environments initialised ahead. */
  freezeWhileIdle(): void {
    if (this.currentState === 'idle' && this.processes !== undefined) {
      this.freeze();
      this.announceFreeze();
    }
  }

  /** The debugger holds the function: neither the timeout nor the remaining time runs on. */
  debuggerPaused(): void {
    this.deadline?.pause();
    this.events.emit('debugger.paused', this.exchange === undefined ? {} : { requestId: this.exchange.requestId });
  }

  debuggerResumed(): void {
    const pausedMs = this.deadline?.resume() ?? 0;
    this.events.emit('debugger.resumed', {
      pausedMs,
      ...(this.exchange === undefined ? {} : { requestId: this.exchange.requestId }),
    });
  }

  /** Runs the Shutdown phase and removes everything. An invocation under way fails. Safe to call twice. */
  async shutdown(cause: string, reason: ShutdownReason = 'SPINDOWN'): Promise<void> {
    if (this.currentState === 'stopped') {
      return;
    }
    const interrupted = this.exchange;
    this.enter('stopped');
    const startMs = this.options.clock.monotonic();
    this.events.emit('environment.stopping', { reason, cause });
    interrupted?.fail(
      { errorType: 'Sandbox.Failure', message: `The execution environment was stopped: ${cause}` },
      false,
    );
    this.processes?.fail({ errorType: 'Sandbox.Failure', message: `The execution environment was stopped: ${cause}` });
    if (this.processes !== undefined) {
      await endProcesses(this.processes, this.place, reason, this.options.clock);
    }
    await this.running;
    await this.logs.drain();
    await this.telemetry.flush();
    await this.place.dispose();
    this.telemetry.dispose();
    this.server.dispose();
    this.deadline?.dispose();
    this.deadlineFile?.dispose();
    this.events.emit('environment.stopped', { reason, cause, durationMs: this.options.clock.monotonic() - startMs });
  }

  private async runInvocation(
    exchange: InvocationExchange,
    deadline: DeadlineClock,
    expired: Promise<Failure>,
    log: InvocationLog,
  ): Promise<InvokeOutcome> {
    const answered = exchange.responded.promise.then(() => {
      if (this.currentState === 'invoking') {
        this.enter('finishing');
      }
    });
    const initDurationMs = this.unreportedInitMs;
    this.unreportedInitMs = undefined;
    // Suppressed init: its time belongs to this invocation, so it is not reported beside it (lambda-contract §5.1).
    const processes = this.processes ?? (await this.initAgain(exchange, expired));
    const outcome = await runInvokePhase({
      exchange,
      deadline,
      expired,
      events: this.events,
      clock: this.options.clock,
      memorySizeMB: this.configuration.memorySize,
      initDurationMs,
      processes,
      peakMemoryBytes: () => this.place.peakMemoryBytes(),
      freeze: () => {
        this.freeze();
      },
      drainLogs: () => this.logs.drain(),
    });
    await answered;
    log.close();
    deadline.dispose();
    this.reportStorage(exchange.requestId);
    this.announceFreeze();
    this.exchange = undefined;
    if (outcome.failure === undefined) {
      this.enter('idle');
    } else {
      void this.reset(outcome.failure);
    }
    return outcome;
  }

  private async initAgain(exchange: InvocationExchange, expired: Promise<Failure>): Promise<ProcessSet | Failure> {
    const { failure, processes } = await this.runInit('invoke', expired);
    if (failure === undefined) {
      return processes;
    }
    // The caller need not wait until the processes have been ended.
    exchange.fail(failure, statusOf(failure) === 'timeout');
    return failure;
  }

  private async runInit(phase: InitPhase, expired: Promise<Failure>): Promise<InitOutcome & { processes: ProcessSet }> {
    const processes = new ProcessSet(
      this.place,
      this.logs,
      {
        functionName: this.configuration.name,
        functionVersion: '$LATEST',
        handler: this.configuration.handler,
      },
      extensionsDisabled(this.place),
    );
    this.processes = processes;
    const outcome = await runInitPhase({
      processes,
      place: this.place,
      events: this.events,
      clock: this.options.clock,
      initializationType: this.options.initializationType,
      phase,
      functionName: this.configuration.name,
      runtimeVersion: this.configuration.runtime,
      memorySizeMB: this.configuration.memorySize,
      environmentId: this.id,
      expired,
      extensionProcess: (name) => this.commands.extension(name),
      runtimeProcess: () => this.commands.runtime(),
      settle: async () => {
        processes.extensions.closeRegistration();
        this.telemetry.closeSubscriptions();
        await this.logs.drain();
      },
    });
    void processes.failed.promise.then((failure) => {
      this.diedWhileIdle(processes, failure);
    });
    return { ...outcome, processes };
  }

  /** Processes may end while nobody waits for them; the next invocation must find a clean place. */
  private diedWhileIdle(processes: ProcessSet, failure: Failure): void {
    if (this.processes === processes && this.currentState === 'idle') {
      void this.reset(failure);
    }
  }

  private async reset(failure: Failure): Promise<void> {
    if (this.currentState === 'stopped') {
      return;
    }
    this.enter('resetting');
    if (this.processes !== undefined) {
      await this.endProcesses(this.processes, failure);
    }
    if (this.state === 'resetting') {
      this.enter('idle');
    }
  }

  /** Shutdown phase without removing the environment: `/tmp` stays (lambda-contract §5.5). */
  private async endProcesses(processes: ProcessSet, failure: Failure): Promise<void> {
    const reason: ShutdownReason = statusOf(failure) === 'timeout' ? 'TIMEOUT' : 'FAILURE';
    this.frozenSinceMs = undefined;
    await endProcesses(processes, this.place, reason, this.options.clock);
    await this.logs.drain();
    this.processes = undefined;
    this.unreportedInitMs = undefined;
    this.server.closeConnections();
    this.telemetry.reset();
    this.events.emit('environment.reset', { reason, errorType: failure.errorType });
  }

  private freeze(): void {
    if (!this.options.settings.freeze || this.frozenSinceMs !== undefined) {
      return;
    }
    this.frozenGroups = this.place.freeze();
    if (this.frozenGroups > 0) {
      this.frozenSinceMs = this.options.clock.monotonic();
      this.telemetry.pause();
    }
  }

  /** Comes after the report of the invocation, although the processes stood still before: the report needs their silence. */
  private announceFreeze(): void {
    if (this.frozenSinceMs !== undefined) {
      this.events.emit('environment.frozen', { processes: this.frozenGroups });
    }
  }

  private thaw(): void {
    if (this.frozenSinceMs === undefined) {
      return;
    }
    this.place.thaw();
    this.telemetry.resume();
    const frozenMs = this.options.clock.monotonic() - this.frozenSinceMs;
    this.frozenSinceMs = undefined;
    this.events.emit('environment.thawed', { frozenMs });
  }

  private reportStorage(requestId: string): void {
    const { usedBytes, limitBytes } = this.place.storage();
    this.events.emit('environment.storage', { usedBytes, limitBytes, overrun: usedBytes > limitBytes }, requestId);
  }

  private enter(state: EnvironmentState): void {
    if (this.currentState === 'stopped') {
      return;
    }
    this.currentState = state;
    for (const listener of [...this.stateListeners]) {
      listener();
    }
  }
}
