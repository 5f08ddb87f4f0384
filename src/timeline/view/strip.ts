import { percentile } from '../format';
import { summariseDurations } from '../summary';
import type { DurationSummary } from '../summary';
import { invocationsOf, spansOf } from '../textDetails';
import { failed } from '../timeline';
import type { InitSpan, InvokeSpan, Timeline } from '../timeline';

export type StripDurations = DurationSummary;

/** A value at a moment. */
export interface StripPoint {
  readonly atMs: number;
  readonly value: number;
}

/** What an import of Init costs, over all cold starts. */
interface ModuleCost {
  readonly name: string;
  /** Init phases that imported it. */
  readonly count: number;
  /** Median of its durations, milliseconds. */
  readonly medianMs: number;
  readonly totalMs: number;
}

/** The numbers of the summary strip. */
export interface Strip {
  readonly invocations: number;
  readonly failed: number;
  readonly coldStarts: number;
  /** Cold starts among the invocations, 0 to 1. */
  readonly coldRate: number;
  readonly init: StripDurations;
  readonly cold: StripDurations;
  readonly warm: StripDurations;
  /** Imports that no other import is around, most expensive first. */
  readonly modules: readonly ModuleCost[];
  /** MB; the most that any environment had used by then, where it grew. */
  readonly memory: readonly StripPoint[];
  readonly memorySizeMB?: number;
  /** Bytes of `/tmp` after invocations, where they are other than before. */
  readonly storage: readonly StripPoint[];
  readonly storageLimitBytes?: number;
}

/** Sums up some functions, or all. */
export function stripOf(timeline: Timeline, functions?: ReadonlySet<string>): Strip {
  const rows = timeline.rows.filter(({ functionName }) => functions?.has(functionName) ?? true);
  const inits = rows.flatMap(({ spans }) => spansOf(spans, 'init'));
  const invocations = invocationsOf(rows).sort((left, right) => left.endMs - right.endMs);
  const finished = invocations.filter(({ open }) => !open);
  const cold = invocations.filter((span) => span.cold);
  return {
    invocations: invocations.length,
    failed: invocations.filter(failed).length,
    coldStarts: cold.length,
    coldRate: invocations.length === 0 ? 0 : cold.length / invocations.length,
    init: summariseDurations(inits.filter(({ open }) => !open)),
    cold: summariseDurations(cold.filter(({ open }) => !open)),
    warm: summariseDurations(finished.filter((span) => !span.cold)),
    modules: moduleCosts(inits),
    ...memoryOf(finished),
    ...storageOf(finished),
  };
}

function moduleCosts(inits: readonly InitSpan[]): ModuleCost[] {
  const durations = new Map<string, number[]>();
  for (const { imports = [] } of inits) {
    for (const { name, depth, durationMs } of imports) {
      if (depth > 0) continue;
      const known = durations.get(name);
      if (known === undefined) durations.set(name, [durationMs]);
      else known.push(durationMs);
    }
  }
  return [...durations]
    .map(([name, values]) => ({
      name,
      count: values.length,
      medianMs: percentile(values, 0.5),
      totalMs: values.reduce((sum, value) => sum + value, 0),
    }))
    .sort((left, right) => right.medianMs - left.medianMs || left.name.localeCompare(right.name, 'en'));
}

function memoryOf(invocations: readonly InvokeSpan[]): Pick<Strip, 'memory' | 'memorySizeMB'> {
  const memory: StripPoint[] = [];
  let most = 0;
  let size = 0;
  for (const { metrics, endMs } of invocations) {
    if (metrics === undefined) continue;
    size = Math.max(size, metrics.memorySizeMB);
    if (metrics.maxMemoryUsedMB <= most) continue;
    most = metrics.maxMemoryUsedMB;
    memory.push({ atMs: endMs, value: most });
  }
  return { memory, ...(size === 0 ? {} : { memorySizeMB: size }) };
}

function storageOf(invocations: readonly InvokeSpan[]): Pick<Strip, 'storage' | 'storageLimitBytes'> {
  const points: StripPoint[] = [];
  let limit = 0;
  for (const { storage, endMs } of invocations) {
    if (storage === undefined) continue;
    limit = Math.max(limit, storage.limitBytes);
    if (storage.usedBytes !== points.at(-1)?.value) points.push({ atMs: endMs, value: storage.usedBytes });
  }
  return { storage: points, ...(limit === 0 ? {} : { storageLimitBytes: limit }) };
}
