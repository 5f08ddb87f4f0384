import type { ConnectionEvidence, FileEvidence, Leftover, SourcePlace } from '../../lambda/evidence';
import { connectionsOpenAfter } from '../evidenceText';
import { counted, formatDuration, formatMegabytes } from '../format';
import type { Connection, EndedConnection, PhaseEvidence, StateChange, TimelineRow } from '../timeline';
import { section } from './detailsSection';
import type { DetailsEntry, DetailsSection } from './detailsSection';

/** What probes saw of a phase. */
export function evidenceSections(row: TimelineRow, spanIndex: number, evidence: PhaseEvidence): DetailsSection[] {
  const openNow = evidence.openAtEnd === 0 ? [] : connectionsOpenAfter(row, spanIndex);
  const stillOpen = new Set(openNow.map(({ connectionId }) => connectionId));
  const opened = new Set(evidence.opened.map(({ connectionId }) => connectionId));
  return [
    ...section('connections', 'Connections', [
      ...evidence.opened.map((connection) => openedEntry(connection, stillOpen)),
      ...evidence.ended.filter(({ connectionId }) => !opened.has(connectionId)).map(endedEntry),
      ...openNow.filter(({ connectionId }) => !opened.has(connectionId)).map(keptEntry),
    ]),
    ...section('files', 'Files in /tmp', evidence.files.map(fileEntry)),
    ...section('state', 'Module state', evidence.state.map(stateEntry)),
    ...section('leftovers', 'Left behind', evidence.leftovers.map(leftoverEntry)),
  ];
}

/** Every connection of an environment. */
export function connectionEntries({ connections }: TimelineRow): DetailsEntry[] {
  return connections.map(({ endedBy, endedMs, ...connection }) => {
    if (connection.error !== undefined) return openedEntry(connection, new Set());
    const end = endedMs === undefined ? 'still open' : ENDS[endedBy ?? 'environment'];
    return { name: connection.peer, value: [...opening(connection), end].join(', '), ...placed(connection.place) };
  });
}

const ENDS: Readonly<Record<EndedConnection['by'] | 'environment', string>> = {
  function: 'closed by the function',
  peer: 'closed by the other side',
  thaw: 'lost while the environment was frozen',
  environment: 'ended with the process',
};

function openedEntry(connection: ConnectionEvidence, stillOpen: ReadonlySet<string>): DetailsEntry {
  const { peer, error, connectionId, place } = connection;
  if (error !== undefined) return { name: peer, value: `failed: ${error}`, failed: true, ...placed(place) };
  const kept = stillOpen.has(connectionId) ? ['still open'] : ['closed'];
  return { name: peer, value: [...opening(connection), ...kept].join(', '), ...placed(place) };
}

function opening({ connectMs, factory }: ConnectionEvidence): string[] {
  const time = connectMs === undefined ? 'opened' : `connected in ${formatDuration(connectMs)}`;
  return [factory === undefined ? time : `${time} by ${factory}`];
}

function endedEntry({ peer, connectionId, by }: EndedConnection): DetailsEntry {
  return { name: peer ?? connectionId, value: ENDS[by], failed: by === 'thaw' };
}

function keptEntry({ peer, place }: Connection): DetailsEntry {
  return { name: peer, value: 'open since before', ...placed(place) };
}

function fileEntry({ path, change, sizeBytes, place }: FileEvidence): DetailsEntry {
  const value = change === 'removed' ? change : `${change}, ${size(sizeBytes)}`;
  return { name: path, value, ...placed(place) };
}

function stateEntry({ name, type, size: elements, value, change }: StateChange): DetailsEntry {
  const kind = elements === undefined ? type : `${type} of ${elements}`;
  const what = change === 'initial' ? kind : `${change}, ${kind}`;
  return { name, value: value === '' ? what : `${what}: ${value}` };
}

function leftoverEntry({ kind, description, place }: Leftover): DetailsEntry {
  return { name: kind, value: description, ...placed(place) };
}

function placed(place: SourcePlace | undefined): { place?: SourcePlace } {
  return place === undefined ? {} : { place };
}

function size(bytes: number): string {
  return bytes < 100_000 ? counted(bytes, 'byte') : formatMegabytes(bytes);
}
