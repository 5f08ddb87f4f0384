import type { EventRecords, PhaseStatus, ReportMetrics, Span, TraceContext } from '../lambda/lifecycleEvents';
import type { Clock } from '../lambda/ports';
import type { DeadlineClock } from './deadlineClock';
import { callersHaveRun } from './deferred';
import { hundredths } from './durations';
import type { EventStream } from './eventStream';
import { reportedErrorType, statusOf, type Failure } from './failures';
import type { InvocationExchange } from './invocationExchange';
import type { ProcessSet } from './processSet';

/** Everything one Invoke phase works on. */
export interface InvokePhaseContext {
  readonly exchange: InvocationExchange;
  readonly deadline: DeadlineClock;
  readonly expired: Promise<Failure>;
  readonly events: EventStream;
  readonly clock: Clock;
  readonly memorySizeMB: number;
  /** Milliseconds of the Init phase that this invocation waited for and is billed for; undefined when warm. */
  readonly initDurationMs: number | undefined;
  /** The processes, or why there are none. */
  readonly processes: ProcessSet | Failure;
  peakMemoryBytes(): number;
  /** Looks at what the invocation leaves behind, where that is wanted. */
  observe(): Promise<void>;
  /** Nobody works any more: the processes may be stopped. */
  freeze(): void;
  /** Reads log lines to the end of what has been written. */
  drainLogs(): Promise<void>;
}

export interface InvokeOutcome {
  readonly failure?: Failure;
  readonly status: PhaseStatus;
  readonly errorType?: string;
  readonly metrics: ReportMetrics;
  readonly firstByteMs?: number;
}

/**
 * Gives the event to extensions and runtime and waits until all of them are done with it. The caller is answered as
 * soon as the runtime has answered; the phase lasts until everybody has asked for the next event (lambda-contract §3.5).
 */
export async function runInvokePhase(context: InvokePhaseContext): Promise<InvokeOutcome> {
  const { exchange, events, clock, processes, expired } = context;
  const { requestId } = exchange;
  events.emit('platform.start', startRecord(exchange), requestId);

  let failure = 'errorType' in processes ? processes : undefined;
  let runtimeDoneEmitted = false;
  if (!('errorType' in processes)) {
    release(processes, context);
    failure = await processes.failed.race([exchange.runtimeDone.promise, expired]);
    if (failure === undefined && processes.extensions.working()) {
      // Telemetry extensions hold their own `next` back until they have seen this event.
      await context.drainLogs();
      emitRuntimeDone(context, undefined);
      runtimeDoneEmitted = true;
      failure = await processes.failed.race([processes.extensions.invocationDone().then(() => undefined), expired]);
    }
  }
  const endMs = clock.monotonic();
  if (failure === undefined) {
    // Who has just been answered may have its next request ready: then there is nothing to freeze for.
    await Promise.all([callersHaveRun(), context.observe()]);
    context.freeze();
  } else {
    exchange.fail(failure, statusOf(failure) === 'timeout');
  }
  await context.drainLogs();
  if (!runtimeDoneEmitted) {
    emitRuntimeDone(context, failure);
  }
  return emitReport(context, failure, endMs);
}

function release(processes: ProcessSet, { exchange, deadline }: InvokePhaseContext): void {
  if (processes.extensions.all.length > 0) {
    processes.extensions.deliver(
      'INVOKE',
      JSON.stringify({
        eventType: 'INVOKE',
        deadlineMs: deadline.epochMs,
        requestId: exchange.requestId,
        invokedFunctionArn: exchange.invokedFunctionArn,
        ...tracingOf(exchange),
      }),
    );
  }
  processes.runtime.release(exchange, deadline);
}

/** Empty when the caller switched tracing off. */
function tracingOf({ traceId }: InvocationExchange): { tracing?: TraceContext } {
  return traceId === '' ? {} : { tracing: { type: 'X-Amzn-Trace-Id', value: traceId } };
}

function startRecord(exchange: InvocationExchange): EventRecords['platform.start'] {
  const { tenantId } = exchange.request;
  return {
    requestId: exchange.requestId,
    version: exchange.version,
    ...tracingOf(exchange),
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function emitRuntimeDone(context: InvokePhaseContext, failure: Failure | undefined): void {
  const { exchange, clock } = context;
  const { requestId, reportedErrorType: functionErrorType } = exchange;
  if (functionErrorType !== undefined) {
    context.events.emit('invocation.functionError', { requestId, errorType: functionErrorType }, requestId);
  }
  const endMs = exchange.runtimeDoneMonotonicMs ?? clock.monotonic();
  const errorType = reportedErrorType(failure);
  context.events.emit(
    'platform.runtimeDone',
    {
      requestId: exchange.requestId,
      status: statusOf(failure),
      ...(errorType === undefined ? {} : { errorType }),
      metrics: { durationMs: unpausedMs(context, endMs), producedBytes: exchange.producedBytes },
      spans: runtimeSpans(exchange),
      ...tracingOf(exchange),
    },
    exchange.requestId,
  );
}

function emitReport(context: InvokePhaseContext, failure: Failure | undefined, endMs: number): InvokeOutcome {
  const { exchange, initDurationMs } = context;
  const durationMs = unpausedMs(context, endMs);
  const pausedMs = hundredths(context.deadline.pausedMs);
  const status = statusOf(failure);
  const errorType = reportedErrorType(failure);
  const metrics: ReportMetrics = {
    durationMs,
    // lambda-contract §5.1: the Init phase is billed with the first invocation.
    billedDurationMs: Math.ceil(hundredths(durationMs + (initDurationMs ?? 0))),
    memorySizeMB: context.memorySizeMB,
    maxMemoryUsedMB: Math.min(context.memorySizeMB, Math.ceil(context.peakMemoryBytes() / BYTES_PER_MB)),
    ...(initDurationMs === undefined ? {} : { initDurationMs }),
    ...(pausedMs === 0 ? {} : { pausedMs }),
  };
  const spans = extensionSpans(context, endMs);
  context.events.emit(
    'platform.report',
    {
      requestId: exchange.requestId,
      status,
      metrics,
      ...(errorType === undefined ? {} : { errorType }),
      ...(spans.length === 0 ? {} : { spans }),
      ...tracingOf(exchange),
    },
    exchange.requestId,
  );
  const { firstByteMonotonicMs } = exchange;
  return {
    ...(failure === undefined ? {} : { failure }),
    status,
    ...(errorType === undefined ? {} : { errorType }),
    metrics,
    ...(firstByteMonotonicMs === undefined ? {} : { firstByteMs: firstByteMonotonicMs - exchange.startMonotonicMs }),
  };
}

/** Time since the event was given to the function, without the time a debugger took. */
function unpausedMs({ exchange, deadline }: InvokePhaseContext, endMs: number): number {
  return hundredths(Math.max(0, endMs - exchange.startMonotonicMs - deadline.pausedMs));
}

const BYTES_PER_MB = 1_048_576;

/** `responseLatency`, `responseDuration` and `runtimeOverhead` of lambda-contract §4.3. */
function runtimeSpans(exchange: InvocationExchange): Span[] {
  const { startMonotonicMs, firstByteMonotonicMs, lastByteMonotonicMs, runtimeDoneMonotonicMs } = exchange;
  if (firstByteMonotonicMs === undefined || lastByteMonotonicMs === undefined) {
    return [];
  }
  const spans = [
    span(exchange, 'responseLatency', startMonotonicMs, firstByteMonotonicMs),
    span(exchange, 'responseDuration', firstByteMonotonicMs, lastByteMonotonicMs),
  ];
  if (runtimeDoneMonotonicMs !== undefined) {
    spans.push(span(exchange, 'runtimeOverhead', lastByteMonotonicMs, runtimeDoneMonotonicMs));
  }
  return spans;
}

/** `extensionOverhead`: what extensions took after the runtime was done; only where there are extensions. */
function extensionSpans({ exchange, processes }: InvokePhaseContext, endMs: number): Span[] {
  const { runtimeDoneMonotonicMs } = exchange;
  if (runtimeDoneMonotonicMs === undefined || 'errorType' in processes || processes.extensions.all.length === 0) {
    return [];
  }
  return [span(exchange, 'extensionOverhead', runtimeDoneMonotonicMs, endMs)];
}

function span(exchange: InvocationExchange, name: string, fromMs: number, toMs: number): Span {
  const epochMs = exchange.startEpochMs + (fromMs - exchange.startMonotonicMs);
  return { name, start: new Date(epochMs).toISOString(), durationMs: hundredths(toMs - fromMs) };
}
