import type {
  InitializationType,
  InitPhase,
  LifecycleEventType,
  PhaseStatus,
  ReportMetrics,
  ShutdownReason,
  Span,
} from '../lambda/lifecycleEvents';

/** What happened in the environments of one or more functions. All times are monotonic milliseconds of the stream. */
export interface Timeline {
  readonly startMs: number;
  readonly endMs: number;
  /** Wall clock at `startMs`, milliseconds since the epoch. */
  readonly startEpochMs: number;
  /** In the order in which the environments were first seen. */
  readonly rows: readonly TimelineRow[];
  /** What happened before an environment was chosen: throttles, queued and retried asynchronous invocations. */
  readonly queue: readonly QueueMark[];
}

/** One execution environment. */
export interface TimelineRow {
  readonly environmentId: string;
  readonly functionName: string;
  /** Why a cold start was needed; absent when the stream begins later. */
  readonly reason?: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Ordered by time, without overlaps. Between them the environment is idle without being frozen. */
  readonly spans: readonly TimelineSpan[];
  /** Times at which a debugger held the function; inside of Init and Invoke spans. */
  readonly pauses: readonly Pause[];
  readonly marks: readonly TimelineMark[];
  /** The environment is gone. */
  readonly stopped: boolean;
}

export type TimelineSpan = InitSpan | InvokeSpan | FrozenSpan | ShutdownSpan;

interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** As the record of the phase states it; the length of the span where there is none. */
  readonly durationMs: number;
  /** The end was not seen: the phase is under way, was cut short, or the stream is not complete. */
  readonly open: boolean;
}

interface Outcome {
  /** Absent while the phase is open. */
  readonly status?: PhaseStatus;
  readonly errorType?: string;
}

export interface InitSpan extends SpanTimes, Outcome {
  readonly phase: 'init';
  /** `invoke`: repeated inside of an invocation because the first one failed, or after a reset. */
  readonly initPhase: InitPhase;
  readonly initializationType: InitializationType;
}

export interface InvokeSpan extends SpanTimes, Outcome {
  readonly phase: 'invoke';
  readonly requestId: string;
  /** It had to wait for an Init phase. */
  readonly cold: boolean;
  readonly metrics?: ReportMetrics;
  /** When the runtime was done; what follows is the extensions' time. */
  readonly runtimeDoneMs?: number;
  readonly producedBytes?: number;
  readonly spans?: readonly Span[];
  readonly storage?: { readonly usedBytes: number; readonly limitBytes: number };
}

interface FrozenSpan extends SpanTimes {
  readonly phase: 'frozen';
}

interface ShutdownSpan extends SpanTimes {
  readonly phase: 'shutdown';
  readonly reason: ShutdownReason;
  readonly cause: string;
}

export interface Pause {
  readonly startMs: number;
  readonly endMs: number;
}

/** A moment in an environment. */
export interface TimelineMark {
  readonly kind: 'function' | 'extension' | 'reset' | 'notice' | 'logsDropped';
  readonly atMs: number;
  /** Text or JSON of a log event, message of a notice, error type of a reset. */
  readonly text: string;
  readonly requestId?: string;
}

/** A moment in the queue of a function. */
export interface QueueMark {
  readonly kind: Extract<LifecycleEventType, `asynchronous.${string}` | 'invocation.throttled'>;
  readonly atMs: number;
  readonly functionName: string;
  readonly text: string;
  readonly requestId: string;
}

/** Whether a phase ended badly. */
export function failed(outcome: { readonly status?: PhaseStatus; readonly errorType?: string }): boolean {
  return outcome.errorType !== undefined || (outcome.status !== undefined && outcome.status !== 'success');
}
