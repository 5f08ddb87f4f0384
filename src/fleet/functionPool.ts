import path from 'node:path';
import { Environment } from '../environment/environment';
import { sameDebugRequest, type DebugRequest } from '../lambda/debugging';
import { throttled, toError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../lambda/invocation';
import type { Disposable, InitializationType, LifecycleListener } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import type { HostEnvironment } from '../runtimes/hostEnvironment';
import type { PreparedRuntime, RuntimeSupport } from '../runtimes/runtime';
import type { Sandbox } from '../sandbox/sandbox';
import { FileWatcher, namedFiles } from './fileWatcher';
import type { FleetSettings } from './fleetSettings';

export interface FunctionPoolOptions {
  readonly configuration: FunctionConfiguration;
  readonly sandbox: Sandbox;
  readonly runtime: RuntimeSupport;
  readonly settings: FleetSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly stateFolder: string;
  readonly host: HostEnvironment;
  readonly onEvent: LifecycleListener;
}

/** An environment of the pool with what the pool must remember about it. */
interface Member {
  readonly environment: Environment;
  readonly generation: number;
  readonly tenantId: string | undefined;
  lastUsedMs: number;
  /** A request has been promised this environment as soon as it is idle. */
  claimed: boolean;
  idleTimer?: Disposable;
}

/** All environments of one function. */
export class FunctionPool {
  private readonly members = new Set<Member>();
  private readonly watcher: FileWatcher | undefined;
  private prepared: Promise<PreparedRuntime> | undefined;
  /** Counts changes of the code; an environment of an older generation gets no more requests. */
  private generation = 0;
  private coldReason = 'first invocation';
  /** Environments that are being made and are not members yet. */
  private starting = 0;
  private disposed = false;
  private debugRequest: DebugRequest | undefined;

  constructor(private readonly options: FunctionPoolOptions) {
    const { configuration, clock, logger, settings } = options;
    this.watcher = settings.watchCode
      ? watchCode(configuration, clock, logger, (files) => {
          const code = files.filter((file) => settings.isTemplate?.(file) !== true);
          if (code.length === 0 || this.debugRequest?.onCodeChange === 'keep') {
            return;
          }
          this.recycle(`code changed: ${namedFiles(code, configuration.codePath)}`);
        })
      : undefined;
  }

  get configuration(): FunctionConfiguration {
    return this.options.configuration;
  }

  get environments(): readonly Environment[] {
    return [...this.members].map((member) => member.environment);
  }

  /**
   * Runs one invocation in the most recently used idle environment, or in a new one. Throws a LambdaServiceError (429)
   * when the function's concurrency is used up and a UserError when the function cannot be started at all.
   */
  async invoke(request: InvocationRequest): Promise<InvocationResponse> {
    this.watcher?.flush();
    const { member, coldStart } = await this.acquire(request.tenantId);
    member.idleTimer?.dispose();
    member.lastUsedMs = this.options.clock.monotonic();
    const response = member.environment.invoke(request, coldStart ? true : undefined);
    // From here on the environment's own state keeps others away.
    member.claimed = false;
    return response;
  }

  /** What environments are started for a debugger with; undefined when they are not. */
  get debugging(): DebugRequest | undefined {
    return this.debugRequest;
  }

  /**
   * From now on environments are started for a debugger, or, with `undefined`, without. When one is asked for,
   * environments that were started otherwise are ended; those that it may enter stay warm.
   */
  debug(request: DebugRequest | undefined): void {
    if ((request === undefined) !== (this.debugRequest === undefined)) {
      this.prepared = undefined;
    }
    this.debugRequest = request;
    const others = [...this.members].filter(({ environment }) => !sameDebugRequest(environment.debugRequest, request));
    if (request !== undefined && others.length > 0) {
      this.recycle('a debugger was started');
    }
  }

  /** Initialises environments ahead of any invocation, as provisioned concurrency does. */
  async provision(count: number): Promise<void> {
    const missing = Math.max(0, count - this.members.size - this.starting);
    await Promise.all(
      Array.from({ length: missing }, async () => {
        const member = await this.start('provisioned concurrency', 'provisioned-concurrency', undefined);
        member.environment.freezeWhileIdle();
        member.claimed = false;
        this.release(member);
      }),
    );
  }

  /** Notices that a file (absolute path) was written; it may be no code of this function. */
  noticeChange(file: string): void {
    this.watcher?.tell(file);
  }

  /** Ends all environments: idle ones now, others when their invocation is over. The next invocation is cold. */
  recycle(reason: string): void {
    this.generation += 1;
    this.prepared = undefined;
    this.coldReason = reason;
    for (const member of this.members) {
      if (member.environment.state === 'idle' && !member.claimed) {
        void this.retire(member, reason);
      }
    }
    const { provisionedConcurrency } = this.configuration;
    if (provisionedConcurrency !== undefined && !this.disposed) {
      this.provision(provisionedConcurrency).catch((thrown: unknown) => {
        this.options.logger.error('Provisioned environments could not be started', toError(thrown));
      });
    }
  }

  /** Ends all environments now, also those that are at work. The next invocation is cold. */
  async end(cause: string): Promise<void> {
    this.generation += 1;
    this.coldReason = cause;
    await Promise.all([...this.members].map((member) => this.retire(member, cause)));
  }

  /** Ends one environment now, also when it is at work. False when the pool has no such environment. */
  async endEnvironment(environmentId: string, cause: string): Promise<boolean> {
    const member = [...this.members].find(({ environment }) => environment.id === environmentId);
    if (member === undefined) return false;
    if (this.members.size === 1) this.coldReason = cause;
    await this.retire(member, cause);
    return true;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.watcher?.dispose();
    await this.end('the fleet was stopped');
  }

  /** Claims an environment for one request. */
  private async acquire(tenantId: string | undefined): Promise<{ member: Member; coldStart: boolean }> {
    const usable = this.usable(tenantId);
    const idle = usable.find((member) => member.environment.state === 'idle');
    if (idle !== undefined) {
      idle.claimed = true;
      return { member: idle, coldStart: false };
    }
    // A reset takes moments; who comes meanwhile finds the environment again, not the limit of concurrency.
    const soon = usable.find(({ environment }) => environment.aboutToBeIdle || environment.state === 'resetting');
    if (soon !== undefined) {
      soon.claimed = true;
      soon.environment.expectRequest();
      await settled(soon.environment);
      if (soon.environment.state === 'idle' && soon.generation === this.generation) {
        return { member: soon, coldStart: false };
      }
      soon.claimed = false;
      if (soon.environment.state === 'idle') {
        soon.environment.freezeWhileIdle();
        this.release(soon);
      }
      return this.acquire(tenantId);
    }
    this.makeRoom(tenantId);
    const reason = this.members.size > 0 ? 'every other environment was busy' : this.coldReason;
    return { member: await this.start(reason, 'on-demand', tenantId), coldStart: true };
  }

  /** Environments that may take the request now or soon, most recently used first. */
  private usable(tenantId: string | undefined): Member[] {
    return [...this.members]
      .filter((member) => member.generation === this.generation && !member.claimed && member.tenantId === tenantId)
      .sort((left, right) => right.lastUsedMs - left.lastUsedMs);
  }

  /** Throws when no environment may be added; an idle one of another tenant gives way. */
  private makeRoom(tenantId: string | undefined): void {
    const limit = this.configuration.reservedConcurrency ?? this.options.settings.defaultConcurrency;
    const current = [...this.members].filter((member) => member.generation === this.generation);
    if (current.length + this.starting < limit) {
      return;
    }
    const stranger = current.find((member) => member.tenantId !== tenantId && member.environment.state === 'idle');
    if (stranger === undefined) {
      throw throttled();
    }
    void this.retire(stranger, 'its place was needed for another tenant');
  }

  private async start(
    reason: string,
    initializationType: InitializationType,
    tenantId: string | undefined,
  ): Promise<Member> {
    const { configuration, sandbox, clock, logger, stateFolder, host, settings, onEvent } = this.options;
    const { generation } = this;
    this.starting += 1;
    try {
      const debug = this.debugRequest;
      this.prepared ??= this.options.runtime.prepare(configuration, {
        debug: debug !== undefined,
        evidence: settings.environment.evidence,
      });
      const runtime = await this.prepared;
      const environment = await Environment.create(
        {
          configuration,
          sandbox,
          runtime,
          clock,
          logger,
          stateFolder,
          host,
          initializationType,
          reason,
          settings: settings.environment,
          ...(debug === undefined ? {} : { debug }),
        },
        onEvent,
      );
      const member: Member = { environment, generation, tenantId, lastUsedMs: clock.monotonic(), claimed: true };
      this.members.add(member);
      this.starting -= 1;
      environment.onStateChange(() => {
        if (environment.state === 'idle' && !member.claimed) {
          this.release(member);
        }
      });
      await environment.initialize();
      return member;
    } catch (thrown) {
      this.starting -= 1;
      // Another try may succeed once the user has installed or repaired what was missing.
      this.prepared = undefined;
      throw thrown;
    }
  }

  /** An environment has nothing to do: it is kept for a while, unless its code is old. */
  private release(member: Member): void {
    member.lastUsedMs = this.options.clock.monotonic();
    if (this.disposed || member.generation !== this.generation) {
      void this.retire(member, this.coldReason);
      return;
    }
    const { keepAliveMs } = this.options.settings;
    member.idleTimer?.dispose();
    member.idleTimer = this.options.clock.after(keepAliveMs, () => {
      if (member.environment.state === 'idle') {
        this.coldReason = 'the last environment was idle for too long';
        void this.retire(member, `idle for ${String(Math.round(keepAliveMs / 1000))} s`);
      }
    });
  }

  private async retire(member: Member, cause: string): Promise<void> {
    member.idleTimer?.dispose();
    this.members.delete(member);
    await member.environment.shutdown(cause);
  }
}

/** Waits until an environment that has answered is idle again, or gone. */
async function settled(environment: Environment): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = environment.onStateChange(() => {
      if (environment.state === 'idle' || environment.state === 'stopped') {
        subscription.dispose();
        resolve();
      }
    });
  });
}

/** What tools make of the code. */
const OUTPUT = /(^|[/\\])(\.aws-sam|cdk\.out)([/\\]|$)/;

function watchCode(
  { codePath, layers }: FunctionConfiguration,
  clock: Clock,
  logger: Logger,
  onChange: (files: readonly string[]) => void,
): FileWatcher {
  // Dependencies change by installation only; watching every file of them would cost thousands of handles.
  const dependencies = path.join(codePath, 'node_modules') + path.sep;
  return new FileWatcher({
    paths: [codePath, ...layers],
    ignores: (file, inside) => OUTPUT.test(inside) || file.startsWith(dependencies),
    clock,
    logger,
    onChange,
  });
}
