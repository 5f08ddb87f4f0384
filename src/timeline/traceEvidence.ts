import type { SourcePlace } from '../lambda/evidence';
import type { PhaseEvidence, TimelineRow } from './timeline';
import { instant } from './traceFormat';
import type { TraceEvent, TraceTrack } from './traceFormat';

const CATEGORY = 'evidence';

/** What probes have seen in an environment, as moments of its track. */
export function evidenceEvents(row: TimelineRow, track: TraceTrack): TraceEvent[] {
  return [
    ...row.connections.flatMap(({ openedMs, endedMs, endedBy, place, ...connection }) => [
      instant('connection opened', CATEGORY, openedMs, { ...connection, ...placeArguments(place) }, track),
      ...(endedMs === undefined || connection.error !== undefined
        ? []
        : [
            instant(
              'connection ended',
              CATEGORY,
              endedMs,
              { connectionId: connection.connectionId, by: endedBy },
              track,
            ),
          ]),
    ]),
    ...row.spans.flatMap((span) =>
      (span.phase === 'init' || span.phase === 'invoke') && span.evidence !== undefined
        ? leftBehind(span.evidence, span.endMs, track)
        : [],
    ),
  ];
}

function leftBehind({ files, state, leftovers }: PhaseEvidence, atMs: number, track: TraceTrack): TraceEvent[] {
  return [
    ...files.map(({ path, change, sizeBytes, place }) =>
      instant(`file ${change}`, CATEGORY, atMs, { path, sizeBytes, ...placeArguments(place) }, track),
    ),
    ...state
      .filter(({ change }) => change !== 'initial')
      .map(({ name, type, size, change, file }) =>
        instant(`variable ${change}`, CATEGORY, atMs, { name, type, size, file }, track),
      ),
    ...leftovers.map(({ kind, description, place }) =>
      instant(`unfinished ${kind}`, CATEGORY, atMs, { description, ...placeArguments(place) }, track),
    ),
  ];
}

function placeArguments(place: SourcePlace | undefined): Readonly<Record<string, unknown>> {
  return place === undefined ? {} : { file: place.file, line: place.line };
}
