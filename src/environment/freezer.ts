import type { Clock } from '../lambda/ports';
import type { SandboxInstance } from '../sandbox/sandbox';
import type { EventStream } from './eventStream';
import type { TelemetryHub } from './telemetry/telemetryHub';

/** Stops the processes of an environment between invocations, and lets them run on (lambda-contract §5.7). */
export class Freezer {
  private frozen: { readonly sinceMs: number; readonly groups: number } | undefined;

  constructor(
    private readonly place: SandboxInstance,
    private readonly telemetry: TelemetryHub,
    private readonly events: EventStream,
    private readonly clock: Clock,
    private readonly enabled: boolean,
  ) {}

  /** Stops the processes; `announce` says so when the invocation has been reported. */
  freeze(): void {
    if (!this.enabled || this.frozen !== undefined) {
      return;
    }
    const groups = this.place.freeze();
    if (groups > 0) {
      this.frozen = { sinceMs: this.clock.monotonic(), groups };
      this.telemetry.pause();
    }
  }

  /** Comes after the report of the invocation, although the processes stood still before: the report needs their silence. */
  announce(): void {
    if (this.frozen !== undefined) {
      this.events.emit('environment.frozen', { processes: this.frozen.groups });
    }
  }

  thaw(): void {
    if (this.frozen === undefined) {
      return;
    }
    const { sinceMs } = this.frozen;
    this.frozen = undefined;
    this.place.thaw();
    this.telemetry.resume();
    this.events.emit('environment.thawed', { frozenMs: this.clock.monotonic() - sinceMs });
  }

  /** The processes are being ended: whoever does that thaws what has to run for it. */
  forget(): void {
    this.frozen = undefined;
  }
}
