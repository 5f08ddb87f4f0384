import type { LifecycleEventOf, PhaseStatus, ReportMetrics, Span, TraceContext } from '../../../lambda/lifecycleEvents';
import type { JsonObject } from '../json';

/** Events whose record a log line has as it is. */
export type PassedOn = LifecycleEventOf<
  | 'platform.initRuntimeDone'
  | 'platform.runtimeDone'
  | 'platform.extension'
  | 'platform.telemetrySubscription'
  | 'platform.logsSubscription'
  | 'platform.logsDropped'
>;

export interface Outcome {
  readonly status: PhaseStatus;
  readonly errorType?: string;
}

export interface ReportLine extends Outcome {
  readonly kind: 'report';
  readonly requestId: string;
  readonly metrics: ReportMetrics;
  /** Restoring a snapshot took the place of an Init phase. */
  readonly restoreDurationMs?: number;
  readonly spans?: readonly Span[];
  readonly tracing?: TraceContext;
}

export interface InitStartLine {
  readonly kind: 'initStart';
  readonly phase: 'init' | 'invoke';
  /** Absent where the line does not say it. */
  readonly initializationType?: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
  readonly restore: boolean;
}

export interface InitReportLine extends Outcome {
  readonly kind: 'initReport';
  readonly phase: 'init' | 'invoke';
  readonly initializationType?: string;
  readonly durationMs: number;
  readonly restore: boolean;
}

/** What the platform says in one line of a log. */
export type PlatformLine =
  | { readonly kind: 'start'; readonly requestId: string; readonly version: string; readonly tracing?: TraceContext }
  | { readonly kind: 'end' }
  | ReportLine
  | InitStartLine
  | InitReportLine
  | { readonly kind: 'passedOn'; readonly type: PassedOn['type']; readonly record: JsonObject }
  | { readonly kind: 'xray'; readonly tracing: TraceContext }
  /** How an invocation failed, on a line of its own. */
  | ({ readonly kind: 'failure'; readonly requestId: string } & Outcome)
  | { readonly kind: 'functionError'; readonly requestId?: string; readonly errorType: string }
  | { readonly kind: 'malformed' };

/** Damaged: it is known what it was, and not what it said. */
export const MALFORMED: PlatformLine = { kind: 'malformed' };

export function statusOf(status: string): PhaseStatus {
  return status === 'success' || status === 'timeout' || status === 'failure' ? status : 'error';
}
