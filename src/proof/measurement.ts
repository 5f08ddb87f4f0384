import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch, type EventHandlers } from '../timeline/dispatch';
import { percentile } from '../timeline/format';

/** What one version of a function did, invoked cold once and then warm. */
export interface Measurement {
  readonly invocations: number;
  readonly failed: number;
  readonly initMs: number;
  readonly coldMs: number;
  /** Median of the warm invocations. */
  readonly warmMs: number;
  /** Connections opened in all invocations and in the Init phase. */
  readonly connections: number;
  /** Connections open after the last invocation. */
  readonly stillOpen: number;
  readonly filesLeft: number;
  /** Timers, threads and so on unfinished after the last invocation. */
  readonly leftovers: number;
  /** Elements that variables of the module have grown by. */
  readonly grownBy: number;
  readonly maxMemoryUsedMB: number;
  /** What every invocation answered, as text. */
  readonly results: readonly string[];
}

/** Gathers a measurement from the lifecycle events and the answers of one run. */
export class Measuring {
  private readonly durations: number[] = [];
  private readonly open = new Set<string>();
  private readonly files = new Set<string>();
  private readonly sizes = new Map<string, { first: number; last: number }>();
  private readonly results: string[] = [];
  private initMs = 0;
  private connections = 0;
  private leftovers = 0;
  private memoryMB = 0;
  private failed = 0;
  private stopped = false;

  private readonly handlers: EventHandlers<void> = {
    'platform.initReport': ({ record }) => {
      this.initMs += record.metrics.durationMs;
    },
    'platform.report': ({ record: { metrics } }) => {
      this.durations.push(metrics.durationMs);
      this.memoryMB = Math.max(this.memoryMB, metrics.maxMemoryUsedMB);
    },
    'environment.stopping': () => {
      this.stopped = true;
    },
    'evidence.connection': ({ record }) => {
      if (record.error !== undefined) return;
      this.connections += 1;
      this.open.add(record.connectionId);
    },
    'evidence.connectionEnded': ({ record }) => {
      this.open.delete(record.connectionId);
    },
    'evidence.file': ({ record }) => {
      if (record.change === 'removed') this.files.delete(record.path);
      else this.files.add(record.path);
    },
    'evidence.leftover': ({ record }) => {
      this.leftovers = record.leftovers.length;
    },
    'evidence.state': ({ record }) => {
      for (const { name, size } of record.variables) {
        if (size !== undefined) this.sizes.set(name, { first: this.sizes.get(name)?.first ?? size, last: size });
      }
    },
  };

  add(event: LifecycleEvent): void {
    // What happens while the environment is shut down is none of the function's doing.
    if (!this.stopped) dispatch(this.handlers, event);
  }

  answered(result: string, failed: boolean): void {
    this.results.push(result);
    if (failed) this.failed += 1;
  }

  measurement(): Measurement {
    const [coldMs = 0, ...warm] = this.durations;
    return {
      invocations: this.results.length,
      failed: this.failed,
      initMs: this.initMs,
      coldMs,
      warmMs: percentile(warm, 0.5),
      connections: this.connections,
      stillOpen: this.open.size,
      filesLeft: this.files.size,
      leftovers: this.leftovers,
      grownBy: [...this.sizes.values()].reduce((sum, { first, last }) => sum + Math.max(0, last - first), 0),
      maxMemoryUsedMB: this.memoryMB,
      results: this.results,
    };
  }
}
