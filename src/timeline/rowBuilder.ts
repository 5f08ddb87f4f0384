import type { EventRecords, LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import { EvidenceTracker } from './evidenceTracker';
import { incidentOf } from './incidents';
import { initParts } from './initParts';
import type { InitMoments } from './initParts';
import { markOf } from './marks';
import { insertOrdered } from './ordered';
import { cutSpan, drawnOut, initSpan, opened } from './spanDrafts';
import type { Draft } from './spanDrafts';
import type { Incident, InitSpan, InvokeSpan, Pause, TimelineMark, TimelineRow, TimelineSpan } from './timeline';

/** Builds the row of one environment from its events in the order of time, whole or in part. */
export class RowBuilder {
  private readonly environmentId: string;
  private readonly functionName: string;
  private readonly startMs: number;
  /** Finished spans; between `row` and the next event also the one under way. */
  private readonly spans: TimelineSpan[] = [];
  private readonly pauses: Pause[] = [];
  private readonly marks: TimelineMark[] = [];
  private readonly incidents: Incident[] = [];
  private readonly evidence = new EvidenceTracker();
  /** `spans` or `pauses` end with one that is under way. */
  private spanShown = false;
  private pauseShown = false;
  /** The phase under way; its end is unknown. */
  private current: Draft<TimelineSpan> | undefined;
  private lastMs: number;
  private pausedSinceMs: number | undefined;
  /** The Init phase that no invocation has followed yet. */
  private waitedFor: InitSpan | undefined;
  /** What was seen inside of the latest Init phase. */
  private initMoments: InitMoments;
  private reason: string | undefined;
  private stopped = false;
  private evidenceIsNew = false;

  private readonly handlers: EventHandlers<void> = {
    'environment.created': ({ record }) => {
      this.reason = record.reason;
    },
    'platform.initStart': ({ record, monotonicMs, epochMs }) => {
      this.beginEvidence();
      this.begin(initSpan(record, monotonicMs));
      this.initMoments = { offsetMs: epochMs - monotonicMs };
    },
    'environment.runtimeStarted': ({ monotonicMs }) => {
      this.initMoments = { ...this.initMoments, runtimeStartedMs: monotonicMs };
    },
    'evidence.imports': ({ record }) => this.addImports(record),
    'platform.initReport': ({ record, monotonicMs }) => this.endInit(record, monotonicMs),
    'platform.start': ({ record, monotonicMs }) => this.beginInvoke(record.requestId, monotonicMs),
    'invocation.functionError': ({ record }) => {
      if (this.current?.phase === 'invoke') this.current.errorType = record.errorType;
    },
    'platform.runtimeDone': ({ record, monotonicMs }) => this.runtimeDone(record, monotonicMs),
    'platform.report': ({ record, monotonicMs }) => this.endInvoke(record, monotonicMs),
    'environment.storage': (event) => this.addStorage(event),
    'environment.frozen': ({ monotonicMs }) => this.begin({ phase: 'frozen', ...opened(monotonicMs) }),
    'environment.thawed': ({ record, monotonicMs }) => this.endFrozen(record.frozenMs, monotonicMs),
    'environment.reset': ({ monotonicMs }) => {
      // Shutdown may begin while a reset is under way; it goes on after it.
      if (this.current?.phase !== 'shutdown') this.cutShort(monotonicMs);
      this.evidence.processesEnded(monotonicMs);
    },
    'environment.stopping': ({ record, monotonicMs }) =>
      this.begin({ phase: 'shutdown', ...record, ...opened(monotonicMs) }),
    'environment.stopped': ({ record, monotonicMs }) => this.endShutdown(record, monotonicMs),
    'debugger.paused': ({ monotonicMs }) => {
      this.pausedSinceMs ??= monotonicMs;
    },
    'debugger.resumed': ({ record, monotonicMs }) => {
      this.pauses.push({ startMs: this.pausedSinceMs ?? monotonicMs - record.pausedMs, endMs: monotonicMs });
      this.pausedSinceMs = undefined;
    },
  };

  constructor(environmentId: string, { functionName, monotonicMs, epochMs }: LifecycleEvent) {
    this.environmentId = environmentId;
    this.functionName = functionName;
    this.startMs = monotonicMs;
    this.lastMs = monotonicMs;
    this.initMoments = { offsetMs: epochMs - monotonicMs };
  }

  add(event: LifecycleEvent): void {
    this.hideUnfinished();
    this.lastMs = Math.max(this.lastMs, event.monotonicMs);
    this.takeEvidence(event);
    dispatch(this.handlers, event);
    const mark = markOf(event);
    if (mark !== undefined) this.marks.push(mark);
  }

  /** The row as it is now; phases under way last until `endMs`. Its lists are those that grow with the next event. */
  row(endMs: number): TimelineRow {
    this.hideUnfinished();
    this.settleEvidence();
    const rowEndMs = this.stopped ? this.lastMs : endMs;
    this.showUnfinished(rowEndMs);
    return {
      environmentId: this.environmentId,
      functionName: this.functionName,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      startMs: Math.min(this.startMs, this.spans[0]?.startMs ?? this.startMs),
      endMs: rowEndMs,
      spans: this.spans,
      pauses: this.pauses,
      marks: this.marks,
      incidents: this.incidents,
      connections: this.evidence.connections,
      lostEvidence: this.evidence.lost,
      stopped: this.stopped,
    };
  }

  private showUnfinished(endMs: number): void {
    if (this.current !== undefined) {
      const span = drawnOut(this.current, endMs);
      this.spans.push(span.phase === 'init' ? { ...span, ...initParts(span, this.initMoments) } : span);
      this.spanShown = true;
    }
    if (this.pausedSinceMs !== undefined) {
      this.pauses.push({ startMs: this.pausedSinceMs, endMs });
      this.pauseShown = true;
    }
  }

  private hideUnfinished(): void {
    if (this.spanShown) this.spans.pop();
    if (this.pauseShown) this.pauses.pop();
    this.spanShown = false;
    this.pauseShown = false;
  }

  private begin(span: Draft<TimelineSpan>): void {
    this.cutShort(span.startMs);
    this.current = span;
  }

  /** Ends the phase under way at a moment that is not its own end. */
  private cutShort(atMs: number): void {
    const { current } = this;
    if (current === undefined) return;
    this.push(cutSpan(current, atMs));
    this.current = undefined;
  }

  /** Ends `span`. Its start is already right when it is under way, and follows from `statedMs` when it was never seen. */
  private finish(span: Draft<TimelineSpan>, atMs: number, statedMs: number): void {
    if (this.current !== span) {
      span.startMs = atMs - statedMs;
      this.cutShort(span.startMs);
    }
    const earliestMs = this.spans.at(-1)?.endMs ?? -Infinity;
    span.startMs = Math.max(span.startMs, Math.min(earliestMs, atMs));
    // Records are written a little later than the moment they speak of, and need not count a debugger's pauses.
    span.endMs = Math.max(span.startMs, Math.min(atMs, span.startMs + statedMs + this.pausedMs(span.startMs)));
    span.durationMs = statedMs;
    span.open = false;
    this.push(span);
    this.current = undefined;
  }

  private push(span: TimelineSpan): void {
    this.spans.push(span);
    if (span.phase === 'init' || span.phase === 'invoke') this.noteIncident(span);
  }

  private noteIncident(span: InitSpan | InvokeSpan): void {
    const incident = incidentOf(span);
    if (incident !== undefined) insertOrdered(this.incidents, incident, ({ atMs }) => atMs);
  }

  private pausedMs(sinceMs: number): number {
    let total = 0;
    for (let index = this.pauses.length - 1; index >= 0; index -= 1) {
      const pause = this.pauses[index];
      if (pause === undefined || pause.startMs < sinceMs) break;
      total += pause.endMs - pause.startMs;
    }
    return total;
  }

  private endInit(record: EventRecords['platform.initReport'], atMs: number): void {
    const span = this.current?.phase === 'init' ? this.current : initSpan(record, atMs);
    span.status = record.status;
    if (record.errorType !== undefined) span.errorType = record.errorType;
    this.finish(span, atMs, record.metrics.durationMs);
    const whole = { ...span, ...initParts(span, this.initMoments) };
    this.spans[this.spans.length - 1] = whole;
    this.waitedFor = whole;
  }

  /** What was imported is said at the end of Init, in it or after it. */
  private addImports(imports: EventRecords['evidence.imports']): void {
    this.initMoments = { ...this.initMoments, imports };
    const index = this.current === undefined || this.current.phase === 'frozen' ? this.spans.length - 1 : -1;
    const span = this.spans[index];
    if (span?.phase === 'init') this.spans[index] = { ...span, ...initParts(span, this.initMoments) };
  }

  private beginInvoke(requestId: string, startMs: number): void {
    // The record of an invocation that is already reported came late.
    const last = this.current === undefined || this.current.phase === 'frozen' ? this.spans.at(-1) : undefined;
    if (last?.phase === 'invoke' && last.requestId === requestId && startMs <= last.endMs) return;
    this.beginEvidence();
    this.begin(this.invokeSpan(requestId, startMs));
  }

  private invokeSpan(requestId: string, startMs: number): Draft<InvokeSpan> {
    const init = this.waitedFor;
    this.waitedFor = undefined;
    // Provisioned environments are initialised ahead of any invocation, unless that has to be repeated.
    const cold = init !== undefined && (init.initializationType === 'on-demand' || init.initPhase === 'invoke');
    return { phase: 'invoke', requestId, cold, ...opened(startMs) };
  }

  private runtimeDone(record: EventRecords['platform.runtimeDone'], atMs: number): void {
    const { requestId, metrics, status, errorType, spans } = record;
    if (this.amendEnded(requestId, { status, ...(errorType === undefined ? {} : { errorType }) })) return;
    if (this.current?.phase !== 'invoke') this.begin(this.invokeSpan(requestId, atMs - (metrics?.durationMs ?? 0)));
    const span = this.current;
    if (span?.phase !== 'invoke') return;
    span.status = status;
    if (errorType !== undefined) span.errorType = errorType;
    span.runtimeDoneMs = Math.min(atMs, span.startMs + (metrics?.durationMs ?? Infinity));
    if (metrics?.producedBytes !== undefined) span.producedBytes = metrics.producedBytes;
    if (spans !== undefined) span.spans = spans;
  }

  private endInvoke(record: EventRecords['platform.report'], atMs: number): void {
    const { requestId, metrics, status, errorType, spans } = record;
    const outcome = { metrics, status, ...(errorType === undefined ? {} : { errorType }) };
    if (this.amendEnded(requestId, { ...outcome, durationMs: metrics.durationMs, open: false })) return;
    const span = this.current?.phase === 'invoke' ? this.current : this.invokeSpan(requestId, atMs);
    Object.assign(span, outcome);
    span.cold ||= metrics.initDurationMs !== undefined && !this.sawInit();
    if (spans !== undefined) span.spans = [...(span.spans ?? []), ...spans];
    this.finish(span, atMs, metrics.durationMs);
  }

  /**
   * An invocation that the Shutdown phase cut short is reported while that phase is already under way, and records of
   * one that has ended may come late.
   */
  private amendEnded(requestId: string, outcome: Partial<InvokeSpan>): boolean {
    const phase = this.current?.phase;
    if (phase === 'init' || phase === 'invoke') return false;
    const index = phase === 'shutdown' ? this.lastInvocation() : this.spans.length - 1;
    const span = this.spans[index];
    if (span?.phase !== 'invoke' || span.requestId !== requestId) return false;
    const amended = { ...span, ...outcome };
    this.spans[index] = amended;
    const noted = this.incidents.findLastIndex((incident) => incident.requestId === requestId);
    if (noted >= 0 && this.incidents[noted]?.atMs === amended.endMs) this.incidents.splice(noted, 1);
    this.noteIncident(amended);
    return true;
  }

  private lastInvocation(): number {
    return this.spans.findLastIndex((span) => span.phase === 'invoke');
  }

  private sawInit(): boolean {
    return this.reason !== undefined || this.spans.some(({ phase }) => phase === 'init');
  }

  private addStorage({ record, requestId }: LifecycleEventOf<'environment.storage'>): void {
    const index = this.lastInvocation();
    const span = this.spans[index];
    if (span?.phase !== 'invoke' || span.requestId !== requestId) return;
    this.spans[index] = { ...span, storage: { usedBytes: record.usedBytes, limitBytes: record.limitBytes } };
  }

  private takeEvidence(event: LifecycleEvent): void {
    // What was lost while nothing ran was there at the end of the phase before.
    const isLoss = event.type === 'evidence.connectionEnded' && event.record.by === 'thaw';
    if (isLoss) this.settleEvidence();
    if (this.evidence.take(event) && !isLoss) this.evidenceIsNew = true;
  }

  private beginEvidence(): void {
    this.settleEvidence();
    this.evidence.begin();
  }

  /** Hands what probes have seen since to the phase it belongs to. */
  private settleEvidence(): void {
    if (!this.evidenceIsNew) return;
    this.evidenceIsNew = false;
    const evidence = this.evidence.evidence();
    if (evidence === undefined) return;
    if (this.current?.phase === 'invoke' || this.current?.phase === 'init') {
      this.current.evidence = evidence;
      return;
    }
    const index = this.spans.findLastIndex(({ phase }) => phase === 'invoke' || phase === 'init');
    const span = this.spans[index];
    if (span?.phase === 'invoke' || span?.phase === 'init') this.spans[index] = { ...span, evidence };
  }

  private endFrozen(frozenMs: number, atMs: number): void {
    const span: Draft<TimelineSpan> =
      this.current?.phase === 'frozen' ? this.current : { phase: 'frozen', ...opened(atMs) };
    // Processes stand still before the event that says so, because the report comes in between.
    span.startMs = Math.min(span.startMs, atMs - frozenMs);
    // A machine that slept has not counted that time; the environment was frozen for all of it.
    this.finish(span, atMs, Math.max(frozenMs, atMs - span.startMs));
  }

  private endShutdown(record: EventRecords['environment.stopped'], atMs: number): void {
    const { reason, cause, durationMs } = record;
    const span: Draft<TimelineSpan> =
      this.current?.phase === 'shutdown' ? this.current : { phase: 'shutdown', reason, cause, ...opened(atMs) };
    this.finish(span, atMs, durationMs);
    this.evidence.processesEnded(atMs);
    this.stopped = true;
  }
}
