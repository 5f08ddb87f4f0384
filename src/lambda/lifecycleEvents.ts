import type { DebugAddress } from './debugging';
import type { ConnectionEvidence, FileEvidence, ImportEvidence, Leftover, StateVariable } from './evidence';

/**
 * The one stream of lifecycle events. `platform.*`, `function` and `extension` have the names and record shapes of the
 * Telemetry API (lambda-contract §4.3); what AWS cannot show has its own prefix.
 */
export type InitializationType = 'on-demand' | 'provisioned-concurrency';
export type InitPhase = 'init' | 'invoke';
/** `failure` stands for `Sandbox.*` error types, `error` for every other one. */
export type PhaseStatus = 'success' | 'failure' | 'error' | 'timeout';
export type ShutdownReason = 'SPINDOWN' | 'TIMEOUT' | 'FAILURE';

export interface TraceContext {
  readonly type: 'X-Amzn-Trace-Id';
  readonly value: string;
  readonly spanId?: string;
}

export interface Span {
  readonly name: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly start: string;
  readonly durationMs: number;
}

export interface ReportMetrics {
  readonly durationMs: number;
  readonly billedDurationMs: number;
  readonly memorySizeMB: number;
  readonly maxMemoryUsedMB: number;
  readonly initDurationMs?: number;
  /** Time at breakpoints, which is in none of the durations; present when there was any. AWS has no such thing. */
  readonly pausedMs?: number;
}

export interface EventRecords {
  'platform.initStart': {
    readonly initializationType: InitializationType;
    readonly phase: InitPhase;
    readonly functionName: string;
    readonly functionVersion: string;
    readonly runtimeVersion?: string;
    readonly runtimeVersionArn?: string;
    readonly instanceId?: string;
    readonly instanceMaxMemory?: number;
  };
  'platform.initRuntimeDone': {
    readonly initializationType: InitializationType;
    readonly phase: InitPhase;
    readonly status: PhaseStatus;
    readonly errorType?: string;
    readonly spans?: readonly Span[];
  };
  'platform.initReport': {
    readonly initializationType: InitializationType;
    readonly phase: InitPhase;
    readonly status: PhaseStatus;
    readonly metrics: { readonly durationMs: number };
    readonly errorType?: string;
    readonly spans?: readonly Span[];
  };
  'platform.extension': {
    readonly name: string;
    readonly state: string;
    readonly events: readonly string[];
    readonly errorType?: string;
  };
  'platform.telemetrySubscription': {
    readonly name: string;
    readonly state: 'Subscribed';
    readonly types: readonly string[];
  };
  'platform.logsSubscription': {
    readonly name: string;
    readonly state: 'Subscribed';
    readonly types: readonly string[];
  };
  'platform.logsDropped': { readonly droppedBytes: number; readonly droppedRecords: number; readonly reason: string };
  'platform.start': {
    readonly requestId: string;
    readonly version: string;
    readonly tracing?: TraceContext;
    readonly tenantId?: string;
  };
  'platform.runtimeDone': {
    readonly requestId: string;
    readonly status: PhaseStatus;
    readonly errorType?: string;
    readonly metrics?: { readonly durationMs: number; readonly producedBytes?: number };
    readonly spans?: readonly Span[];
    readonly tracing?: TraceContext;
    readonly tenantId?: string;
  };
  'platform.report': {
    readonly requestId: string;
    readonly status: PhaseStatus;
    readonly metrics: ReportMetrics;
    readonly errorType?: string;
    readonly spans?: readonly Span[];
    readonly tracing?: TraceContext;
  };
  /** One log event of the function: text without trailing newline, or an object in JSON log format. */
  function: string | Readonly<Record<string, unknown>>;
  /** One log event of an extension. */
  extension: string | Readonly<Record<string, unknown>>;

  /** A new environment exists; `reason` says why a cold start was needed. */
  'environment.created': {
    readonly reason: string;
    readonly initializationType: InitializationType;
    /** How this environment differs from AWS on this machine, one sentence each. */
    readonly fidelity: readonly string[];
  };
  /** All extensions have registered and the runtime process was started: extension init ends, runtime init begins. */
  'environment.runtimeStarted': Readonly<Record<string, never>>;
  'environment.frozen': { readonly processes: number };
  'environment.thawed': { readonly frozenMs: number };
  /** The processes of the environment were ended and the next invocation initialises them again; `/tmp` is kept. */
  'environment.reset': { readonly reason: ShutdownReason; readonly errorType?: string };
  /** Shutdown phase began. */
  'environment.stopping': { readonly reason: ShutdownReason; readonly cause: string };
  /** The environment is gone. */
  'environment.stopped': { readonly reason: ShutdownReason; readonly cause: string; readonly durationMs: number };
  /** Something the user should know about this environment, said once. */
  'environment.notice': { readonly message: string };
  /** How much of `/tmp` is used after an invocation. */
  'environment.storage': { readonly usedBytes: number; readonly limitBytes: number; readonly overrun: boolean };
  /** A runtime waits for a debugger before it loads the function; `address` is where one reaches it. */
  'debugger.waiting': DebugAddress;
  /** A debugger has set its breakpoints; a runtime that waited for it (milliseconds) loads the function now. */
  'debugger.attached': { readonly waitedMs: number };
  'debugger.detached': Readonly<Record<string, never>>;
  /** The function stands still, in a phase or between two of them. */
  'debugger.paused': { readonly phase?: 'Init' | 'Invoke'; readonly requestId?: string };
  'debugger.resumed': { readonly phase?: 'Init' | 'Invoke'; readonly requestId?: string; readonly pausedMs: number };

  /** An asynchronous invocation was queued, is tried again, delivered to a destination or given up. */
  'asynchronous.queued': { readonly requestId: string };
  'asynchronous.retry': {
    readonly requestId: string;
    readonly attempt: number;
    readonly delayMs: number;
    readonly cause: string;
  };
  'asynchronous.destination': {
    readonly requestId: string;
    readonly kind: 'OnSuccess' | 'OnFailure' | 'DeadLetterQueue';
    readonly target: string;
    /** The destination record of lambda-contract §12.4, or the dead-letter message of §12.5. */
    readonly message: Readonly<Record<string, unknown>>;
  };
  'asynchronous.dropped': { readonly requestId: string; readonly condition: string };
  /**
   * The function answered with an error (or with more than may be answered). On AWS this shows in the caller's answer
   * only: for the platform the runtime did its work.
   */
  'invocation.functionError': { readonly requestId: string; readonly errorType: string };
  /** A request was refused because no environment may be added. */
  'invocation.throttled': { readonly requestId: string; readonly reason: string };

  /** The function opened a connection, or tried to. Without a request id it was in the Init phase. */
  'evidence.connection': ConnectionEvidence;
  /** `function`: it was closed; `peer`: the other side closed it; `thaw`: it was lost while the environment was frozen. */
  'evidence.connectionEnded': { readonly connectionId: string; readonly by: 'function' | 'peer' | 'thaw' };
  /** What an invocation left in `/tmp`, one event for each file that is new, other than before, or gone. */
  'evidence.file': FileEvidence;
  /**
   * The variables of the handler's module: all of them after the Init phase, after an invocation those that changed
   * in it; no event when none did.
   */
  'evidence.state': { readonly file: string; readonly variables: readonly StateVariable[] };
  /** Everything that is unfinished when the environment is frozen; also the empty list after one that was not. */
  'evidence.leftover': { readonly leftovers: readonly Leftover[] };
  /** What was imported in the Init phase, in the order in which it began. */
  'evidence.imports': {
    /** When the first import began: wall clock, milliseconds since the epoch. Function init begins there. */
    readonly startEpochMs: number;
    readonly imports: readonly ImportEvidence[];
  };
  /** The probe could not see something; said once for each reason. */
  'evidence.lost': { readonly reason: string };
}

export type LifecycleEventType = keyof EventRecords;

interface Envelope<Type extends LifecycleEventType> {
  readonly type: Type;
  /** Wall clock, milliseconds since the epoch. */
  readonly epochMs: number;
  /** Monotonic clock of the host, milliseconds; differences are durations, the zero means nothing. */
  readonly monotonicMs: number;
  readonly functionName: string;
  /** Absent for events of the queue, before any environment was chosen. */
  readonly environmentId?: string;
  /** Request id of the invocation this event belongs to, where there is one. */
  readonly requestId?: string;
  readonly record: EventRecords[Type];
}

/** One lifecycle event; narrow on `type` to reach its record. */
export type LifecycleEvent = { [Type in LifecycleEventType]: Envelope<Type> }[LifecycleEventType];
export type LifecycleEventOf<Type extends LifecycleEventType> = Extract<LifecycleEvent, { type: Type }>;

export type LifecycleListener = (event: LifecycleEvent) => void;

/** Anything that can be listened to for lifecycle events. */
export interface LifecycleSource {
  /** Calls `listener` for every event from now on, in order, synchronously. */
  onEvent(listener: LifecycleListener): Disposable;
}

export interface Disposable {
  dispose(): void;
}
