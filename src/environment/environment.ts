import type { DebugAddress, DebugRequest } from '../lambda/debugging';
import { LambdaServiceError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InvocationReport, InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type {
  Disposable,
  InitPhase,
  LifecycleListener,
  LifecycleSource,
  ShutdownReason,
} from '../lambda/lifecycleEvents';
import { LIMITS } from '../lambda/limits';
import { DeadlineClock } from './deadlineClock';
import type { DeadlineFile } from './deadlineFile';
import { Deferred } from './deferred';
import type { EnvironmentOptions } from './environmentOptions';
import { assembleEnvironment, type CurrentWork, type EnvironmentParts } from './environmentParts';
import { statusOf, timeoutFailure, type Failure } from './failures';
import { extensionsDisabled, runInitPhase, type InitOutcome } from './initPhase';
import { exchangeFor, type InvocationExchange } from './invocationExchange';
import { runInvokePhase, type InvokeOutcome } from './invokePhase';
import { InvocationLog } from './logs/invocationLog';
import { ObservableState } from './observableState';
import { ProcessSet } from './processSet';
import { endProcesses } from './shutdownPhase';

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
  private readonly lifeState = new ObservableState<EnvironmentState>('created', 'stopped');
  private readonly current: CurrentWork;
  private requestWaits = false;
  /** Init phase that the next invocation has to show and pay for. */
  private unreportedInitMs: number | undefined;
  /** The invocation under way, to its very end. */
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: EnvironmentOptions,
    private readonly parts: EnvironmentParts,
  ) {
    const { place } = parts;
    const { settings, configuration } = options;
    this.id = parts.identity.id;
    this.configuration = configuration;
    this.current = parts.current;
    this.fidelity = [
      ...place.fidelity,
      'All environments share the network of this machine: extensions that listen on one fixed port get in each other’s way.',
      ...(settings.freeze ? [] : ['Freezing is switched off: work left behind runs on between invocations.']),
    ];
    place.onOutOfMemory(() => this.current.processes?.markOutOfMemory());
  }

  /**
   * Makes an environment without any process yet; `onEvent` hears its events from the first one on. Throws a UserError
   * when there is no place for it on this machine.
   */
  static async create(options: EnvironmentOptions, onEvent?: LifecycleListener): Promise<Environment> {
    const parts = await assembleEnvironment(options, onEvent);
    const environment = new Environment(options, parts);
    const { reason, initializationType, runtime } = options;
    parts.events.emit('environment.created', { reason, initializationType, fidelity: environment.fidelity });
    for (const message of runtime.notices) {
      parts.events.emit('environment.notice', { message });
    }
    return environment;
  }

  get state(): EnvironmentState {
    return this.lifeState.value;
  }

  /** The answer is out and only the runtime's next request is missing: an invocation may wait for this environment. */
  get aboutToBeIdle(): boolean {
    return this.state === 'finishing' && this.current.processes?.extensions.working() === false;
  }

  /** Process id of the runtime on the host; undefined while none runs. */
  get runtimePid(): number | undefined {
    return this.current.processes?.runtimePid;
  }

  onEvent(listener: LifecycleListener): Disposable {
    return this.parts.events.onEvent(listener);
  }

  /** Calls `listener` after each change of `state`. */
  onStateChange(listener: () => void): Disposable {
    return this.lifeState.onChange(listener);
  }

  /** Runs the Init phase. When it fails, the first invocation runs it again (lambda-contract §5.1). Never rejects. */
  async initialize(): Promise<void> {
    this.lifeState.enter('initializing');
    const { configuration, settings, initializationType } = this.options;
    const limitMs =
      initializationType === 'on-demand'
        ? settings.initLimitMs
        : Math.max(LIMITS.provisionedInitMs, configuration.timeout * 1000);
    const expired = new Deferred<Failure>();
    this.current.deadline = this.limit(limitMs, undefined, expired);
    const outcome = await this.runInit('init', expired.promise);
    this.endDeadline();
    if (outcome.failure === undefined) {
      this.unreportedInitMs = outcome.durationMs;
    } else {
      await this.endProcesses(outcome.processes, outcome.failure);
    }
    this.lifeState.enter('idle');
  }

  /**
   * Runs one invocation; the environment must be idle. Resolves when the caller has its answer; `completed` of the
   * response settles at the end of the Invoke phase.
   */
  async invoke(
    request: InvocationRequest,
    coldStart = this.unreportedInitMs !== undefined,
  ): Promise<InvocationResponse> {
    if (this.state !== 'idle') {
      throw new LambdaServiceError(
        'ServiceException',
        500,
        `The environment ${this.id} is ${this.state}; only an idle one can be invoked.`,
      );
    }
    this.lifeState.enter('invoking');
    this.requestWaits = false;
    const { clock, settings } = this.options;
    const { timeout } = this.configuration;
    const exchange = exchangeFor(request, this.configuration, settings, clock);
    this.current.exchange = exchange;
    const expired = new Deferred<Failure>();
    const deadline = this.limit(timeout * 1000, this.parts.deadlineFile, expired);
    this.current.deadline = deadline;
    this.parts.freezer.thaw();
    const initializesNow = this.current.processes === undefined;
    const log = new InvocationLog(this.parts.events, this.configuration.logging);
    const completed = this.runInvocation(exchange, deadline, expired.promise, log).then(
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
      executedVersion: exchange.version,
      environmentId: this.id,
      coldStart: coldStart || initializesNow,
      completed,
    };
  }

  /** A request waits for the end of this invocation: what would be thawed at once is not frozen (lambda-contract §5.7). */
  expectRequest(): void {
    this.requestWaits = true;
  }

  /** Stops processes that wait for an event nobody has sent, e.g. in environments initialised ahead. */
  freezeWhileIdle(): void {
    this.requestWaits = false;
    if (this.state === 'idle' && this.current.processes !== undefined) {
      this.parts.freezer.freeze();
      this.parts.freezer.announce();
    }
  }

  /** How this environment may be debugged; undefined when it was started without. */
  get debugRequest(): DebugRequest | undefined {
    return this.options.debug;
  }

  /** Where a debugger reaches the runtime; undefined when it is not debugged, or no runtime runs. */
  get debugAddress(): DebugAddress | undefined {
    return this.parts.debugger?.address;
  }

  /** The debugger holds the function: neither the timeout nor the remaining time runs on. */
  debuggerPaused(): void {
    this.parts.pauses.paused();
  }

  debuggerResumed(): void {
    this.parts.pauses.resumed();
  }

  /** Runs the Shutdown phase and removes everything. An invocation under way fails. Safe to call twice. */
  async shutdown(cause: string, reason: ShutdownReason = 'SPINDOWN'): Promise<void> {
    if (this.state === 'stopped') {
      return;
    }
    const interrupted = this.current.exchange;
    this.lifeState.enter('stopped');
    const startMs = this.options.clock.monotonic();
    this.parts.events.emit('environment.stopping', { reason, cause });
    interrupted?.fail(
      { errorType: 'Sandbox.Failure', message: `The execution environment was stopped: ${cause}` },
      false,
    );
    this.current.processes?.fail({
      errorType: 'Sandbox.Failure',
      message: `The execution environment was stopped: ${cause}`,
    });
    if (this.current.processes !== undefined) {
      await endProcesses(this.current.processes, this.parts.place, this.parts.telemetry, reason, this.options.clock);
    }
    await this.running;
    await this.parts.logs.drain();
    await this.parts.telemetry.flush();
    await this.parts.place.dispose();
    this.parts.telemetry.dispose();
    this.parts.server.dispose();
    this.parts.debugger?.dispose();
    this.parts.probe?.dispose();
    this.endDeadline();
    this.parts.deadlineFile?.dispose();
    this.parts.events.emit('environment.stopped', {
      reason,
      cause,
      durationMs: this.options.clock.monotonic() - startMs,
    });
  }

  private async runInvocation(
    exchange: InvocationExchange,
    deadline: DeadlineClock,
    expired: Promise<Failure>,
    log: InvocationLog,
  ): Promise<InvokeOutcome> {
    const answered = exchange.responded.promise.then(() => {
      if (this.state === 'invoking') {
        this.lifeState.enter('finishing');
      }
    });
    const initDurationMs = this.unreportedInitMs;
    this.unreportedInitMs = undefined;
    await this.parts.probe?.invocationBegins(exchange.requestId);
    // Suppressed init: its time belongs to this invocation, so it is not reported beside it (lambda-contract §5.1).
    const processes = this.current.processes ?? (await this.initAgain(exchange, expired));
    const outcome = await runInvokePhase({
      exchange,
      deadline,
      expired,
      events: this.parts.events,
      clock: this.options.clock,
      memorySizeMB: this.configuration.memorySize,
      initDurationMs,
      processes,
      peakMemoryBytes: () => this.parts.place.peakMemoryBytes(),
      observe: async () => this.parts.probe?.observe(),
      freeze: () => {
        if (!this.requestWaits) {
          this.parts.freezer.freeze();
        }
      },
      drainLogs: () => this.parts.logs.drain(),
    });
    await answered;
    log.close();
    this.endDeadline();
    this.reportStorage(exchange.requestId);
    this.parts.freezer.announce();
    this.current.exchange = undefined;
    if (outcome.failure === undefined) {
      this.lifeState.enter('idle');
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
      this.parts.place,
      this.parts.logs,
      {
        functionName: this.configuration.name,
        functionVersion: '$LATEST',
        handler: this.configuration.handler,
      },
      extensionsDisabled(this.parts.place),
    );
    this.current.processes = processes;
    const outcome = await runInitPhase({
      processes,
      place: this.parts.place,
      events: this.parts.events,
      clock: this.options.clock,
      initializationType: this.options.initializationType,
      phase,
      functionName: this.configuration.name,
      runtimeVersion: this.configuration.runtime,
      memorySizeMB: this.configuration.memorySize,
      environmentId: this.id,
      expired,
      pausedMs: () => this.current.deadline?.pausedMs ?? 0,
      extensionProcess: (name) => this.parts.commands.extension(name),
      runtimeProcess: () => this.parts.commands.runtime(),
      settle: async (failure) => {
        if (failure === undefined) await this.parts.probe?.observe();
        processes.extensions.closeRegistration();
        this.parts.telemetry.closeSubscriptions();
        await this.parts.logs.drain();
      },
    });
    void processes.failed.promise.then((failure) => {
      this.diedWhileIdle(processes, failure);
    });
    return { ...outcome, processes };
  }

  /** Processes may end while nobody waits for them; the next invocation must find a clean place. */
  private diedWhileIdle(processes: ProcessSet, failure: Failure): void {
    if (this.current.processes === processes && this.state === 'idle') {
      void this.reset(failure);
    }
  }

  private async reset(failure: Failure): Promise<void> {
    if (this.state === 'stopped') {
      return;
    }
    this.lifeState.enter('resetting');
    if (this.current.processes !== undefined) {
      await this.endProcesses(this.current.processes, failure);
    }
    if (this.state === 'resetting') {
      this.lifeState.enter('idle');
    }
  }

  /** Shutdown phase without removing the environment: `/tmp` stays (lambda-contract §5.5). */
  private async endProcesses(processes: ProcessSet, failure: Failure): Promise<void> {
    const reason: ShutdownReason = statusOf(failure) === 'timeout' ? 'TIMEOUT' : 'FAILURE';
    this.parts.freezer.forget();
    await endProcesses(processes, this.parts.place, this.parts.telemetry, reason, this.options.clock);
    await this.parts.logs.drain();
    this.parts.debugger?.runtimeEnded();
    this.parts.probe?.runtimeEnded();
    this.current.processes = undefined;
    this.unreportedInitMs = undefined;
    this.parts.server.closeConnections();
    this.parts.telemetry.reset();
    this.parts.events.emit('environment.reset', { reason, errorType: failure.errorType });
  }

  private limit(limitMs: number, file: DeadlineFile | undefined, expired: Deferred<Failure>): DeadlineClock {
    return new DeadlineClock(this.options.clock, limitMs, file, () => {
      if (this.options.debug?.timeoutPolicy !== 'off') {
        expired.resolve(timeoutFailure(limitMs / 1000));
      }
    });
  }

  /** Between phases no clock runs, and a debugger that pauses then stops none. */
  private endDeadline(): void {
    this.current.deadline?.dispose();
    this.current.deadline = undefined;
  }

  private reportStorage(requestId: string): void {
    const { usedBytes, limitBytes } = this.parts.place.storage();
    this.parts.events.emit(
      'environment.storage',
      { usedBytes, limitBytes, overrun: usedBytes > limitBytes },
      requestId,
    );
  }
}
