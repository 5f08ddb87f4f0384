import type { EventRecords } from '../lambda/lifecycleEvents';
import type { ImportSpan, InitPart, InitSpan } from './timeline';

/** Moments inside of an Init phase that its records do not speak of. */
export interface InitMoments {
  /** Wall clock less the clock of the timeline. */
  readonly offsetMs: number;
  readonly runtimeStartedMs?: number;
  readonly imports?: EventRecords['evidence.imports'];
}

/** What an Init phase is made of, as far as it was seen. */
export function initParts(
  { startMs, endMs }: InitSpan,
  { offsetMs, runtimeStartedMs, imports }: InitMoments,
): Pick<InitSpan, 'parts' | 'imports'> {
  if (runtimeStartedMs === undefined && imports === undefined) return {};
  const within = (ms: number): number => Math.min(Math.max(ms, startMs), endMs);
  const functionMs = imports === undefined ? undefined : within(imports.startEpochMs - offsetMs);
  const runtimeMs = runtimeStartedMs === undefined ? undefined : within(runtimeStartedMs);
  return {
    parts: [
      ...part('extension', startMs, runtimeMs ?? startMs),
      ...part('runtime', runtimeMs ?? startMs, functionMs ?? endMs),
      ...part('function', functionMs ?? endMs, endMs),
    ],
    ...(imports === undefined || functionMs === undefined ? {} : { imports: importSpans(imports, functionMs, endMs) }),
  };
}

function part(kind: InitPart['kind'], startMs: number, endMs: number): InitPart[] {
  return endMs > startMs ? [{ kind, startMs, endMs }] : [];
}

function importSpans({ imports }: EventRecords['evidence.imports'], fromMs: number, untilMs: number): ImportSpan[] {
  return imports.map(({ name, depth, startMs, durationMs }) => {
    const beginMs = Math.min(fromMs + startMs, untilMs);
    return { name, depth, startMs: beginMs, endMs: Math.min(beginMs + durationMs, untilMs), durationMs };
  });
}
