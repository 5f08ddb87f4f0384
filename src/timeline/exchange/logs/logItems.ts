import type { TraceContext } from '../../../lambda/lifecycleEvents';
import { stringOf } from '../json';
import { requestWithin } from './logEntry';
import type { LogEntry } from './logEntry';
import type { Outcome, PlatformLine, ReportLine } from './platformLine';
import { readPlatformLine } from './textLine';

/** One invocation in a log, from all the lines that speak of it. */
export interface LoggedInvocation {
  readonly requestId: string;
  readonly version: string;
  /** Its START line is there. */
  readonly hasStart: boolean;
  tracing?: TraceContext;
  report?: ReportLine;
  /** How it failed, where its report does not say so. */
  failure?: Outcome;
}

/** A log event, and what it means. */
export interface LogItem {
  readonly entry: LogEntry;
  /** Undefined for what the function or an extension has logged. */
  readonly line: PlatformLine | undefined;
  /** The invocation that it belongs to. */
  readonly invocation?: LoggedInvocation;
}

/** Puts lines to invocations. Request ids are not unique: attempts of an asynchronous invocation share one. */
export function logItems(entries: readonly LogEntry[]): LogItem[] {
  const streams = new Map<string, StreamReader>();
  return entries.map((entry) => {
    const name = `${entry.functionName ?? ''} ${entry.stream ?? ''}`;
    let reader = streams.get(name);
    if (reader === undefined) {
      reader = new StreamReader();
      streams.set(name, reader);
    }
    return reader.read(entry);
  });
}

/** Milliseconds that an invocation has waited for an Init phase or for a snapshot; undefined when it was warm. */
export function waitedMs({ report }: LoggedInvocation): number | undefined {
  return report?.metrics.initDurationMs ?? report?.restoreDurationMs;
}

/** Reads one log stream. */
class StreamReader {
  /** The latest invocation of each request id. */
  private readonly latest = new Map<string, LoggedInvocation>();
  private current: LoggedInvocation | undefined;

  read(entry: LogEntry): LogItem {
    const line = readPlatformLine(entry.message);
    const invocation = this.invocationOf(line, entry);
    return { entry, line, ...(invocation === undefined ? {} : { invocation }) };
  }

  private invocationOf(line: PlatformLine | undefined, { message }: LogEntry): LoggedInvocation | undefined {
    if (line === undefined) return this.named(requestWithin(message)) ?? this.current;
    switch (line.kind) {
      case 'start':
        return this.begin(line.requestId, true, line.version, line.tracing);
      case 'report':
        return this.reported(line);
      case 'xray':
        return this.traced(line.tracing);
      case 'failure':
        return this.failed(line.requestId, line);
      case 'functionError':
        return this.named(line.requestId) ?? this.current;
      case 'passedOn':
        return this.named(stringOf(line.record['requestId']));
      case 'initStart':
        this.current = undefined;
        return undefined;
      case 'initReport':
      case 'end':
      case 'malformed':
        return undefined;
    }
  }

  private named(requestId: string | undefined): LoggedInvocation | undefined {
    return requestId === undefined ? undefined : this.latest.get(requestId);
  }

  private traced(tracing: TraceContext): LoggedInvocation | undefined {
    if (this.current !== undefined) this.current.tracing ??= tracing;
    return this.current;
  }

  private failed(requestId: string, outcome: Outcome): LoggedInvocation | undefined {
    const invocation = this.named(requestId);
    if (invocation !== undefined) invocation.failure ??= outcome;
    return invocation;
  }

  private reported(line: ReportLine): LoggedInvocation {
    const known = this.named(line.requestId);
    const invocation = known === undefined || known.report !== undefined ? this.begin(line.requestId, false) : known;
    invocation.report = line;
    this.current = invocation;
    return invocation;
  }

  private begin(requestId: string, hasStart: boolean, version = '$LATEST', tracing?: TraceContext): LoggedInvocation {
    const invocation = { requestId, version, hasStart, ...(tracing === undefined ? {} : { tracing }) };
    this.latest.set(requestId, invocation);
    this.current = invocation;
    return invocation;
  }
}
