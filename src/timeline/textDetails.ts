import { counted, formatDuration, percentile } from './format';
import { failed } from './timeline';
import type { InitSpan, InvokeSpan, QueueMark, TimelineRow, TimelineSpan } from './timeline';

/** From this many on, a range of durations gets its median. */
const WORTH_A_MEDIAN = 3;

const RUNNING: Readonly<Partial<Record<TimelineSpan['phase'], string>>> = {
  init: 'Init still running',
  invoke: 'Invoke still running',
  shutdown: 'Shutdown still running',
};

/** What happened in an environment, with durations, one part of a sentence per kind. */
export function rowDetails({ spans, marks, stopped }: TimelineRow): string[] {
  const invocations = spansOf(spans, 'invoke');
  const resets = marks.filter(({ kind }) => kind === 'reset').length;
  const last = spans.at(-1);
  const running = stopped || last?.open !== true ? undefined : RUNNING[last.phase];
  return [
    ...durations('Init', spansOf(spans, 'init')),
    ...durations(
      'cold',
      invocations.filter(({ cold }) => cold),
    ),
    ...durations(
      'warm',
      invocations.filter(({ cold }) => !cold),
    ),
    ...frozen(spansOf(spans, 'frozen')),
    ...failures(spansOf(spans, 'init'), 'Init failed'),
    ...failures(invocations, 'failed'),
    ...(resets === 0 ? [] : [counted(resets, 'reset')]),
    ...spans.flatMap((span) =>
      span.phase === 'shutdown' ? [`Shutdown ${formatDuration(span.durationMs)} (${span.reason})`] : [],
    ),
    ...(running === undefined ? [] : [running]),
  ];
}

/** `1 cold, 9 warm`. */
export function temperatureCounts(invocations: readonly InvokeSpan[]): string {
  const cold = invocations.filter((span) => span.cold).length;
  return `${cold} cold, ${invocations.length - cold} warm`;
}

export function invocationsOf(rows: readonly TimelineRow[]): InvokeSpan[] {
  return rows.flatMap(({ spans }) => spansOf(spans, 'invoke'));
}

/** What happened before an environment was chosen: `3 throttled, 1 retry`. */
export function queueDetails(marks: readonly QueueMark[]): string[] {
  const count = (wanted: QueueMark['kind']): number => marks.filter(({ kind }) => kind === wanted).length;
  const queued = count('asynchronous.queued');
  const retries = count('asynchronous.retry');
  const delivered = count('asynchronous.destination');
  const dropped = count('asynchronous.dropped');
  const throttled = count('invocation.throttled');
  return [
    ...(queued === 0 ? [] : [`${queued} queued`]),
    ...(retries === 0 ? [] : [`${retries} retried`]),
    ...(delivered === 0 ? [] : [`${delivered} sent to destinations`]),
    ...(dropped === 0 ? [] : [`${dropped} dropped`]),
    ...(throttled === 0 ? [] : [`${throttled} throttled`]),
  ];
}

/** Failed phases by error type, most frequent first: `2 failed (timeout 1, Runtime.ExitError 1)`. */
export function failures(spans: readonly (InitSpan | InvokeSpan)[], what: string): string[] {
  const types = new Map<string, number>();
  for (const { errorType, status = 'error' } of spans.filter(failed)) {
    const name = errorType ?? status;
    types.set(name, (types.get(name) ?? 0) + 1);
  }
  if (types.size === 0) return [];
  const total = [...types.values()].reduce((sum, count) => sum + count, 0);
  const named = [...types].sort(([, left], [, right]) => right - left);
  const list = named.length === 1 ? (named[0]?.[0] ?? '') : named.map(([name, count]) => `${name} ${count}`).join(', ');
  return [`${total} ${what} (${list})`];
}

/** The spans of one phase. */
export function spansOf<Phase extends TimelineSpan['phase']>(
  spans: readonly TimelineSpan[],
  phase: Phase,
): Extract<TimelineSpan, { phase: Phase }>[] {
  return spans.filter((span): span is Extract<TimelineSpan, { phase: Phase }> => span.phase === phase);
}

function durations(name: string, spans: readonly TimelineSpan[]): string[] {
  const values = spans.map(({ durationMs }) => durationMs);
  const [first] = values;
  if (first === undefined) return [];
  if (values.length === 1) return [`${name} ${formatDuration(first)}`];
  const range = `${formatDuration(percentile(values, 0))} to ${formatDuration(percentile(values, 1))}`;
  const median = values.length < WORTH_A_MEDIAN ? '' : ` (median ${formatDuration(percentile(values, 0.5))})`;
  return [`${values.length} ${name} ${range}${median}`];
}

function frozen(spans: readonly TimelineSpan[]): string[] {
  const total = spans.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (spans.length === 0) return [];
  return [`Frozen ${spans.length === 1 ? '' : `${spans.length} times, `}${formatDuration(total)}`];
}
