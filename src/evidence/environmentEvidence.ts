import type { ConnectionEvidence, FileEvidence, Leftover, StateVariable } from '../lambda/evidence';
import type { LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';

/** The invocation that something happened in: its number in the environment, from 1; 0 stands for the Init phase. */
interface Happened {
  readonly invocation: number;
  readonly requestId?: string;
}

/** A connection that the function opened, or tried to. */
export interface ObservedConnection extends ConnectionEvidence {
  readonly opened: Happened;
  /** Absent while it is open; those that failed never were. */
  readonly ended?: Happened & { readonly by: 'function' | 'peer' | 'thaw' | 'reset' };
}

/** A file that is in `/tmp` now. */
export interface ObservedFile extends FileEvidence {
  /** Who left it. */
  readonly left: Happened;
  readonly changed: Happened;
}

/** A variable of the handler's module as it is now. */
export interface ObservedVariable extends StateVariable {
  /** The file of the module. */
  readonly file: string;
  readonly changed: Happened;
}

/** Work that is unfinished now. */
export interface ObservedLeftover extends Leftover {
  readonly left: Happened;
}

/** What one invocation, or the Init phase, did to its environment. */
interface ObservedInvocation extends Happened {
  readonly opened: readonly ConnectionEvidence[];
  readonly ended: readonly { readonly connectionId: string; readonly by: 'function' | 'peer' | 'thaw' }[];
  readonly files: readonly FileEvidence[];
  readonly variables: readonly StateVariable[];
  /** Everything that was unfinished when it was over; undefined when nobody looked. */
  readonly leftovers: readonly Leftover[] | undefined;
}

/** What is in an environment, beside its code. */
export interface ObservedEnvironment {
  readonly environmentId: string;
  readonly functionName: string;
  readonly connections: readonly ObservedConnection[];
  /** All that were opened, also those that are not listed any more. */
  readonly openedConnections: number;
  readonly files: readonly ObservedFile[];
  readonly variables: readonly ObservedVariable[];
  readonly leftovers: readonly ObservedLeftover[];
  /** The Init phase and the latest invocations, the oldest first. */
  readonly invocations: readonly ObservedInvocation[];
  /** What could not be observed, and why. */
  readonly lost: readonly string[];
}

/** Connections that have ended are remembered up to this number, and so are invocations. */
const REMEMBERED = 100;

/**
 * What survives in each environment from one invocation to the next, as the `evidence.*` events tell. Environments that
 * are gone leave nothing.
 */
export class EnvironmentEvidence {
  private readonly environments = new Map<string, Observed>();

  /** Takes an event in; says whether anything is other than before. */
  record(event: LifecycleEvent): boolean {
    const { environmentId, functionName } = event;
    if (environmentId === undefined) return false;
    if (event.type === 'environment.stopped') return this.environments.delete(environmentId);
    let observed = this.environments.get(environmentId);
    if (observed === undefined) {
      observed = new Observed(environmentId, functionName);
      this.environments.set(environmentId, observed);
    }
    return observed.record(event);
  }

  /** Undefined for environments that nothing is known of. */
  of(environmentId: string): ObservedEnvironment | undefined {
    return this.environments.get(environmentId)?.now();
  }
}

interface InvocationDraft extends Happened {
  readonly opened: ConnectionEvidence[];
  readonly ended: LifecycleEventOf<'evidence.connectionEnded'>['record'][];
  readonly files: FileEvidence[];
  readonly variables: StateVariable[];
  leftovers: readonly Leftover[] | undefined;
}

/** One environment while its events arrive. */
class Observed {
  private connections: ObservedConnection[] = [];
  private openedConnections = 0;
  private readonly files = new Map<string, ObservedFile>();
  private readonly variables = new Map<string, ObservedVariable>();
  private leftovers: readonly ObservedLeftover[] = [];
  private readonly lost = new Set<string>();
  private invocations: InvocationDraft[] = [draft({ invocation: 0 })];
  private count = 0;

  constructor(
    readonly environmentId: string,
    readonly functionName: string,
  ) {}

  now(): ObservedEnvironment {
    const { environmentId, functionName, openedConnections } = this;
    return {
      environmentId,
      functionName,
      connections: [...this.connections],
      openedConnections,
      files: [...this.files.values()],
      variables: [...this.variables.values()],
      leftovers: this.leftovers,
      invocations: [...this.invocations],
      lost: [...this.lost],
    };
  }

  record(event: LifecycleEvent): boolean {
    if (event.type === 'platform.start') this.begin(event.record.requestId);
    else if (event.type === 'environment.reset') this.reset();
    else if (event.type === 'evidence.connection') this.connected(event);
    else if (event.type === 'evidence.connectionEnded') this.disconnected(event);
    else if (event.type === 'evidence.file') this.fileChanged(event);
    else if (event.type === 'evidence.state') this.stateChanged(event);
    else if (event.type === 'evidence.leftover') this.left(event);
    else if (event.type === 'evidence.lost') this.lost.add(event.record.reason);
    else return false;
    return true;
  }

  private begin(requestId: string): void {
    this.count += 1;
    // The Init phase is worth more than an old invocation.
    const [init = draft({ invocation: 0 }), ...others] = this.invocations;
    this.invocations = [init, ...others.slice(1 - REMEMBERED), draft({ invocation: this.count, requestId })];
  }

  /** The invocation of an event; one that names none belongs to the Init phase. */
  private invocationOf({ requestId }: LifecycleEvent): InvocationDraft {
    const [init] = this.invocations;
    return this.invocations.find((each) => each.requestId === requestId) ?? init ?? this.last;
  }

  private get last(): InvocationDraft {
    return this.invocations.at(-1) ?? draft({ invocation: this.count });
  }

  private connected(event: LifecycleEventOf<'evidence.connection'>): void {
    const invocation = this.invocationOf(event);
    invocation.opened.push(event.record);
    this.openedConnections += 1;
    this.connections.push({ ...event.record, opened: happened(invocation) });
    this.forgetEnded();
  }

  private disconnected(event: LifecycleEventOf<'evidence.connectionEnded'>): void {
    const { connectionId, by } = event.record;
    // While the environment is frozen, connections are lost without any invocation.
    const invocation = event.requestId === undefined ? this.last : this.invocationOf(event);
    invocation.ended.push(event.record);
    this.connections = this.connections.map((connection) =>
      connection.connectionId === connectionId && connection.ended === undefined
        ? { ...connection, ended: { ...happened(invocation), by } }
        : connection,
    );
  }

  /** A function that connects on every invocation must not fill the memory. */
  private forgetEnded(): void {
    let surplus = this.connections.filter(hasEnded).length - REMEMBERED;
    if (surplus <= 0) return;
    this.connections = this.connections.filter((connection) => {
      if (surplus <= 0 || !hasEnded(connection)) return true;
      surplus -= 1;
      return false;
    });
  }

  private fileChanged(event: LifecycleEventOf<'evidence.file'>): void {
    const { record } = event;
    const invocation = this.invocationOf(event);
    invocation.files.push(record);
    const before = this.files.get(record.path);
    if (record.change === 'removed') this.files.delete(record.path);
    else {
      const changed = happened(invocation);
      // Whoever wrote it first is whom a later invocation finds it from.
      const place = record.place ?? before?.place;
      this.files.set(record.path, {
        ...record,
        ...(place === undefined ? {} : { place }),
        left: before?.left ?? changed,
        changed,
      });
    }
  }

  private stateChanged(event: LifecycleEventOf<'evidence.state'>): void {
    const { file, variables } = event.record;
    const invocation = this.invocationOf(event);
    for (const variable of variables) {
      if (variable.change !== 'initial') invocation.variables.push(variable);
      const key = `${file}:${variable.name}`;
      if (variable.change === 'removed') this.variables.delete(key);
      else this.variables.set(key, { ...variable, file, changed: happened(invocation) });
    }
  }

  private left(event: LifecycleEventOf<'evidence.leftover'>): void {
    const { leftovers } = event.record;
    const invocation = event.requestId === undefined ? this.last : this.invocationOf(event);
    invocation.leftovers = leftovers;
    const before = new Map(this.leftovers.map((leftover) => [leftover.leftoverId, leftover.left]));
    this.leftovers = leftovers.map((leftover) => ({
      ...leftover,
      left: before.get(leftover.leftoverId) ?? happened(invocation),
    }));
  }

  /** The processes have ended, and with them everything but `/tmp`. */
  private reset(): void {
    const { last } = this;
    this.connections = this.connections.map((connection) =>
      hasEnded(connection) ? connection : { ...connection, ended: { ...happened(last), by: 'reset' } },
    );
    this.variables.clear();
    this.leftovers = [];
    this.forgetEnded();
  }
}

/** Whether a connection has ended, or never came to be. */
export function hasEnded({ ended, error }: ObservedConnection): boolean {
  return ended !== undefined || error !== undefined;
}

function draft(when: Happened): InvocationDraft {
  return { ...when, opened: [], ended: [], files: [], variables: [], leftovers: undefined };
}

function happened({ invocation, requestId }: Happened): Happened {
  return { invocation, ...(requestId === undefined ? {} : { requestId }) };
}
