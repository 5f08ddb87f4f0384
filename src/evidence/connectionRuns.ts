import type { ConnectionEvidence } from '../lambda/evidence';
import type { EventRecords } from '../lambda/lifecycleEvents';
import { counted, formatDuration } from '../timeline/format';
import type { LineEvidence } from './lineEvidence';

/** Rules about clients that are made again on every invocation. */
const MADE_AGAIN = [
  'client-in-handler',
  'session-per-invocation',
  'event-dependent-client',
  'loop-bound-client',
] as const;
const LOST_WHILE_FROZEN = ['stale-connection'] as const;

type EndedBy = EventRecords['evidence.connectionEnded']['by'];

/** What one environment has opened at one line. */
interface Openings {
  inInit: number;
  readonly requestIds: Set<string>;
  /** Ended by the other side, or while frozen: opening another one is right. */
  lost: number;
  readonly open: Set<string>;
  /** How many were open when the last invocation ended. */
  openAtEnd: number;
}

/** The connections that one line of a function opens to one peer. */
export class ConnectionRuns {
  private readonly environments = new Map<string, Openings>();
  private connectMs = 0;
  private connected = 0;
  private failed = 0;
  private inInvoke = 0;
  private inInit = 0;
  private lostWhileFrozen = 0;
  private readonly errors = new Set<string>();

  constructor(private readonly first: ConnectionEvidence) {}

  opened(environmentId: string, requestId: string | undefined, record: ConnectionEvidence): void {
    if (record.error !== undefined) {
      this.failed += 1;
      this.errors.add(record.error);
      return;
    }
    const openings = this.openings(environmentId);
    this.connected += 1;
    this.connectMs += record.connectMs ?? 0;
    openings.open.add(record.connectionId);
    if (requestId === undefined) {
      this.inInit += 1;
      openings.inInit += 1;
    } else {
      this.inInvoke += 1;
      openings.requestIds.add(requestId);
    }
  }

  ended(environmentId: string, connectionId: string, by: EndedBy): void {
    const openings = this.environments.get(environmentId);
    if (openings?.open.delete(connectionId) !== true) return;
    if (by !== 'function') openings.lost += 1;
    if (by === 'thaw') this.lostWhileFrozen += 1;
  }

  /** An invocation of the environment is over: what is open now survives it. */
  invocationEnded(environmentId: string): void {
    const openings = this.environments.get(environmentId);
    if (openings !== undefined) openings.openAtEnd = openings.open.size;
  }

  /** The processes of the environment are gone, and their connections with them. */
  processesEnded(environmentId: string): void {
    this.environments.get(environmentId)?.open.clear();
  }

  /** `invocations`: how many of the function there were. */
  evidence(place: { file: string; line: number; functionName: string }, invocations: number): LineEvidence[] {
    const { peer, place: source } = this.first;
    const where = source?.functionName === undefined ? '' : ` - opened in ${source.functionName}`;
    const notes: LineEvidence[] = [];
    if (this.inInvoke > 0) {
      notes.push({
        ...place,
        kind: 'connection',
        note: `${counted(this.inInvoke, 'connection')} in ${counted(invocations, 'invocation')} to ${peer}${this.cost}${this.stillOpen}${where}`,
        ...(this.isOpenedAgain ? { confirms: MADE_AGAIN } : {}),
      });
    } else if (this.inInit > 0) {
      notes.push({
        ...place,
        kind: 'connection',
        note: `${counted(this.inInit, 'connection')} in the Init phase to ${peer}${this.cost}${this.stillOpen}, for ${counted(invocations, 'invocation')}`,
      });
    }
    if (this.failed > 0) {
      const attempts = this.failed === 1 ? '1 connection' : `${String(this.failed)} connections`;
      notes.push({
        ...place,
        kind: 'connection',
        note: `${attempts} to ${peer} failed (${[...this.errors].join(', ')})`,
      });
    }
    if (this.lostWhileFrozen > 0) {
      notes.push({
        ...place,
        kind: 'connection',
        note: `${counted(this.lostWhileFrozen, 'connection')} to ${peer} ${this.lostWhileFrozen === 1 ? 'was' : 'were'} lost while the environment was frozen`,
        confirms: LOST_WHILE_FROZEN,
      });
    }
    return notes;
  }

  /** Some environment opened one again although it had not lost the one before. */
  private get isOpenedAgain(): boolean {
    return [...this.environments.values()].some(({ requestIds, lost }) => requestIds.size - lost >= 2);
  }

  private get cost(): string {
    if (this.connectMs === 0) return '';
    const each = formatDuration(this.connectMs / this.connected);
    return this.connected === 1 ? `, ${each}` : `, ${each} each`;
  }

  private get stillOpen(): string {
    const open = [...this.environments.values()].reduce((sum, { openAtEnd }) => sum + openAtEnd, 0);
    return open === 0 ? '' : `, ${String(open)} still open`;
  }

  private openings(environmentId: string): Openings {
    let openings = this.environments.get(environmentId);
    if (openings === undefined) {
      openings = { inInit: 0, requestIds: new Set(), lost: 0, open: new Set(), openAtEnd: 0 };
      this.environments.set(environmentId, openings);
    }
    return openings;
  }
}
