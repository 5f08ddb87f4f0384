import type { EventRecords, LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import type {
  FrozenSpan,
  InitSpan,
  InvokeSpan,
  Pause,
  ShutdownSpan,
  TimelineMark,
  TimelineRow,
  TimelineSpan,
} from './timeline';

/** Builds the row of one environment from its events, whole or in part. */
export class RowBuilder {
  private readonly environmentId: string;
  private readonly functionName: string;
  private readonly startMs: number;
  private readonly spans: TimelineSpan[] = [];
  private readonly pauses: Pause[] = [];
  private readonly marks: TimelineMark[] = [];
  /** The phase under way; its end is unknown. */
  private current: TimelineSpan | undefined;
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
    'platform.runtimeDone': ({ record, monotonicMs }) => this.runtimeDone(record, monotonicMs),
    'platform.report': ({ record, monotonicMs }) => this.endInvoke(record, monotonicMs),
    'environment.storage': (event) => this.addStorage(event),
    'environment.frozen': ({ monotonicMs }) => this.begin({ phase: 'frozen', ...opened(monotonicMs) }),
    'environment.thawed': ({ record, monotonicMs }) => this.endFrozen(record.frozenMs, monotonicMs),
    'environment.reset': ({ monotonicMs }) => this.cutShort(monotonicMs),
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

  private begin(span: TimelineSpan): void {
    this.cutShort(span.startMs);
    this.current = span;
  }

  /** Ends the phase under way at a moment that is not its own end. */
  private cutShort(atMs: number): void {
    if (this.current !== undefined) {
      const ended = endedAt(this.current, atMs);
      // Frozen processes have nothing to complete: whatever comes next ends the phase.
      this.spans.push(ended.phase === 'frozen' ? { ...ended, open: false } : ended);
    }
    this.current = undefined;
  }

  /** Ends the phase under way; one that began before the stream did gets its start from its duration. */
  private finish<Ended extends TimelineSpan>(
    found: Ended | undefined,
    missing: Omit<Ended, 'startMs' | 'endMs' | 'durationMs' | 'open'>,
    atMs: number,
    statedMs: number | undefined,
    outcome: Partial<Ended>,
  ): Ended {
    if (found === undefined) this.cutShort(atMs - (statedMs ?? 0));
    const earliestMs = this.spans.at(-1)?.endMs ?? -Infinity;
    const startMs = Math.max(found?.startMs ?? atMs - (statedMs ?? 0), Math.min(earliestMs, atMs));
    // Records are written a little later than the moment they speak of, and need not count a debugger's pauses.
    const endMs = statedMs === undefined ? atMs : Math.min(atMs, startMs + statedMs + this.pausedMs(startMs));
    const ended = {
      ...missing,
      ...found,
      ...outcome,
      startMs,
      endMs,
      durationMs: statedMs ?? endMs - startMs,
      open: false,
    } as Ended;
    this.spans.push(ended);
    this.current = undefined;
    return ended;
  }

  private pausedMs(sinceMs: number): number {
    return this.pauses
      .filter(({ startMs }) => startMs >= sinceMs)
      .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  }

  private endInit(record: EventRecords['platform.initReport'], atMs: number): void {
    const { metrics, initializationType, phase, status, errorType } = record;
    this.waitedFor = this.finish<InitSpan>(
      this.current?.phase === 'init' ? this.current : undefined,
      { phase: 'init', initPhase: phase, initializationType },
      atMs,
      metrics.durationMs,
      { status, ...(errorType === undefined ? {} : { errorType }) },
    );
  }

  private invokeSpan(requestId: string, startMs: number): InvokeSpan {
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
    if (this.current?.phase !== 'invoke') return;
    this.current = {
      ...this.current,
      status,
      runtimeDoneMs: Math.min(atMs, this.current.startMs + (metrics?.durationMs ?? Infinity)),
      ...(errorType === undefined ? {} : { errorType }),
      ...(metrics?.producedBytes === undefined ? {} : { producedBytes: metrics.producedBytes }),
      ...(spans === undefined ? {} : { spans }),
    };
  }

  private endInvoke(record: EventRecords['platform.report'], atMs: number): void {
    const { requestId, metrics, status, errorType, spans = [] } = record;
    const outcome = { metrics, status, ...(errorType === undefined ? {} : { errorType }) };
    if (this.amendCutShort(requestId, { ...outcome, durationMs: metrics.durationMs, open: false })) return;
    const found = this.current?.phase === 'invoke' ? this.current : undefined;
    const missing = this.invokeSpan(requestId, atMs);
    this.finish<InvokeSpan>(found, missing, atMs, metrics.durationMs, {
      ...outcome,
      cold: (found ?? missing).cold || (metrics.initDurationMs !== undefined && !this.sawInit()),
      spans: [...(found?.spans ?? []), ...spans],
    });
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
    const index = this.spans.findLastIndex((span) => span.phase === 'invoke' && span.requestId === requestId);
    const span = this.spans[index];
    const storage = { usedBytes: record.usedBytes, limitBytes: record.limitBytes };
    if (span?.phase === 'invoke') this.spans[index] = { ...span, storage };
    else if (this.current?.phase === 'invoke') this.current = { ...this.current, storage };
  }

  private endFrozen(frozenMs: number, atMs: number): void {
    const found = this.current?.phase === 'frozen' ? this.current : undefined;
    const startMs = Math.min(found?.startMs ?? atMs, atMs - frozenMs);
    // Processes stand still before the event that says so, because the report comes in between.
    this.finish<FrozenSpan>(found && { ...found, startMs }, { phase: 'frozen' }, atMs, frozenMs, {});
  }

  private endShutdown(record: EventRecords['environment.stopped'], atMs: number): void {
    const { reason, cause, durationMs } = record;
    const found = this.current?.phase === 'shutdown' ? this.current : undefined;
    this.finish<ShutdownSpan>(found, { phase: 'shutdown', reason, cause }, atMs, durationMs, {});
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

function initSpan({ phase, initializationType }: EventRecords['platform.initStart'], startMs: number): InitSpan {
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
