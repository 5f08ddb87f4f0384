import path from 'node:path';
import type { ConnectionEvidence, Leftover, SourcePlace, StateVariable } from '../../src/lambda/evidence';
import type { LifecycleEvent } from '../../src/lambda/lifecycleEvents';

/** What differs from run to run: ports of servers by their number, the code folder. */
export interface TranscriptNames {
  readonly codePath: string;
  /** Names of the servers by their address, e.g. `127.0.0.1:40123`. */
  readonly peers: ReadonlyMap<string, string>;
}

/** The evidence of a run as lines, one block for the Init phase and for each invocation; equal ones in a row once. */
export function evidenceTranscript(events: readonly LifecycleEvent[], names: TranscriptNames): string {
  const blocks = new Map<string, string[]>();
  const phases: string[] = ['Init'];
  const connections = new Map<string, string>();
  blocks.set('Init', []);
  for (const event of events) {
    if (event.type === 'platform.start') {
      phases.push(`invocation ${String(phases.length)}`);
      blocks.set(phases.at(-1) ?? '', []);
    }
    const of = event.requestId === undefined ? 'Init' : (phases.at(-1) ?? 'Init');
    blocks.get(of)?.push(...linesOf(event, names, connections));
  }
  const open = [...connections.values()].sort();
  return `${folded([...blocks])}still open\n${(open.length === 0 ? ['none'] : open).map((line) => `  ${line}\n`).join('')}`;
}

function linesOf(event: LifecycleEvent, names: TranscriptNames, connections: Map<string, string>): string[] {
  if (event.type === 'evidence.connection') {
    const text = connectionText(event.record, names);
    if (event.record.error === undefined) connections.set(event.record.connectionId, text);
    return [text];
  }
  if (event.type === 'evidence.connectionEnded') {
    const { connectionId, by } = event.record;
    const text = connections.get(connectionId) ?? `unknown ${connectionId}`;
    connections.delete(connectionId);
    return [`ended by ${by}: ${text}`];
  }
  if (event.type === 'evidence.file') {
    const { path: file, change, sizeBytes, place } = event.record;
    return [`file ${change}: ${file}, ${String(sizeBytes)} bytes${placeText(place, names)}`];
  }
  if (event.type === 'evidence.state') return event.record.variables.map((variable) => variableText(variable));
  if (event.type === 'evidence.leftover') return leftoverLines(event.record.leftovers, names);
  return event.type === 'evidence.lost' ? [`lost: ${event.record.reason}`] : [];
}

function leftoverLines(leftovers: readonly Leftover[], names: TranscriptNames): string[] {
  return leftovers.length === 0
    ? ['nothing is left running']
    : leftovers.map((leftover) => leftoverText(leftover, names));
}

function connectionText(
  { peer, error, place, factory, connectMs }: ConnectionEvidence,
  names: TranscriptNames,
): string {
  const timed = connectMs === undefined ? ', time unknown' : '';
  const by = factory === undefined ? '' : ` by ${factory}`;
  const outcome = error === undefined ? '' : ` failed with ${error}`;
  return `connection to ${names.peers.get(peer) ?? peer}${by}${outcome}${placeText(place, names)}${timed}`;
}

function variableText({ name, type, size, value, change }: StateVariable): string {
  return `${change} ${name}: ${type}${size === undefined ? '' : `[${String(size)}]`} ${value}`.trimEnd();
}

function leftoverText({ kind, description, place }: Leftover, names: TranscriptNames): string {
  return `left running: ${kind}, ${description}${placeText(place, names)}`;
}

function placeText(place: SourcePlace | undefined, { codePath }: TranscriptNames): string {
  if (place === undefined) return '';
  const where = `${path.relative(codePath, place.file)}:${String(place.line)}`;
  return `, ${where}${place.functionName === undefined ? '' : ` ${place.functionName}`}`;
}

/** Blocks that say the same as the one before are named with it. */
function folded(blocks: readonly (readonly [string, readonly string[]])[]): string {
  const groups: { first: string; last: string; text: string }[] = [];
  for (const [name, lines] of blocks) {
    const text = (lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}\n`).join('');
    const group = groups.at(-1);
    if (group?.text === text) group.last = name;
    else groups.push({ first: name, last: name, text });
  }
  return groups.map(({ first, last, text }) => `${first === last ? first : `${first} to ${last}`}\n${text}`).join('');
}
