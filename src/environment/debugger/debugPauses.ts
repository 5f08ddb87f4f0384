import type { TimeoutPolicy } from '../../lambda/debugging';
import type { DeadlineClock } from '../deadlineClock';
import type { EventStream } from '../eventStream';

/** What the environment is busy with, as far as pauses concern it. */
interface PausedWork {
  readonly deadline: DeadlineClock | undefined;
  readonly exchange: { readonly requestId: string } | undefined;
}

/** Keeps the time of a function standing still while it waits for its debugger or stands at a breakpoint. */
export class DebugPauses {
  private atBreakpoint: { readonly sinceMs: number } | undefined;

  constructor(
    private readonly events: EventStream,
    private readonly policy: TimeoutPolicy,
    private readonly work: PausedWork,
    private readonly monotonic: () => number,
  ) {}

  /** The runtime waits for a debugger, which is no time of the function under any policy. */
  attaching(): void {
    this.work.deadline?.pause();
  }

  attached(): void {
    if (this.atBreakpoint === undefined) {
      this.work.deadline?.resume();
    }
  }

  /** The debugger holds the function: unless the policy is strict, neither the timeout nor the remaining time runs on. */
  paused(): void {
    if (this.atBreakpoint !== undefined) {
      return;
    }
    this.atBreakpoint = { sinceMs: this.monotonic() };
    if (this.policy !== 'strict') {
      this.work.deadline?.pause();
    }
    this.events.emit('debugger.paused', this.invocation());
  }

  resumed(): void {
    if (this.atBreakpoint === undefined) {
      return;
    }
    const pausedMs = this.monotonic() - this.atBreakpoint.sinceMs;
    this.atBreakpoint = undefined;
    this.work.deadline?.resume();
    this.events.emit('debugger.resumed', { pausedMs, ...this.invocation() });
  }

  private invocation(): { readonly phase?: 'Init' | 'Invoke'; readonly requestId?: string } {
    const { exchange, deadline } = this.work;
    if (exchange !== undefined) {
      return { phase: 'Invoke', requestId: exchange.requestId };
    }
    return deadline === undefined ? {} : { phase: 'Init' };
  }
}
