import type { InvokeSpan } from './timeline';

const PARTS = ['responseLatency', 'responseDuration', 'runtimeOverhead', 'extensionOverhead'] as const;
type InvocationPartName = (typeof PARTS)[number];

/** A part of an invocation that its records tell of. */
export interface InvocationPart {
  readonly name: InvocationPartName;
  readonly startMs: number;
  readonly endMs: number;
  /** As it was recorded. */
  readonly durationMs: number;
}

/**
 * The spans of an invocation's records, one after the other: their own start times have whole milliseconds, with which
 * they would not nest in the invocation.
 */
export function invocationParts({ startMs, endMs, spans = [] }: InvokeSpan): InvocationPart[] {
  let fromMs = startMs;
  return spans.flatMap(({ name, durationMs }) => {
    const known = PARTS.find((part) => part === name);
    const part = { startMs: fromMs, endMs: Math.min(endMs, fromMs + durationMs), durationMs };
    fromMs = part.endMs;
    return known === undefined ? [] : [{ name: known, ...part }];
  });
}

/** Milliseconds until the function answered its first byte; undefined when it did not, or when it was not recorded. */
export function firstByteMs(span: InvokeSpan): number | undefined {
  return recorded(span, 'responseLatency');
}

/** Milliseconds that extensions took after the runtime was done; undefined without extensions. */
export function extensionOverheadMs(span: InvokeSpan): number | undefined {
  return recorded(span, 'extensionOverhead');
}

function recorded({ spans = [] }: InvokeSpan, wanted: InvocationPartName): number | undefined {
  return spans.find(({ name }) => name === wanted)?.durationMs;
}
