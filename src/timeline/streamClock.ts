import type { LifecycleEvent } from '../lambda/lifecycleEvents';

/** What two readings of one pair of clocks may differ by: wall clocks are adjusted, and log lines are read later. */
const TOLERANCE_MS = 2_000;
/** A wall clock that was set back is told from another host by a monotonic clock that goes on within this time. */
const CONTINUATION_MS = 60_000;

/**
 * Brings the events of several hosts, or of one before and after a restart, onto one clock: the monotonic clock of the
 * first event. Monotonic clocks begin anew with each host process, so wall clocks say how they lie to each other.
 */
export class StreamClock {
  private readonly clocks: HostClock[] = [];
  private readonly environments = new Map<string, HostClock>();
  private latest: HostClock | undefined;

  /** The event, with its moment on the common clock. */
  aligned(event: LifecycleEvent): LifecycleEvent {
    const clock = this.clockOf(event);
    this.latest = clock;
    const ms = clock.read(event);
    return ms === event.monotonicMs ? event : { ...event, monotonicMs: ms };
  }

  /** A moment of the host that spoke last on the common clock. */
  timeOf(monotonicMs: number): number {
    return this.latest?.timeOf(monotonicMs) ?? monotonicMs;
  }

  /** Until when an environment can be told of, if not until `endMs`: its host was followed by another one. */
  endOf(environmentId: string, endMs: number): number {
    const clock = this.environments.get(environmentId);
    if (clock === undefined || this.clocks.length < 2) return endMs;
    const followed = this.clocks.some((other) => other !== clock && other.startEpochMs >= clock.lastEpochMs);
    return followed ? Math.min(endMs, clock.lastMs) : endMs;
  }

  private clockOf(event: LifecycleEvent): HostClock {
    const { environmentId } = event;
    const known = environmentId === undefined ? undefined : this.environments.get(environmentId);
    if (known !== undefined) return known;
    const clock = this.nearest(event) ?? this.added(event);
    if (environmentId !== undefined) this.environments.set(environmentId, clock);
    return clock;
  }

  private nearest(event: LifecycleEvent): HostClock | undefined {
    const offset = offsetOf(event);
    let best: HostClock | undefined;
    let smallest = TOLERANCE_MS;
    for (const clock of this.clocks) {
      const difference = Math.abs(clock.offsetMs - offset);
      if (difference > smallest) continue;
      best = clock;
      smallest = difference;
    }
    return best ?? (this.latest?.goesOnIn(event) === true ? this.latest : undefined);
  }

  private added(event: LifecycleEvent): HostClock {
    const [first] = this.clocks;
    const clock = new HostClock(event, first === undefined ? 0 : offsetOf(event) - first.firstOffsetMs);
    this.clocks.push(clock);
    return clock;
  }
}

/** The pair of clocks of one host process. */
class HostClock {
  /** Wall clock less monotonic clock, milliseconds; follows adjustments. */
  offsetMs: number;
  readonly firstOffsetMs: number;
  /** When its monotonic clock began, as far as it began with its process. */
  readonly startEpochMs: number;
  lastEpochMs = -Infinity;
  /** The latest moment on the common clock. */
  lastMs = -Infinity;
  private lastMonotonicMs = -Infinity;
  /** What is added to monotonic times from a moment on; later ones first. */
  private readonly shifts: { readonly fromMs: number; readonly shiftMs: number }[];

  constructor(event: LifecycleEvent, shiftMs: number) {
    this.offsetMs = offsetOf(event);
    this.firstOffsetMs = this.offsetMs;
    this.startEpochMs = this.offsetMs;
    this.shifts = [{ fromMs: -Infinity, shiftMs }];
  }

  read(event: LifecycleEvent): number {
    const { monotonicMs, epochMs } = event;
    const jumpMs = offsetOf(event) - this.offsetMs;
    if (monotonicMs >= this.lastMonotonicMs && saysWhenItHappened(event)) {
      // Monotonic clocks stand still while the machine sleeps.
      if (jumpMs > TOLERANCE_MS)
        this.shifts.unshift({ fromMs: monotonicMs, shiftMs: this.shiftAt(monotonicMs) + jumpMs });
      this.offsetMs += jumpMs;
    }
    this.lastMonotonicMs = Math.max(this.lastMonotonicMs, monotonicMs);
    this.lastEpochMs = Math.max(this.lastEpochMs, epochMs);
    const ms = this.timeOf(monotonicMs);
    this.lastMs = Math.max(this.lastMs, ms);
    return ms;
  }

  timeOf(monotonicMs: number): number {
    return monotonicMs + this.shiftAt(monotonicMs);
  }

  /** Whether an event with an earlier wall clock is the next one of this host all the same. */
  goesOnIn(event: LifecycleEvent): boolean {
    const sinceMs = event.monotonicMs - this.lastMonotonicMs;
    return offsetOf(event) < this.offsetMs && sinceMs >= 0 && sinceMs < CONTINUATION_MS;
  }

  private shiftAt(monotonicMs: number): number {
    return this.shifts.find(({ fromMs }) => fromMs <= monotonicMs)?.shiftMs ?? 0;
  }
}

function offsetOf({ epochMs, monotonicMs }: LifecycleEvent): number {
  return epochMs - monotonicMs;
}

/** Log lines and evidence carry the wall clock of the process that made them, and the monotonic one of their arrival. */
function saysWhenItHappened({ type }: LifecycleEvent): boolean {
  return type.startsWith('platform.') || type.startsWith('environment.');
}
