import type { ConnectionEvidence, FileEvidence, Leftover, StateVariable } from '../lambda/evidence';
import type {
  InitializationType,
  InitPhase,
  LifecycleEventType,
  PhaseStatus,
  ReportMetrics,
  ShutdownReason,
  Span,
} from '../lambda/lifecycleEvents';

/**
 * What happened in the environments of one or more functions. All times are milliseconds on one clock: the monotonic
 * clock of the first event; what other hosts, or the same one after a restart, have said is moved onto it by wall clock.
 * Lists of a timeline that is still being built grow with it; a row that changed is another object.
 */
export interface Timeline {
  readonly startMs: number;
  readonly endMs: number;
  /** Wall clock at `startMs`, milliseconds since the epoch. */
  readonly startEpochMs: number;
  /** In the order in which the environments were first seen. */
  readonly rows: readonly TimelineRow[];
  /** What happened before an environment was chosen: throttles, queued and retried asynchronous invocations. */
  readonly queue: readonly QueueMark[];
  /** Asynchronous invocations in the order in which they were queued. */
  readonly asynchronous: readonly AsynchronousInvocation[];
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
  /** Ordered by time. */
  readonly marks: readonly TimelineMark[];
  /** Where phases ended badly, ordered by time. */
  readonly incidents: readonly Incident[];
  /** In the order in which they were opened. */
  readonly connections: readonly Connection[];
  /** What probes could not see, one sentence each. */
  readonly lostEvidence: readonly string[];
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
  /** Extension init, runtime init and function init, as far as they can be told apart; without gaps. */
  readonly parts?: readonly InitPart[];
  /** In the order in which they began. */
  readonly imports?: readonly ImportSpan[];
  /** Present when probes have seen something. */
  readonly evidence?: PhaseEvidence;
}

/** `runtime` goes on to the end of the phase when nobody saw the function being imported. */
export interface InitPart {
  readonly kind: 'extension' | 'runtime' | 'function';
  readonly startMs: number;
  readonly endMs: number;
}

/** A module that was imported during Init. */
export interface ImportSpan {
  /** As it was asked for: `boto3`, `./orders`. */
  readonly name: string;
  /** How many imports it is inside of. */
  readonly depth: number;
  readonly startMs: number;
  readonly endMs: number;
  /** With everything it imports itself. */
  readonly durationMs: number;
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
  /** Present when probes have seen something. */
  readonly evidence?: PhaseEvidence;
}

/** What probes saw of one phase. */
export interface PhaseEvidence {
  /** Also attempts that failed. */
  readonly opened: readonly ConnectionEvidence[];
  readonly ended: readonly EndedConnection[];
  /** Connections that were open at its end, whoever opened them; `connectionsOpenAfter` says which. */
  readonly openAtEnd: number;
  readonly files: readonly FileEvidence[];
  readonly state: readonly StateChange[];
  /** Unfinished work at its end, whoever began it. */
  readonly leftovers: readonly Leftover[];
}

export interface EndedConnection {
  readonly connectionId: string;
  readonly by: 'function' | 'peer' | 'thaw';
  /** Absent when nobody saw it being opened. */
  readonly peer?: string;
}

export interface StateChange extends StateVariable {
  readonly file: string;
}

/** A connection in the life of its environment. */
export interface Connection extends ConnectionEvidence {
  readonly openedMs: number;
  /** Invocation that opened it; absent when that was the Init phase. */
  readonly requestId?: string;
  /** Absent while it is open. */
  readonly endedMs?: number;
  readonly endedBy?: EndedConnection['by'];
}

interface FrozenSpan extends SpanTimes {
  readonly phase: 'frozen';
}

export interface ShutdownSpan extends SpanTimes {
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

export type IncidentKind = 'timeout' | 'crash' | 'outOfMemory' | 'error';

/** A phase that ended badly: the moment at which it did. */
export interface Incident {
  readonly kind: IncidentKind;
  readonly phase: 'init' | 'invoke';
  readonly atMs: number;
  /** Error type, or the status where there is none. */
  readonly text: string;
  readonly requestId?: string;
}

/** An asynchronous invocation from the queue to its end. */
export interface AsynchronousInvocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Waits and attempts in the order of time. */
  readonly stages: readonly AsynchronousStage[];
  /** Destinations that were told, e.g. `OnFailure arn:…`. */
  readonly destinations: readonly string[];
  /** `waiting` and `running` go on. */
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'dropped';
  /** Why it was given up. */
  readonly condition?: string;
}

export interface AsynchronousStage {
  readonly kind: 'queued' | 'attempt' | 'retryWait';
  readonly startMs: number;
  readonly endMs: number;
  readonly open: boolean;
  /** From 1; of a wait: of the attempt it waits for. */
  readonly attempt: number;
  /** Of an attempt. */
  readonly environmentId?: string;
  readonly failed: boolean;
  /** Why it is tried again. */
  readonly cause?: string;
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
