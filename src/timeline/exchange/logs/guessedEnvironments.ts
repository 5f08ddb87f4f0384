import { waitedMs } from './logItems';
import type { LoggedInvocation, LogItem } from './logItems';

/**
 * Shares the invocations of a log without log streams out among environments, numbered from 0: those that were cold get
 * one of their own, the others one that was idle. Which one that was on AWS, such a log does not say.
 */
export class GuessedEnvironments {
  private count = 0;
  private latest = 0;
  /** Initialised for an invocation that has not begun. */
  private readonly fresh: number[] = [];
  private readonly idle: number[] = [];
  private readonly busy = new Map<LoggedInvocation, number>();

  /** How many there are. */
  get size(): number {
    return this.count;
  }

  /** The environment of the next log event. */
  of(item: LogItem): number {
    this.latest = this.environmentOf(item);
    return this.latest;
  }

  private environmentOf({ line, invocation }: LogItem): number {
    if (line?.kind === 'initStart') return this.begin();
    if (line?.kind === 'initReport') return this.fresh.at(-1) ?? this.begin();
    if (invocation === undefined) return this.count === 0 ? this.begin() : this.latest;
    const environment = this.busy.get(invocation) ?? this.take(invocation);
    if (line?.kind === 'report') this.idle.push(environment);
    return environment;
  }

  private begin(): number {
    const environment = this.count;
    this.count += 1;
    this.fresh.push(environment);
    return environment;
  }

  private take(invocation: LoggedInvocation): number {
    const { report, failure } = invocation;
    // What follows an Init phase directly belongs to it, also when there is no report, or none that counts the phase.
    const mayBeCold = report?.status !== 'success' || failure !== undefined;
    const isCold = waitedMs(invocation) !== undefined || (mayBeCold && this.fresh.includes(this.latest));
    const environment = (isCold ? undefined : this.idle.pop()) ?? this.fresh.shift() ?? this.added();
    this.busy.set(invocation, environment);
    return environment;
  }

  private added(): number {
    this.count += 1;
    return this.count - 1;
  }
}
