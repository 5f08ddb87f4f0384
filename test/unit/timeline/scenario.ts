import type {
  EventRecords,
  InitializationType,
  InitPhase,
  LifecycleEvent,
  LifecycleEventType,
  PhaseStatus,
  ShutdownReason,
  Span,
} from '../../../src/lambda/lifecycleEvents';

/** 21 November 2026, 12:00 UTC. */
const START_EPOCH_MS = Date.UTC(2026, 10, 21, 12);
/** The zero of the monotonic clock means nothing, so it is not zero. */
const START_MS = 5_000;

/** Makes streams of lifecycle events as environments emit them; every environment has a clock of its own. */
export class Scenario {
  private readonly recorded: LifecycleEvent[] = [];

  /** All events in the order of time. */
  get events(): LifecycleEvent[] {
    return [...this.recorded].sort((left, right) => left.monotonicMs - right.monotonicMs);
  }

  environment(environmentId: string, atMs = 0, functionName = 'orders'): ScenarioEnvironment {
    return new ScenarioEnvironment(this.recorded, { functionName, environmentId }, START_MS + atMs);
  }

  /** An event of the queue. */
  queue<Type extends LifecycleEventType>(
    type: Type,
    record: EventRecords[Type],
    atMs = 0,
    functionName = 'orders',
  ): void {
    push(this.recorded, type, record, START_MS + atMs, { functionName, requestId: 'request-queue' });
  }
}

interface InvokeOptions {
  readonly status?: PhaseStatus;
  readonly errorType?: string;
  readonly memoryMB?: number;
  readonly initDurationMs?: number;
  readonly spans?: readonly Span[];
}

export class ScenarioEnvironment {
  nowMs: number;
  private readonly recorded: LifecycleEvent[];
  private readonly origin: { readonly functionName: string; readonly environmentId: string };
  private invocations = 0;
  private initDurationMs: number | undefined;

  constructor(
    recorded: LifecycleEvent[],
    origin: { readonly functionName: string; readonly environmentId: string },
    nowMs: number,
  ) {
    this.recorded = recorded;
    this.origin = origin;
    this.nowMs = nowMs;
  }

  get requestId(): string {
    return `${this.origin.environmentId}-request-${this.invocations}`;
  }

  created(reason = 'no environment was idle', initializationType: InitializationType = 'on-demand'): this {
    return this.emit('environment.created', { reason, initializationType, fidelity: [] });
  }

  init(
    durationMs: number,
    options: { phase?: InitPhase; type?: InitializationType; status?: PhaseStatus; errorType?: string } = {},
  ): this {
    const { phase = 'init', type: initializationType = 'on-demand', status = 'success', errorType } = options;
    const { functionName } = this.origin;
    this.emit('platform.initStart', { initializationType, phase, functionName, functionVersion: '$LATEST' });
    this.nowMs += durationMs;
    const outcome = { initializationType, phase, status, ...(errorType === undefined ? {} : { errorType }) };
    this.emit('platform.initRuntimeDone', outcome);
    this.emit('platform.initReport', { ...outcome, metrics: { durationMs } });
    this.initDurationMs = phase === 'init' && status === 'success' ? durationMs : undefined;
    return this;
  }

  invoke(durationMs: number, options: InvokeOptions = {}): this {
    const { status = 'success', errorType, memoryMB = 61, spans } = options;
    const initDurationMs = options.initDurationMs ?? this.initDurationMs;
    this.start();
    this.nowMs += durationMs;
    const requestId = this.requestId;
    const outcome = { requestId, status, ...(errorType === undefined ? {} : { errorType }) };
    this.emit('platform.runtimeDone', {
      ...outcome,
      metrics: { durationMs, producedBytes: 20 },
      ...(spans === undefined ? {} : { spans }),
    });
    this.emit('platform.report', {
      ...outcome,
      metrics: {
        durationMs,
        billedDurationMs: Math.ceil(durationMs),
        memorySizeMB: 128,
        maxMemoryUsedMB: memoryMB,
        ...(initDurationMs === undefined ? {} : { initDurationMs }),
      },
    });
    return this.emit('environment.storage', { usedBytes: 1_258_291, limitBytes: 536_870_912, overrun: false });
  }

  start(): this {
    this.initDurationMs = undefined;
    this.invocations += 1;
    return this.emit('platform.start', { requestId: this.requestId, version: '$LATEST' });
  }

  frozen(durationMs: number): this {
    this.freeze();
    this.nowMs += durationMs;
    return this.emit('environment.thawed', { frozenMs: durationMs });
  }

  freeze(): this {
    return this.emit('environment.frozen', { processes: 1 });
  }

  wait(durationMs: number): this {
    this.nowMs += durationMs;
    return this;
  }

  paused(durationMs: number): this {
    this.emit('debugger.paused', { requestId: this.requestId });
    this.nowMs += durationMs;
    return this.emit('debugger.resumed', { requestId: this.requestId, pausedMs: durationMs });
  }

  log(text: string): this {
    return this.emit('function', text);
  }

  reset(reason: ShutdownReason, errorType?: string): this {
    return this.emit('environment.reset', { reason, ...(errorType === undefined ? {} : { errorType }) });
  }

  shutdown(durationMs: number, reason: ShutdownReason = 'SPINDOWN', cause = 'the session ended'): this {
    this.emit('environment.stopping', { reason, cause });
    this.nowMs += durationMs;
    return this.emit('environment.stopped', { reason, cause, durationMs });
  }

  emit<Type extends LifecycleEventType>(type: Type, record: EventRecords[Type]): this {
    const requestId = this.invocations === 0 ? {} : { requestId: this.requestId };
    push(this.recorded, type, record, this.nowMs, { ...this.origin, ...requestId });
    return this;
  }
}

function push<Type extends LifecycleEventType>(
  recorded: LifecycleEvent[],
  type: Type,
  record: EventRecords[Type],
  monotonicMs: number,
  origin: { readonly functionName: string; readonly environmentId?: string; readonly requestId?: string },
): void {
  const epochMs = START_EPOCH_MS + monotonicMs - START_MS;
  // The mapped union cannot be built generically; the pair (type, record) is checked by this function's signature.
  recorded.push({ type, epochMs, monotonicMs, ...origin, record } as unknown as LifecycleEvent);
}

/** Numbers that look random and are the same in every run, from 0 up to 1. */
export function* noise(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}
