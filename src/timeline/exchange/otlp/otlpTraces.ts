import type { LifecycleEvent } from '../../../lambda/lifecycleEvents';
import { invocationParts } from '../../invocationParts';
import { timelineRows } from '../../rows';
import { failed } from '../../timeline';
import type {
  InitSpan,
  InvokeSpan,
  QueueMark,
  ShutdownSpan,
  Timeline,
  TimelineRow,
  TimelineSpan,
} from '../../timeline';
import { phaseValues } from '../phases';
import { attributes, hexId, nanoseconds, OWN_PREFIX, SCHEMA_URL, SCOPE_NAME } from './otlpFormat';
import type { AttributeValues, OtlpResourceSpans, OtlpSpan, OtlpTraces } from './otlpFormat';
import { phaseAttributes } from './phaseAttributes';
import { eventsBySpan } from './spanEvents';

const BYTES_PER_MB = 1_048_576;
/** Time in which nothing runs is told as an attribute of what follows. */
type TracedSpan = InitSpan | InvokeSpan | ShutdownSpan;
type Clock = (ms: number) => number;

/**
 * The traces of a stream: one for each invocation, with the semantic conventions for functions as a service. The Init
 * phase is a trace of its own that the invocation links to, as it may have happened long before. Each environment is a
 * resource.
 */
export function otlpTraces(events: Iterable<LifecycleEvent>): OtlpTraces {
  const timeline = timelineRows(events);
  const epochOf: Clock = (ms) => timeline.startEpochMs + (ms - timeline.startMs);
  return {
    resourceSpans: [
      ...timeline.rows.map((row) => resource(rowAttributes(row), rowSpans(row, epochOf))),
      ...queues(timeline, epochOf),
    ].filter(({ scopeSpans }) => scopeSpans.some(({ spans }) => spans.length > 0)),
  };
}

function resource(values: AttributeValues, spans: OtlpSpan[]): OtlpResourceSpans {
  return {
    resource: { attributes: attributes({ 'cloud.provider': 'aws', 'cloud.platform': 'aws_lambda', ...values }) },
    scopeSpans: [{ scope: { name: SCOPE_NAME }, spans }],
    schemaUrl: SCHEMA_URL,
  };
}

function rowAttributes({ functionName, environmentId, reason, spans }: TimelineRow): AttributeValues {
  const memory = spans.flatMap((span) => (span.phase === 'invoke' ? (span.metrics?.memorySizeMB ?? []) : [])).at(-1);
  return {
    'service.name': functionName,
    'faas.name': functionName,
    'faas.instance': environmentId,
    'faas.max_memory': memory === undefined ? undefined : memory * BYTES_PER_MB,
    [`${OWN_PREFIX}cold_start_reason`]: reason,
  };
}

function rowSpans(row: TimelineRow, epochOf: Clock): OtlpSpan[] {
  const events = eventsBySpan(row, epochOf);
  const spans: OtlpSpan[] = [];
  let init: OtlpSpan | undefined;
  let frozenMs: number | undefined;
  for (const [index, span] of row.spans.entries()) {
    if (span.phase === 'frozen') {
      frozenMs = span.endMs - span.startMs;
      continue;
    }
    const links = span.phase === 'invoke' && span.cold && init !== undefined ? [init] : [];
    const told: OtlpSpan = {
      ...identity(row, span, index),
      name: nameOf(row, span),
      kind: span.phase === 'invoke' ? 2 : 1,
      ...times(span, epochOf),
      attributes: attributes({
        ...phaseAttributes({ ...phaseValues(span), durationMs: span.durationMs }),
        [`${OWN_PREFIX}frozen_before_ms`]: frozenMs,
        [`${OWN_PREFIX}phase_kind`]: span.phase,
      }),
      events: events.get(index) ?? [],
      links: links.map(({ traceId, spanId }) => ({ traceId, spanId })),
      status: statusOf(span),
    };
    init = span.phase === 'init' ? told : undefined;
    frozenMs = undefined;
    spans.push(told, ...childrenOf(span, told, epochOf));
  }
  return spans;
}

function identity(
  { functionName, environmentId, startMs }: TimelineRow,
  span: TracedSpan,
  index: number,
): Pick<OtlpSpan, 'traceId' | 'spanId'> {
  const name = `${functionName} ${environmentId} ${startMs} ${index}`;
  // Attempts of an asynchronous invocation have one request id, and are one trace.
  const trace = span.phase === 'invoke' ? `request ${span.requestId}` : name;
  return { traceId: hexId(trace, 16), spanId: hexId(name, 8) };
}

/** An invocation has the name of the function, as the conventions want it. */
function nameOf({ functionName }: TimelineRow, { phase }: TracedSpan): string {
  if (phase === 'invoke') return functionName;
  return phase === 'init' ? 'Init' : 'Shutdown';
}

function times(
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  epochOf: Clock,
): Pick<OtlpSpan, 'startTimeUnixNano' | 'endTimeUnixNano'> {
  return { startTimeUnixNano: nanoseconds(epochOf(startMs)), endTimeUnixNano: nanoseconds(epochOf(endMs)) };
}

function statusOf(span: TracedSpan): OtlpSpan['status'] {
  if (span.phase === 'shutdown' || !failed(span)) return { code: 0 };
  return { code: 2, message: span.errorType ?? span.status ?? 'error' };
}

interface Child {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly depth: number;
  readonly values: AttributeValues;
}

/** What a phase is made of. Imports are children of the import they are inside of. */
function childrenOf(span: TracedSpan, parent: OtlpSpan, epochOf: Clock): OtlpSpan[] {
  const parents = [parent.spanId];
  return partsOf(span).map(({ name, startMs, endMs, depth, values }, index) => {
    const spanId = hexId(`${parent.spanId} ${index} ${name}`, 8);
    const parentSpanId = parents.slice(0, depth + 1).at(-1) ?? parent.spanId;
    parents.splice(depth + 1, parents.length, spanId);
    return {
      traceId: parent.traceId,
      spanId,
      parentSpanId,
      name,
      kind: 1,
      ...times({ startMs, endMs }, epochOf),
      attributes: attributes(values),
      events: [],
      links: [],
      status: { code: 0 },
    };
  });
}

function partsOf(span: TimelineSpan): Child[] {
  if (span.phase === 'invoke') {
    return invocationParts(span).map(({ name, startMs, endMs, durationMs }) => ({
      name,
      startMs,
      endMs,
      depth: 0,
      values: { [`${OWN_PREFIX}part`]: 'span', [`${OWN_PREFIX}duration_ms`]: durationMs },
    }));
  }
  if (span.phase !== 'init') return [];
  const { parts = [], imports = [] } = span;
  return [
    ...parts.map(({ kind, startMs, endMs }) => ({ name: `${kind} init`, startMs, endMs, depth: 0, values: {} })),
    ...imports.map(({ name, depth, startMs, endMs, durationMs }) => ({
      name: `import ${name}`,
      startMs,
      endMs,
      depth,
      values: {
        [`${OWN_PREFIX}part`]: 'import',
        [`${OWN_PREFIX}module`]: name,
        [`${OWN_PREFIX}depth`]: depth,
        [`${OWN_PREFIX}duration_ms`]: durationMs,
      },
    })),
  ];
}

/** What happened before an environment was chosen: moments of the function itself. */
function queues({ queue }: Timeline, epochOf: Clock): OtlpResourceSpans[] {
  const names = [...new Set(queue.map(({ functionName }) => functionName))];
  return names.map((name) =>
    resource(
      { 'service.name': name, 'faas.name': name },
      queue.filter(({ functionName }) => functionName === name).map((mark, index) => queueSpan(mark, index, epochOf)),
    ),
  );
}

function queueSpan({ kind, atMs, text, requestId, functionName }: QueueMark, index: number, epochOf: Clock): OtlpSpan {
  const isRefused = kind === 'invocation.throttled' || kind === 'asynchronous.dropped';
  return {
    traceId: hexId(`request ${requestId}`, 16),
    spanId: hexId(`${functionName} queue ${index} ${kind} ${atMs}`, 8),
    name: kind,
    kind: 1,
    ...times({ startMs: atMs, endMs: atMs }, epochOf),
    attributes: attributes({ 'faas.invocation_id': requestId, [`${OWN_PREFIX}text`]: text }),
    events: [],
    links: [],
    status: isRefused ? { code: 2, message: text } : { code: 0 },
  };
}
