import type { Environment } from '../environment/environment';
import type { EnvironmentSettings } from '../environment/environmentOptions';
import { EventStream } from '../environment/eventStream';
import { LifecycleListeners } from '../environment/lifecycleListeners';
import { checkInvocable, resolveFunction } from '../lambda/admission';
import type { DebugRequest } from '../lambda/debugging';
import { functionNotFound, LambdaServiceError, toError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { functionArn, newRequestId } from '../lambda/identifiers';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type { Disposable, LifecycleEvent, LifecycleListener, LifecycleSource } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import type { HostEnvironment } from '../runtimes/hostEnvironment';
import type { RuntimeSupport } from '../runtimes/runtime';
import type { Sandbox } from '../sandbox/sandbox';
import { AsynchronousQueue } from './asynchronousQueue';
import type { FleetSettings } from './fleetSettings';
import { FunctionPool } from './functionPool';

export interface FleetOptions {
  readonly sandbox: Sandbox;
  /** Finds how a function is started; throws a UserError for runtimes nobody supports. */
  readonly runtimeFor: (configuration: FunctionConfiguration) => RuntimeSupport;
  readonly settings: FleetSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Host folder for short-lived files. */
  readonly stateFolder: string;
  readonly host: HostEnvironment;
  /** Told of every invocation that is not streamed to its caller. */
  readonly observer?: InvocationObserver;
}

/** Sees what functions are given and what they answer, which the stream of events does not carry. */
export interface InvocationObserver {
  asked(requestId: string, payload: Uint8Array): void;
  answered(requestId: string, response: InvocationResponse): void;
  /** There is no answer. */
  refused(requestId: string, message: string): void;
}

interface ServedFunction {
  readonly configuration: FunctionConfiguration;
  readonly pool: FunctionPool;
  readonly queue: AsynchronousQueue;
}

/** MANY environments of many functions: who is asked for an invocation finds or makes an environment for it. */
export class Fleet implements LifecycleSource {
  private readonly served = new Map<string, ServedFunction>();
  private readonly listeners: LifecycleListeners;

  constructor(private readonly options: FleetOptions) {
    this.listeners = new LifecycleListeners(options.logger);
  }

  /** Configurations of the functions that can be invoked. */
  functions(): readonly FunctionConfiguration[] {
    return [...this.served.values()].map((served) => served.configuration);
  }

  /** All environments that exist now. */
  environments(): readonly Environment[] {
    return [...this.served.values()].flatMap((served) => served.pool.environments);
  }

  onEvent(listener: LifecycleListener): Disposable {
    return this.listeners.onEvent(listener);
  }

  /**
   * Makes a function invokable, or changes its configuration; environments of the old one end with their invocation.
   * `environment` replaces settings of the fleet for this function. Throws a UserError when no runtime supports it.
   */
  async serve(configuration: FunctionConfiguration, environment: Partial<EnvironmentSettings> = {}): Promise<void> {
    const runtime = this.options.runtimeFor(configuration);
    const before = this.served.get(configuration.name);
    const { sandbox, clock, stateFolder, host } = this.options;
    const settings = {
      ...this.options.settings,
      environment: { ...this.options.settings.environment, ...environment },
    };
    const logger = this.options.logger.child(configuration.name);
    const onEvent = (event: LifecycleEvent): void => {
      this.listeners.publish(event);
    };
    const pool = new FunctionPool({
      configuration,
      sandbox,
      runtime,
      settings,
      clock,
      logger,
      stateFolder,
      host,
      onEvent,
    });
    const queue = new AsynchronousQueue({
      configuration,
      settings,
      clock,
      logger,
      onEvent,
      invoke: (request) => this.run(pool, request),
    });
    // A session that debugs the function goes on doing so.
    pool.debug(before?.pool.debugging);
    // Without a gap: who invokes it meanwhile finds the old one or the new one.
    this.served.set(configuration.name, { configuration, pool, queue });
    await end(before);
    if (configuration.provisionedConcurrency !== undefined) {
      await pool.provision(configuration.provisionedConcurrency);
    }
  }

  /** Stops serving a function and shuts its environments down. */
  async remove(functionName: string): Promise<void> {
    const served = this.served.get(functionName);
    this.served.delete(functionName);
    await end(served);
  }

  /**
   * Runs a function and answers with its result, or with its error as a payload. Throws a LambdaServiceError when the
   * function is not run (unknown, throttled, pending) and a UserError when it cannot be started on this machine.
   */
  async invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse> {
    const served = this.admit(functionName, request);
    const identified = { ...request, requestId: request.requestId ?? newRequestId() };
    try {
      return await this.run(served.pool, identified);
    } catch (thrown) {
      if (thrown instanceof LambdaServiceError && thrown.statusCode === 429) {
        this.reportThrottle(functionName, identified.requestId, thrown);
      }
      throw thrown;
    }
  }

  /** Accepts an asynchronous invocation and returns its request id. Throws a LambdaServiceError for unknown functions. */
  enqueue(functionName: string, request: InvocationRequest): string {
    const served = this.find(functionName, request.qualifier);
    const requestId = request.requestId ?? newRequestId();
    served.queue.enqueue({ ...request, requestId });
    return requestId;
  }

  /**
   * Notices that a file (absolute path) was written: from now on functions whose code it belongs to are run as it is now.
   * Files that nobody tells of are noticed when the operating system tells of them.
   */
  noticeChange(file: string): void {
    for (const { pool } of this.served.values()) pool.noticeChange(file);
  }

  /** Ends the environments of a function: running invocations finish, the next one is cold. */
  recycle(functionName: string, reason: string): void {
    this.find(functionName, undefined).pool.recycle(reason);
  }

  /**
   * Ends the environments of a function at once; invocations under way fail. It can be invoked again. Throws a
   * LambdaServiceError for unknown functions.
   */
  async end(functionName: string, cause: string): Promise<void> {
    await this.find(functionName, undefined).pool.end(cause);
  }

  /** Ends one environment at once; an invocation under way fails. False when there is no such environment. */
  async endEnvironment(environmentId: string, cause: string): Promise<boolean> {
    const ended = await Promise.all(
      [...this.served.values()].map(({ pool }) => pool.endEnvironment(environmentId, cause)),
    );
    return ended.includes(true);
  }

  /**
   * Environments of a function are started for a debugger from now on; `debugger.waiting` says where it may attach.
   * `undefined` ends that: environments that exist stay as they are. Throws a LambdaServiceError for unknown functions.
   */
  debug(functionName: string, request: DebugRequest | undefined): void {
    this.find(functionName, undefined).pool.debug(request);
  }

  /** Shuts every environment down. */
  async dispose(): Promise<void> {
    const functions = [...this.served.keys()];
    const results = await Promise.allSettled(functions.map((name) => this.remove(name)));
    for (const result of results) {
      if (result.status === 'rejected') {
        this.options.logger.error('An environment could not be shut down', toError(result.reason));
      }
    }
  }

  private async run(pool: FunctionPool, request: InvocationRequest): Promise<InvocationResponse> {
    const { requestId, payload, responseSink } = request;
    const observer = responseSink === undefined ? this.options.observer : undefined;
    if (observer === undefined || requestId === undefined) return pool.invoke(request);
    observer.asked(requestId, payload);
    try {
      const response = await pool.invoke(request);
      observer.answered(requestId, response);
      return response;
    } catch (thrown) {
      observer.refused(requestId, toError(thrown).message);
      throw thrown;
    }
  }

  private admit(functionName: string, request: InvocationRequest): ServedFunction {
    const served = this.find(functionName, request.qualifier);
    checkInvocable(served.configuration, request.tenantId);
    return served;
  }

  private find(functionName: string, qualifier: string | undefined): ServedFunction {
    const { region } = this.options.settings.environment;
    const { configuration } = resolveFunction(this.functions(), { name: functionName, qualifier }, region);
    const served = this.served.get(configuration.name);
    if (served === undefined) {
      throw functionNotFound(functionArn(functionName, qualifier ?? '$LATEST', region));
    }
    return served;
  }

  private reportThrottle(functionName: string, requestId: string, error: LambdaServiceError): void {
    const events = new EventStream({ functionName }, this.options.clock, this.options.logger);
    events.onEvent((event) => {
      this.listeners.publish(event);
    });
    events.emit('invocation.throttled', { requestId, reason: error.details['Reason'] ?? error.code }, requestId);
  }
}

async function end(served: ServedFunction | undefined): Promise<void> {
  served?.queue.dispose();
  await served?.pool.dispose();
}
