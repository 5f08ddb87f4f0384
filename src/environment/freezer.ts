import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock } from '../lambda/ports';
import type { SandboxInstance } from '../sandbox/sandbox';
import type { EventStream } from './eventStream';
import type { TelemetryHub } from './telemetry/telemetryHub';

/** Stops the processes of an environment between invocations, and lets them run on (lambda-contract §5.7). */
export class Freezer {
  /** How many keep the processes thawed although nothing is to be done. */
  private holds = 0;
  /** The processes are to be frozen when nobody holds them any more. */
  private due = false;
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
    if (this.holds > 0) {
      this.due = true;
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
    this.due = false;
    if (this.frozen === undefined) {
      return;
    }
    const { sinceMs } = this.frozen;
    this.frozen = undefined;
    this.place.thaw();
    this.telemetry.resume();
    this.events.emit('environment.thawed', { frozenMs: this.clock.monotonic() - sinceMs });
  }

  /** Keeps the processes thawed until the result is disposed of, for a debugger that asks them something. */
  hold(): Disposable {
    this.holds += 1;
    if (this.frozen !== undefined) {
      this.thaw();
      this.due = true;
    }
    let held = true;
    return {
      dispose: () => {
        if (held) {
          held = false;
          this.release();
        }
      },
    };
  }

  private release(): void {
    this.holds -= 1;
    if (this.holds === 0 && this.due) {
      this.due = false;
      this.freeze();
      this.announce();
    }
  }

  /** The processes are being ended: whoever does that thaws what has to run for it. */
  forget(): void {
    this.due = false;
    this.frozen = undefined;
  }
}
