import type { ConnectionEvidence, FileEvidence, Leftover } from '../lambda/evidence';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { dispatch } from './dispatch';
import type { EventHandlers } from './dispatch';
import type { Connection, EndedConnection, PhaseEvidence, StateChange } from './timeline';

/** What one phase is known for so far. */
class PhaseNotes {
  readonly opened: ConnectionEvidence[] = [];
  readonly ended: EndedConnection[] = [];
  readonly files: FileEvidence[] = [];
  readonly state: StateChange[] = [];
  leftovers: readonly Leftover[] = [];
}

/** Puts the evidence of one environment to the phases it belongs to. */
export class EvidenceTracker {
  /** Every connection that was opened, in order. */
  readonly connections: Connection[] = [];
  /** What probes could not see. */
  readonly lost: string[] = [];
  /** Places of open connections in `connections`. */
  private readonly open = new Map<string, number>();
  private notes: PhaseNotes | undefined;
  /** Connections that were lost while the environment was frozen; the next phase finds them dead. */
  private foundDead: EndedConnection[] = [];
  private sawAny = false;

  private readonly handlers: EventHandlers<void> = {
    'evidence.connection': ({ record, monotonicMs, requestId }) => {
      this.notes?.opened.push(record);
      if (record.error === undefined) this.open.set(record.connectionId, this.connections.length);
      this.connections.push({
        ...record,
        openedMs: monotonicMs,
        ...(requestId === undefined ? {} : { requestId }),
        ...(record.error === undefined ? {} : { endedMs: monotonicMs }),
      });
    },
    'evidence.connectionEnded': ({ record, monotonicMs }) => {
      const peer = this.end(record.connectionId, monotonicMs, record.by);
      const ended = { ...record, ...(peer === undefined ? {} : { peer }) };
      if (record.by === 'thaw' || this.notes === undefined) this.foundDead.push(ended);
      else this.notes.ended.push(ended);
    },
    'evidence.file': ({ record }) => {
      this.notes?.files.push(record);
    },
    'evidence.state': ({ record }) => {
      this.notes?.state.push(...record.variables.map((variable) => ({ ...variable, file: record.file })));
    },
    'evidence.leftover': ({ record }) => {
      if (this.notes !== undefined) this.notes.leftovers = record.leftovers;
    },
    'evidence.lost': ({ record }) => {
      this.lost.push(record.reason);
    },
  };

  /** Takes an event; true when it was evidence. */
  take(event: LifecycleEvent): boolean {
    if (!event.type.startsWith('evidence.')) return false;
    this.sawAny = true;
    dispatch(this.handlers, event);
    return true;
  }

  /** A phase begins; what comes from now on belongs to it. */
  begin(): void {
    this.notes = new PhaseNotes();
    if (this.foundDead.length > 0) this.notes.ended.push(...this.foundDead);
    this.foundDead = [];
  }

  /** The phase under way, or the last one, is over for good. */
  seal(): void {
    this.notes = undefined;
  }

  /** What is known of the phase that began last; undefined while probes have seen nothing. */
  evidence(): PhaseEvidence | undefined {
    const { notes } = this;
    if (!this.sawAny || notes === undefined) return undefined;
    const { opened, ended, files, state, leftovers } = notes;
    return { opened, ended, openAtEnd: this.open.size, files, state, leftovers };
  }

  /** The processes have ended, and with them everything that they had open. */
  processesEnded(atMs: number): void {
    for (const id of [...this.open.keys()]) this.end(id, atMs, undefined);
  }

  private end(id: string, atMs: number, by: EndedConnection['by'] | undefined): string | undefined {
    const index = this.open.get(id);
    const connection = index === undefined ? undefined : this.connections[index];
    if (index === undefined || connection === undefined) return undefined;
    this.open.delete(id);
    this.connections[index] = { ...connection, endedMs: atMs, ...(by === undefined ? {} : { endedBy: by }) };
    return connection.peer;
  }
}
