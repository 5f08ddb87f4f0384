import type { EventRecords, LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import type { InitSpan, InvokeSpan, Pause, TimelineMark, TimelineRow, TimelineSpan } from './timeline';

/** A span while it is under way. */
type Draft<Span> = Span extends TimelineSpan ? { -readonly [Key in keyof Span]: Span[Key] } : never;

/** Builds the row of one environment from its events, whole or in part. */
export class RowBuilder {
  private readonly environmentId: string;
  private readonly functionName: string;
  private readonly startMs: number;
  private readonly spans: TimelineSpan[] = [];
  private readonly pauses: Pause[] = [];
  private readonly marks: TimelineMark[] = [];
  /** The phase under way; its end is unknown. */
  private current: Draft<TimelineSpan> | undefined;
  private lastMs: number;
  private pausedSinceMs: number | undefined;
  /** The Init phase that no invocation has followed yet. */
  private waitedFor: InitSpan | undefined;
  private reason: string | undefined;
  private stopped = false;

  private readonly handlers: EventHandlers<void> = {
    'environment.created': ({ record }) => {
      this.reason = record.reason;
    },
    'platform.initStart': ({ record, monotonicMs }) => this.begin(initSpan(record, monotonicMs)),
    'platform.initReport': ({ record, monotonicMs }) => this.endInit(record, monotonicMs),
    'platform.start': ({ record, monotonicMs }) => this.begin(this.invokeSpan(record.requestId, monotonicMs)),
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

  constructor(environmentId: string, { functionName, monotonicMs }: LifecycleEvent) {
    this.environmentId = environmentId;
    this.functionName = functionName;
    this.startMs = monotonicMs;
    this.lastMs = monotonicMs;
  }

  add(event: LifecycleEvent): void {
    this.lastMs = Math.max(this.lastMs, event.monotonicMs);
    dispatch(this.handlers, event);
    const mark = dispatch(MARKS, event);
    if (mark !== undefined) this.marks.push(mark);
  }

  /** The row as it is now; phases under way last until `endMs`. */
  row(endMs: number): TimelineRow {
    const rowEndMs = this.stopped ? this.lastMs : endMs;
    const current = this.current === undefined ? [] : [endedAt(this.current, rowEndMs)];
    const paused = this.pausedSinceMs === undefined ? [] : [{ startMs: this.pausedSinceMs, endMs: rowEndMs }];
    const spans = [...this.spans, ...current];
    return {
      environmentId: this.environmentId,
      functionName: this.functionName,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      startMs: Math.min(this.startMs, spans[0]?.startMs ?? this.startMs),
      endMs: rowEndMs,
      spans,
      pauses: [...this.pauses, ...paused],
      marks: [...this.marks],
      stopped: this.stopped,
    };
  }

  private begin(span: Draft<TimelineSpan>): void {
    this.cutShort(span.startMs);
    this.current = span;
  }

  /** Ends the phase under way at a moment that is not its own end. */
  private cutShort(atMs: number): void {
    const { current } = this;
    if (current === undefined) return;
    const ended = endedAt(current, atMs);
    // Frozen processes have nothing to complete: whatever comes next ends the phase.
    this.spans.push(ended.phase === 'frozen' ? { ...ended, open: false } : ended);
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
    this.spans.push(span);
    this.current = undefined;
  }

  private pausedMs(sinceMs: number): number {
    let total = 0;
    for (const { startMs, endMs } of this.pauses) if (startMs >= sinceMs) total += endMs - startMs;
    return total;
  }

  private endInit(record: EventRecords['platform.initReport'], atMs: number): void {
    const span = this.current?.phase === 'init' ? this.current : initSpan(record, atMs);
    span.status = record.status;
    if (record.errorType !== undefined) span.errorType = record.errorType;
    this.finish(span, atMs, record.metrics.durationMs);
    this.waitedFor = span;
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
    if (this.amendCutShort(requestId, { status, ...(errorType === undefined ? {} : { errorType }) })) return;
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
    if (this.amendCutShort(requestId, { ...outcome, durationMs: metrics.durationMs, open: false })) return;
    const span = this.current?.phase === 'invoke' ? this.current : this.invokeSpan(requestId, atMs);
    Object.assign(span, outcome);
    span.cold ||= metrics.initDurationMs !== undefined && !this.sawInit();
    if (spans !== undefined) span.spans = [...(span.spans ?? []), ...spans];
    this.finish(span, atMs, metrics.durationMs);
  }

  /** An invocation that the Shutdown phase cut short is reported while that phase is already under way. */
  private amendCutShort(requestId: string, outcome: Partial<InvokeSpan>): boolean {
    if (this.current?.phase !== 'shutdown') return false;
    const index = this.spans.findLastIndex((span) => span.phase === 'invoke');
    const span = this.spans[index];
    if (span?.phase !== 'invoke' || span.requestId !== requestId) return false;
    this.spans[index] = { ...span, ...outcome };
    return true;
  }

  private sawInit(): boolean {
    return this.reason !== undefined || this.spans.some(({ phase }) => phase === 'init');
  }

  private addStorage({ record, requestId }: LifecycleEventOf<'environment.storage'>): void {
    const index = this.spans.findLastIndex((span) => span.phase === 'invoke');
    const span = this.spans[index];
    if (span?.phase !== 'invoke' || span.requestId !== requestId) return;
    this.spans[index] = { ...span, storage: { usedBytes: record.usedBytes, limitBytes: record.limitBytes } };
  }

  private endFrozen(frozenMs: number, atMs: number): void {
    const span: Draft<TimelineSpan> =
      this.current?.phase === 'frozen' ? this.current : { phase: 'frozen', ...opened(atMs) };
    // Processes stand still before the event that says so, because the report comes in between.
    span.startMs = Math.min(span.startMs, atMs - frozenMs);
    this.finish(span, atMs, frozenMs);
  }

  private endShutdown(record: EventRecords['environment.stopped'], atMs: number): void {
    const { reason, cause, durationMs } = record;
    const span: Draft<TimelineSpan> =
      this.current?.phase === 'shutdown' ? this.current : { phase: 'shutdown', reason, cause, ...opened(atMs) };
    this.finish(span, atMs, durationMs);
    this.stopped = true;
  }
}

function opened(startMs: number): Pick<TimelineSpan, 'startMs' | 'endMs' | 'durationMs' | 'open'> {
  return { startMs, endMs: startMs, durationMs: 0, open: true };
}

function endedAt<Span extends TimelineSpan>(span: Span, atMs: number): Span {
  const endMs = Math.max(span.startMs, atMs);
  return { ...span, endMs, durationMs: endMs - span.startMs };
}

function initSpan(
  record: EventRecords['platform.initStart'] | EventRecords['platform.initReport'],
  startMs: number,
): Draft<InitSpan> {
  const { phase, initializationType } = record;
  return { phase: 'init', initPhase: phase, initializationType, ...opened(startMs) };
}

const MARKS: EventHandlers<TimelineMark> = {
  function: logMark,
  extension: logMark,
  'environment.reset': ({ record, monotonicMs }) => ({
    kind: 'reset',
    atMs: monotonicMs,
    text: record.errorType ?? record.reason,
  }),
  'environment.notice': ({ record, monotonicMs }) => ({ kind: 'notice', atMs: monotonicMs, text: record.message }),
  'platform.logsDropped': ({ record, monotonicMs }) => ({
    kind: 'logsDropped',
    atMs: monotonicMs,
    text: record.reason,
  }),
};

function logMark(event: LifecycleEventOf<'function' | 'extension'>): TimelineMark {
  const { type, record, monotonicMs, requestId } = event;
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return { kind: type, atMs: monotonicMs, text, ...(requestId === undefined ? {} : { requestId }) };
}
