import { counted } from './format';
import type { Connection, PhaseEvidence, TimelineRow } from './timeline';

/** What a phase opened, changed and left behind, in a few words; empty when it is nothing. */
export function evidenceText({ opened, ended, files, state, leftovers }: PhaseEvidence): string {
  const failedToOpen = opened.filter(({ error }) => error !== undefined).length;
  const dead = ended.filter(({ by }) => by === 'thaw').length;
  const changed = state.filter(({ change }) => change !== 'initial').length;
  const part = (count: number, noun: string, rest: string): string[] =>
    count === 0 ? [] : [`${counted(count, noun)} ${rest}`];
  return [
    ...part(opened.length - failedToOpen, 'connection', 'opened'),
    ...part(failedToOpen, 'connection', 'failed'),
    ...part(dead, 'connection', 'found dead'),
    ...part(files.length, 'file', 'changed'),
    ...part(changed, 'variable', 'changed'),
    ...part(leftovers.length, 'task', 'left behind'),
  ].join(', ');
}

/** The connections that were open when a span of a row was over, whoever opened them. */
export function connectionsOpenAfter(row: TimelineRow, spanIndex: number): Connection[] {
  // What is seen last of a phase is said before the next one begins.
  const atMs = row.spans[spanIndex + 1]?.startMs ?? row.endMs;
  return row.connections.filter(({ openedMs, endedMs = Infinity }) => openedMs <= atMs && endedMs > atMs);
}
