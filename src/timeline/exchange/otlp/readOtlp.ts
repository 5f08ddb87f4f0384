import type { LifecycleEvent, Span } from '../../../lambda/lifecycleEvents';
import type { ImportedTimeline } from '../importedTimeline';
import { byTime, inOrder } from '../inOrder';
import type { PhaseGroup } from '../inOrder';
import { isObject, listOf, numberOf, stringOf } from '../json';
import type { JsonObject } from '../json';
import { lifecycleEvent } from '../lifecycleEvent';
import type { EventOrigin } from '../lifecycleEvent';
import { markEvent } from '../markEvents';
import { leftOut } from '../notices';
import { phaseEvents } from '../phases';
import { OWN_PREFIX } from './otlpFormat';
import { attributeValues, valuesOf } from './phaseAttributes';
import { LOG_TEXT, MARK_TEXT } from './spanEvents';

/** Whether a value of JSON is a batch of traces. */
export function isOtlp(value: unknown): value is JsonObject {
  return isObject(value) && Array.isArray(value['resourceSpans']);
}

/**
 * Reads batches of traces in the JSON encoding of OTLP. Of other programs' traces, spans with an invocation id (FaaS
 * conventions) are read as invocations.
 */
export function readOtlp(batches: readonly JsonObject[]): ImportedTimeline {
  const reader = new OtlpReader();
  for (const batch of batches) for (const each of listOf(batch['resourceSpans'])) reader.read(each);
  return {
    style: 'OTLP traces',
    events: reader.events.sort(byTime),
    notices: [
      ...leftOut(reader.malformed, 'span'),
      ...(reader.foreign === 0 ? [] : ['Spans that are neither invocations nor parts of one were left out.']),
    ],
  };
}

/** A span with its times in milliseconds since the epoch. */
interface ReadSpan {
  readonly span: JsonObject;
  readonly startMs: number;
  readonly endMs: number;
  readonly values: JsonObject;
}

class OtlpReader {
  readonly events: LifecycleEvent[] = [];
  malformed = 0;
  /** Spans of other programs that say nothing about the lifecycle. */
  foreign = 0;

  read(value: unknown): void {
    if (!isObject(value)) return;
    const { resource } = value;
    const about = attributeValues(isObject(resource) ? resource['attributes'] : undefined);
    const text = (name: string): string | undefined => stringOf(about.get(name));
    const functionName = text('faas.name') ?? text('service.name') ?? 'unknown function';
    const environmentId = text('faas.instance');
    const spans = listOf(value['scopeSpans']).flatMap((scope) => (isObject(scope) ? listOf(scope['spans']) : []));
    const read = spans.flatMap((span) => this.readSpan(span));
    const origin = { functionName, environmentId: shortInstance(environmentId) ?? functionName };
    const first = read.reduce((earliest, { startMs }) => Math.min(earliest, startMs), Infinity);
    const reason = text(`${OWN_PREFIX}cold_start_reason`);
    const moments: LifecycleEvent[] = [];
    if (reason !== undefined && read.length > 0) {
      const record = { reason, initializationType: 'on-demand', fidelity: [] } as const;
      moments.push(lifecycleEvent('environment.created', record, first, origin));
    }
    const life = { origin, children: childrenOf(read), groups: [], moments };
    for (const each of read) this.tell(each, life);
    this.events.push(...inOrder(life.groups, life.moments));
  }

  private readSpan(span: unknown): ReadSpan[] {
    const startMs = isObject(span) ? milliseconds(span['startTimeUnixNano']) : undefined;
    const endMs = isObject(span) ? milliseconds(span['endTimeUnixNano']) : undefined;
    if (!isObject(span) || startMs === undefined || endMs === undefined) {
      this.malformed += 1;
      return [];
    }
    return [{ span, startMs, endMs, values: valuesOf(span['attributes']) }];
  }

  private tell(read: ReadSpan, { origin, children, groups, moments }: ReadLife): void {
    const { span, startMs, endMs, values } = read;
    const name = stringOf(span['name']) ?? '';
    const requestId = stringOf(values['requestId']);
    const phase = phaseOf(values, requestId, name);
    if (phase === undefined) {
      if (values['part'] === undefined && stringOf(span['parentSpanId']) === undefined) this.foreign += 1;
      return;
    }
    if (phase === 'queue') {
      moments.push(...queueEvents(read, name, origin.functionName, requestId));
      return;
    }
    const inside = descendants(stringOf(span['spanId']) ?? '', children);
    const frozenMs = numberOf(values['frozenBeforeMs']);
    if (frozenMs !== undefined) {
      const frozen = { phase: 'frozen', startMs: startMs - frozenMs, endMs: startMs, values: {} } as const;
      groups.push({ startMs: frozen.startMs, events: phaseEvents(frozen, origin) });
    }
    const spans = inside.flatMap(partSpan);
    const told = phaseEvents({ phase, startMs, endMs, values: withStatus(values, span), spans }, origin);
    const isUnseen = values['phaseKind'] === undefined && values['cold'] === true;
    groups.push({ startMs, events: isUnseen ? [...unseenInit(read, origin), ...told] : told });
    moments.push(...importEvents(inside, origin), ...momentEvents(span, origin, requestId));
  }
}

/** What a resource tells of one environment. */
interface ReadLife {
  readonly origin: EventOrigin;
  readonly children: ReadonlyMap<string, readonly ReadSpan[]>;
  readonly groups: PhaseGroup[];
  readonly moments: LifecycleEvent[];
}

function queueEvents(
  { startMs, values }: ReadSpan,
  kind: string,
  functionName: string,
  requestId: string | undefined,
): LifecycleEvent[] {
  const origin = { functionName, ...(requestId === undefined ? {} : { requestId }) };
  const event = markEvent({ kind, atMs: startMs, text: stringOf(values['text']) ?? '' }, origin);
  return event === undefined ? [] : [event];
}

/** Other programs say only that an invocation was cold, and not how long its Init phase was. */
function unseenInit({ startMs, values }: ReadSpan, origin: EventOrigin): LifecycleEvent[] {
  const durationMs = numberOf(values['initDurationMs']) ?? 0;
  return phaseEvents({ phase: 'init', startMs: startMs - durationMs, endMs: startMs, values: { durationMs } }, origin);
}

function phaseOf(
  values: JsonObject,
  requestId: string | undefined,
  name: string,
): 'init' | 'invoke' | 'shutdown' | 'queue' | undefined {
  const kind = values['phaseKind'];
  if (kind === 'init' || kind === 'invoke' || kind === 'shutdown') return kind;
  if (requestId === undefined) return undefined;
  return /^(?:asynchronous|invocation)\./.test(name) ? 'queue' : 'invoke';
}

/** The status of other programs' spans is in the span only. */
function withStatus(values: JsonObject, span: JsonObject): JsonObject {
  const status = isObject(span['status']) ? span['status']['code'] : undefined;
  const isFailed = status === 2 || status === 'STATUS_CODE_ERROR';
  return isFailed && values['status'] === undefined ? { ...values, status: 'error' } : values;
}

function childrenOf(spans: readonly ReadSpan[]): ReadonlyMap<string, readonly ReadSpan[]> {
  const children = new Map<string, ReadSpan[]>();
  for (const each of spans) {
    const parent = stringOf(each.span['parentSpanId']) ?? '';
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [each]);
    else list.push(each);
  }
  return children;
}

/** In the order in which they were written. */
function descendants(spanId: string, children: ReadonlyMap<string, readonly ReadSpan[]>, depth = 0): ReadSpan[] {
  // What a damaged file makes go round in circles ends somewhere.
  if (spanId === '' || depth > DEEPEST) return [];
  return (children.get(spanId) ?? []).flatMap((child) => [
    child,
    ...descendants(stringOf(child.span['spanId']) ?? '', children, depth + 1),
  ]);
}

const DEEPEST = 100;

function partSpan({ span, values, startMs, endMs }: ReadSpan): Span[] {
  const name = stringOf(span['name']);
  if (values['part'] !== 'span' || name === undefined) return [];
  const durationMs = numberOf(values['durationMs']) ?? endMs - startMs;
  return [{ name, start: new Date(startMs).toISOString(), durationMs }];
}

function importEvents(inside: readonly ReadSpan[], origin: EventOrigin): LifecycleEvent[] {
  const spans = inside.filter(({ values }) => values['part'] === 'import');
  if (spans.length === 0) return [];
  const startEpochMs = spans.reduce((earliest, { startMs }) => Math.min(earliest, startMs), Infinity);
  const lastMs = spans.reduce((latest, { endMs }) => Math.max(latest, endMs), startEpochMs);
  const imports = spans.map(({ values, startMs, endMs }) => ({
    name: stringOf(values['module']) ?? '',
    depth: numberOf(values['depth']) ?? 0,
    startMs: startMs - startEpochMs,
    durationMs: numberOf(values['durationMs']) ?? endMs - startMs,
  }));
  return [lifecycleEvent('evidence.imports', { startEpochMs, imports }, lastMs, origin)];
}

/** Logs, marks, pauses and connections. */
function momentEvents(span: JsonObject, origin: EventOrigin, requestId: string | undefined): LifecycleEvent[] {
  const own = requestId === undefined ? origin : { ...origin, requestId };
  return listOf(span['events']).flatMap((event) => {
    if (!isObject(event)) return [];
    const atMs = milliseconds(event['timeUnixNano']);
    const name = stringOf(event['name']);
    if (atMs === undefined || name === undefined) return [];
    const about = attributeValues(event['attributes']);
    if (name === 'debugger.paused') return [lifecycleEvent(name, {}, atMs, own)];
    if (name === 'debugger.resumed') {
      const pausedMs = numberOf(about.get(`${OWN_PREFIX}duration_ms`)) ?? 0;
      return [lifecycleEvent(name, { pausedMs }, atMs, own)];
    }
    if (name === 'connection') return [connectionEvent(about, atMs, own)];
    const kind = name.replace(/^log\./, '');
    const text = stringOf(about.get(LOG_TEXT)) ?? stringOf(about.get(MARK_TEXT)) ?? '';
    return markEvent({ kind, atMs, text }, own) ?? [];
  });
}

function connectionEvent(
  about: ReadonlyMap<string, string | number | boolean>,
  atMs: number,
  origin: EventOrigin,
): LifecycleEvent {
  const connectMs = numberOf(about.get(`${OWN_PREFIX}connect_ms`));
  const error = stringOf(about.get('error.type'));
  const factory = stringOf(about.get(`${OWN_PREFIX}factory`));
  const file = stringOf(about.get('code.file.path'));
  const line = numberOf(about.get('code.line.number'));
  const record = {
    connectionId: stringOf(about.get(`${OWN_PREFIX}connection_id`)) ?? '',
    peer: stringOf(about.get('network.peer.address')) ?? '',
    ...(connectMs === undefined ? {} : { connectMs }),
    ...(error === undefined ? {} : { error }),
    ...(factory === undefined ? {} : { factory }),
    ...(file === undefined || line === undefined ? {} : { place: { file, line } }),
  };
  return lifecycleEvent('evidence.connection', record, atMs, origin);
}

/** Instances of other programs are whole log streams: the beginning of their random part is enough. */
function shortInstance(instance: string | undefined): string | undefined {
  return /\]([0-9a-f]{8})[0-9a-f]{24}$/.exec(instance ?? '')?.[1] ?? instance;
}

/** Nanoseconds, as a text or a number. */
function milliseconds(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : stringOf(value);
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  return Number(BigInt(text) / 1_000n) / 1_000;
}
