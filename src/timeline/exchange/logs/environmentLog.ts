import type {
  EventRecords,
  InitializationType,
  InitPhase,
  LifecycleEvent,
  LifecycleEventType,
} from '../../../lambda/lifecycleEvents';
import { parsedObject } from '../json';
import type { JsonObject } from '../json';
import { lifecycleEvent } from '../lifecycleEvent';
import { waitedMs } from './logItems';
import type { LoggedInvocation, LogItem } from './logItems';
import type { InitReportLine, InitStartLine, PassedOn, ReportLine } from './platformLine';

interface InitUnderWay {
  readonly startMs: number;
  readonly initializationType: InitializationType;
  readonly phase: InitPhase;
}

/**
 * Tells the life of one environment from its log. What the log leaves out follows from what it says: a successful Init
 * phase ends after the Init Duration of its first invocation, an invocation without START began its duration before
 * REPORT, and between two invocations Lambda freezes the environment.
 */
export class EnvironmentLog {
  readonly events: LifecycleEvent[] = [];
  /** Events are in order, also where the clock of the log is coarse or there is none. */
  private nowMs = -Infinity;
  private init: InitUnderWay | undefined;
  /** The Init phase that no invocation has followed yet has ended. */
  private isReady = false;
  private readonly started = new Map<LoggedInvocation, number>();
  private invoked = false;
  private frozenSinceMs: number | undefined;
  private saidRestored = false;

  constructor(
    private readonly origin: { readonly functionName: string; readonly environmentId: string },
    /** What its log says about it in any of its lines. */
    private readonly initializationType: InitializationType,
  ) {}

  /** Takes the next log event; `atMs` is its time as far as it is known. */
  add(item: LogItem, atMs: number): void {
    const { line, invocation, entry } = item;
    if (line?.kind === 'initStart') this.beginInit(line, atMs);
    else if (line?.kind === 'initReport') this.endInit(line, atMs);
    else if (line?.kind === 'passedOn') this.passOn(line.type, line.record, this.at(atMs), invocation);
    else if (line === undefined || line.kind === 'failure') this.log(entry.message, atMs, invocation);
    else if (line.kind === 'functionError') this.functionError(line.errorType, item, atMs);
    else if (invocation !== undefined && line.kind === 'start') this.begin(invocation, atMs);
    else if (invocation !== undefined && line.kind === 'report') this.report(invocation, line, atMs);
  }

  /** The log ends: an environment that is not at work stays frozen. */
  end(): void {
    if (this.frozenSinceMs !== undefined) this.emit('environment.frozen', { processes: 0 }, this.frozenSinceMs);
    this.frozenSinceMs = undefined;
  }

  get latestMs(): number {
    return this.nowMs;
  }

  private beginInit(line: InitStartLine, atMs: number): void {
    this.thaw(this.at(atMs));
    const { phase, functionVersion = '$LATEST', runtimeVersion, runtimeVersionArn } = line;
    if (line.restore) this.sayRestored();
    this.emitInitStart(phase, this.nowMs, {
      functionVersion,
      ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
      ...(runtimeVersionArn === undefined ? {} : { runtimeVersionArn }),
    });
  }

  private emitInitStart(
    phase: InitPhase,
    startMs: number,
    rest: Omit<EventRecords['platform.initStart'], 'initializationType' | 'phase' | 'functionName'>,
  ): void {
    const { initializationType } = this;
    this.init = { startMs, initializationType, phase };
    const { functionName } = this.origin;
    this.emit('platform.initStart', { initializationType, phase, functionName, ...rest }, startMs);
  }

  private endInit(line: InitReportLine, atMs: number): void {
    const { phase, durationMs, status, errorType } = line;
    if (this.init === undefined) {
      const startMs = this.at(atMs - durationMs);
      this.thaw(startMs);
      this.emitInitStart(phase, startMs, { functionVersion: '$LATEST' });
    }
    if (line.restore) this.sayRestored();
    this.finishInit(durationMs, atMs, { phase, status, ...(errorType === undefined ? {} : { errorType }) });
  }

  private finishInit(
    durationMs: number,
    atMs: number,
    outcome: Pick<EventRecords['platform.initReport'], 'phase' | 'status' | 'errorType'>,
  ): void {
    const { init } = this;
    if (init === undefined) return;
    const { initializationType } = init;
    this.init = undefined;
    this.isReady = true;
    const endMs = this.at(Math.max(atMs, init.startMs + durationMs));
    this.emit('platform.initReport', { initializationType, ...outcome, metrics: { durationMs } }, endMs);
  }

  private begin(invocation: LoggedInvocation, atMs: number): void {
    const initMs = waitedMs(invocation);
    const { report, requestId, version } = invocation;
    if (this.init !== undefined) {
      const durationMs = initMs ?? Math.max(0, atMs - this.init.startMs);
      this.finishInit(durationMs, -Infinity, { phase: this.init.phase, status: 'success' });
    } else if (initMs !== undefined && !this.isReady) {
      const phase = this.invoked ? 'invoke' : 'init';
      const startMs = this.at(Math.max(atMs - initMs, this.frozenSinceMs ?? -Infinity));
      this.thaw(startMs);
      this.emitInitStart(phase, startMs, { functionVersion: version });
      this.finishInit(initMs, -Infinity, { phase, status: 'success' });
    }
    this.isReady = false;
    this.invoked = true;
    const startMs = this.at(atMs);
    this.thaw(startMs);
    this.started.set(invocation, startMs);
    const tracing = invocation.tracing ?? report?.tracing;
    const record = { requestId, version, ...(tracing === undefined ? {} : { tracing }) };
    this.emit('platform.start', record, startMs, invocation);
    if (report?.restoreDurationMs !== undefined) this.sayRestored();
  }

  private report(invocation: LoggedInvocation, line: ReportLine, atMs: number): void {
    const { requestId, metrics } = line;
    if (!this.started.has(invocation)) this.begin(invocation, atMs - metrics.durationMs);
    const startMs = this.started.get(invocation) ?? atMs;
    const { status, errorType } = line.status === 'success' ? (invocation.failure ?? line) : line;
    const tracing = line.tracing ?? invocation.tracing;
    const endMs = this.at(Math.max(atMs, startMs + metrics.durationMs));
    const record = {
      requestId,
      status,
      metrics,
      ...(errorType === undefined ? {} : { errorType }),
      ...(line.spans === undefined ? {} : { spans: line.spans }),
      ...(tracing === undefined ? {} : { tracing }),
    };
    this.emit('platform.report', record, endMs, invocation);
    this.frozenSinceMs = endMs;
  }

  private passOn(
    type: PassedOn['type'],
    record: JsonObject,
    atMs: number,
    invocation: LoggedInvocation | undefined,
  ): void {
    // The record has the shape of its type, as whoever read it has checked.
    this.emit(type, record as unknown as EventRecords[PassedOn['type']], atMs, invocation);
  }

  private functionError(errorType: string, { entry, invocation }: LogItem, atMs: number): void {
    this.log(entry.message, atMs, invocation);
    if (invocation === undefined) return;
    const { requestId } = invocation;
    this.emit('invocation.functionError', { requestId, errorType }, this.nowMs, invocation);
  }

  private log(message: string, atMs: number, invocation: LoggedInvocation | undefined): void {
    this.emit('function', parsedObject(message) ?? message, this.at(atMs), invocation);
  }

  /** A snapshot is restored where otherwise an Init phase would be. */
  private sayRestored(): void {
    if (this.saidRestored) return;
    this.saidRestored = true;
    const message = 'SnapStart: what is shown as Init is the restoring of a snapshot.';
    this.emit('environment.notice', { message }, this.nowMs);
  }

  private thaw(atMs: number): void {
    const sinceMs = this.frozenSinceMs;
    this.frozenSinceMs = undefined;
    if (sinceMs === undefined || atMs <= sinceMs) return;
    this.emit('environment.frozen', { processes: 0 }, sinceMs);
    this.emit('environment.thawed', { frozenMs: atMs - sinceMs }, atMs);
  }

  private at(atMs: number): number {
    this.nowMs = Math.max(this.nowMs, atMs);
    return this.nowMs;
  }

  private emit<Type extends LifecycleEventType>(
    type: Type,
    record: EventRecords[Type],
    atMs: number,
    invocation?: LoggedInvocation,
  ): void {
    const requestId = invocation === undefined ? {} : { requestId: invocation.requestId };
    this.events.push(lifecycleEvent(type, record, atMs, { ...this.origin, ...requestId }));
  }
}
