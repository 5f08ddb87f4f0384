import type { LoggingConfiguration } from '../../lambda/functionConfiguration';
import type { Disposable, LifecycleEvent, LifecycleSource } from '../../lambda/lifecycleEvents';
import { LIMITS } from '../../lambda/limits';
import { logText } from './format';

/** The log of one invocation, as far as `LogType: Tail` needs it: its last 4,096 bytes (lambda-contract §7.1). */
export class InvocationLog {
  private events: LifecycleEvent[] = [];
  private messageBytes = 0;
  private readonly subscription: Disposable;

  constructor(
    source: LifecycleSource,
    private readonly logging: LoggingConfiguration,
  ) {
    this.subscription = source.onEvent((event) => {
      this.push(event);
    });
  }

  /** The invocation is over: what comes now belongs to another one. */
  close(): void {
    this.subscription.dispose();
  }

  /** At most the last 4,096 bytes. Formatting waits until somebody asks, because hardly anybody does. */
  tail(): Buffer {
    const all = Buffer.from(this.events.map((event) => logText(event, this.logging)).join(''));
    return all.subarray(Math.max(0, all.length - LIMITS.logTailBytes));
  }

  /** Events that can no longer be part of the tail are let go, so that a flood of log lines does not pile up. */
  private push(event: LifecycleEvent): void {
    this.events.push(event);
    this.messageBytes += messageBytes(event);
    for (;;) {
      const first = this.events[0];
      if (first === undefined || this.messageBytes - messageBytes(first) < LIMITS.logTailBytes) {
        return;
      }
      this.events.shift();
      this.messageBytes -= messageBytes(first);
    }
  }
}

/** A lower bound of the bytes an event leaves in the log. */
function messageBytes(event: LifecycleEvent): number {
  return (event.type === 'function' || event.type === 'extension') && typeof event.record === 'string'
    ? event.record.length
    : 0;
}
