import type { SourcePlace } from '../../../lambda/evidence';
import type { Connection, TimelineMark, TimelineRow } from '../../timeline';
import { attributes, nanoseconds, OWN_PREFIX } from './otlpFormat';
import type { AttributeValues, OtlpEvent } from './otlpFormat';

interface Moment {
  readonly atMs: number;
  readonly requestId?: string | undefined;
  readonly name: string;
  readonly values: AttributeValues;
}

/** Logs, marks, pauses and connections of an environment as events of its spans, by the places of these in the row. */
export function eventsBySpan(row: TimelineRow, epochOf: (ms: number) => number): ReadonlyMap<number, OtlpEvent[]> {
  const moments = [
    ...row.marks.map(markMoment),
    ...row.pauses.flatMap(({ startMs, endMs }): Moment[] => [
      { atMs: startMs, name: 'debugger.paused', values: {} },
      { atMs: endMs, name: 'debugger.resumed', values: { [`${OWN_PREFIX}duration_ms`]: endMs - startMs } },
    ]),
    ...row.connections.map(connectionMoment),
  ].sort((left, right) => left.atMs - right.atMs);
  const places = placesOf(row);
  const events = new Map<number, OtlpEvent[]>();
  for (const moment of moments) {
    const place = placeOf(moment, places);
    if (place === undefined) continue;
    const { atMs, name, values } = moment;
    const event = { timeUnixNano: nanoseconds(epochOf(atMs)), name, attributes: attributes(values) };
    const list = events.get(place);
    if (list === undefined) events.set(place, [event]);
    else list.push(event);
  }
  return events;
}

function markMoment({ kind, atMs, text, requestId }: TimelineMark): Moment {
  const isLog = kind === 'function' || kind === 'extension';
  return { atMs, requestId, name: isLog ? `log.${kind}` : kind, values: { [isLog ? LOG_TEXT : MARK_TEXT]: text } };
}

/** Name of the conventions for a log record as it was written. */
export const LOG_TEXT = 'log.record.original';
export const MARK_TEXT = `${OWN_PREFIX}text`;

function connectionMoment({ openedMs, requestId, peer, place, ...connection }: Connection): Moment {
  const { connectionId, connectMs, error, factory } = connection;
  return {
    atMs: openedMs,
    requestId,
    name: 'connection',
    values: {
      'network.peer.address': peer,
      'error.type': error,
      [`${OWN_PREFIX}connection_id`]: connectionId,
      [`${OWN_PREFIX}connect_ms`]: connectMs,
      [`${OWN_PREFIX}factory`]: factory,
      ...placeValues(place),
    },
  };
}

function placeValues(place: SourcePlace | undefined): AttributeValues {
  if (place === undefined) return {};
  return { 'code.file.path': place.file, 'code.line.number': place.line, 'code.function.name': place.functionName };
}

interface Places {
  readonly byRequest: ReadonlyMap<string, number>;
  /** Spans that are told, in the order of time. */
  readonly told: readonly { readonly index: number; readonly startMs: number }[];
}

function placesOf({ spans }: TimelineRow): Places {
  const told = spans.flatMap(({ phase, startMs }, index) => (phase === 'frozen' ? [] : [{ index, startMs }]));
  const byRequest = new Map(
    spans.flatMap((span, index): [string, number][] => (span.phase === 'invoke' ? [[span.requestId, index]] : [])),
  );
  return { byRequest, told };
}

/** The span of its invocation, else the latest one that had begun; what comes before all belongs to the first. */
function placeOf({ requestId, atMs }: Moment, { byRequest, told }: Places): number | undefined {
  const own = requestId === undefined ? undefined : byRequest.get(requestId);
  return own ?? (told.findLast(({ startMs }) => startMs <= atMs) ?? told[0])?.index;
}
