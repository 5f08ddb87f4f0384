import type { ConnectionEvidence } from '../../../lambda/evidence';
import { builtIns } from './builtIns';
import { descriptorOf, errorOf, handleOf, ownerOf, type SocketState } from './nodeInternals';
import type { Beginning, Origins } from './origins';

export type EndedBy = 'function' | 'peer' | 'thaw';

/** Gets what is observed of connections. */
export interface ConnectionReporter {
  opened(record: ConnectionEvidence, epochMs: number): void;
  ended(connectionId: string, by: EndedBy): void;
}

/** A socket that is being connected, or was. */
interface Connection {
  readonly beginning: Beginning;
  readonly startMs: number;
  readonly socket: SocketState;
  /** Undefined as long as nothing was reported. */
  id: string | undefined;
  /** The function ended it first. */
  endedByFunction: boolean;
}

/** One attempt: a name may have several addresses. */
interface Attempt {
  readonly connection: Connection;
  readonly request: { readonly address?: unknown; readonly port?: unknown };
  canceled: boolean;
  settledMs: number;
  settledEpochMs: number;
}

const RESET = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);

/** Follows the sockets of this process from their handles: who opened them, whether they got through, who ended them. */
export class Connections {
  private readonly handles = new Map<
    number,
    { readonly beginning: Beginning; readonly handle: object; readonly startMs: number }
  >();
  private readonly attempts = new Map<number, Attempt>();
  private readonly bySocket = new WeakMap<object, Connection>();
  private readonly byHandle = new WeakMap<object, Connection>();
  /** By the id of the handle: what it receives is announced with it. */
  private readonly byId = new Map<number, Connection>();
  private readonly pending = new Set<Connection>();
  private readonly open = new Set<Connection>();
  /** Said with the next observation, so that it is known by then whether the function was frozen when it happened. */
  private ended: { readonly connection: Connection; readonly by: EndedBy }[] = [];
  private count = 0;
  /** How often the set of open sockets has changed. */
  changes = 0;

  constructor(
    private readonly origins: Origins,
    /** Connections to the Runtime API are not the function's. */
    private readonly isRuntimeApi: (peer: string) => boolean,
    private readonly reporter: ConnectionReporter,
  ) {}

  /** A handle was made that may become a connection. */
  handleMade(id: number, resource: object): void {
    const handle = handleOf(resource);
    const known = this.byHandle.get(handle);
    if (known !== undefined) this.byId.set(id, known);
    else this.handles.set(id, { beginning: this.origins.begin(id), handle, startMs: builtIns.now() });
  }

  /** A handle was made in front of another one, or is used again. */
  handleReused(id: number, resource: object): void {
    const known = this.byHandle.get(handleOf(resource));
    if (known !== undefined) this.byId.set(id, known);
  }

  /** The name of a server is looked up for a handle. */
  lookupMade(handleId: number): void {
    const connection = this.connectionOf(handleId);
    if (connection !== undefined) this.pending.add(connection);
  }

  /** A handle is told to connect. */
  attemptMade(id: number, handleId: number, request: object): void {
    const connection = this.connectionOf(handleId);
    if (connection === undefined) return;
    this.pending.add(connection);
    this.origins.continues(id, connection.beginning);
    this.attempts.set(id, { connection, request, canceled: false, settledMs: 0, settledEpochMs: 0 });
  }

  /** Node.js is about to act for a resource. */
  before(id: number): void {
    const attempt = this.attempts.get(id);
    if (attempt !== undefined) {
      attempt.settledMs = builtIns.now();
      attempt.settledEpochMs = builtIns.epochMs();
      attempt.canceled = attempt.connection.socket.destroyed === true;
    }
    const connection = this.byId.get(id);
    if (connection !== undefined) noteEnd(connection);
  }

  /** Node.js has acted for a resource. */
  after(id: number): void {
    const attempt = this.attempts.get(id);
    if (attempt === undefined) return;
    this.attempts.delete(id);
    const { connection } = attempt;
    // Another address is tried, or was quicker.
    if (connection.socket.connecting === true || connection.id !== undefined) return;
    this.settle(attempt);
  }

  /** Node.js has given up a resource; a handle that goes back to a pool gets another id. */
  destroyed(id: number): void {
    this.attempts.delete(id);
    const handle = this.handles.get(id);
    if (handle !== undefined) {
      this.handles.delete(id);
      const connection = this.byHandle.get(handle.handle);
      if (connection !== undefined) this.look(connection);
    }
    const connection = this.byId.get(id);
    if (connection !== undefined) {
      this.byId.delete(id);
      this.look(connection);
    }
  }

  /** Descriptors of the sockets that Node.js knows of. */
  descriptors(): ReadonlySet<number> {
    const connected = [...this.open, ...this.pending].flatMap(({ socket }) => descriptorOf(socket) ?? []);
    const others = [...this.handles.values()].flatMap(({ handle }) => descriptorOf({ _handle: handle }) ?? []);
    return new Set([...connected, ...others]);
  }

  /** What is being connected right now, as seen by who opened it. */
  connecting(): readonly { readonly beginning: Beginning; readonly host: string }[] {
    return [...this.pending].flatMap(({ socket, beginning }) =>
      socket.connecting === true ? [{ beginning, host: typeof socket._host === 'string' ? socket._host : '' }] : [],
    );
  }

  /** An invocation is over: everything that happened up to now is said. */
  observe(): void {
    this.lookAtAll();
    this.sayEnded((by) => by);
  }

  /** After a freeze; `isDead` is what the kernel knows of a descriptor. */
  thawed(isDead: (descriptor: number) => boolean): void {
    this.lookAtAll();
    this.sayEnded((by) => (by === 'peer' ? 'thaw' : by));
    for (const connection of [...this.open]) {
      const descriptor = descriptorOf(connection.socket);
      if (descriptor === undefined || !isDead(descriptor)) continue;
      this.open.delete(connection);
      this.changes += 1;
      this.ended.push({ connection, by: 'thaw' });
    }
    this.sayEnded((by) => by);
  }

  private connectionOf(handleId: number): Connection | undefined {
    const made = this.handles.get(handleId);
    if (made === undefined) return undefined;
    const socket = ownerOf(made.handle) as SocketState | undefined;
    if (socket === undefined) return undefined;
    let connection = this.bySocket.get(socket);
    if (connection === undefined || connection.id !== undefined) {
      connection = {
        beginning: made.beginning,
        startMs: made.startMs,
        socket,
        id: undefined,
        endedByFunction: false,
      };
      this.bySocket.set(socket, connection);
    }
    this.byHandle.set(made.handle, connection);
    this.byId.set(handleId, connection);
    const { _handle: handle } = socket;
    // A TLS socket has a handle of its own in front of that of TCP.
    if (handle !== undefined && handle !== null && handle !== made.handle) {
      this.byHandle.set(handle, connection);
      const { getAsyncId } = handle as { getAsyncId?: () => number };
      if (getAsyncId !== undefined) this.byId.set(Reflect.apply(getAsyncId, handle, []), connection);
    }
    return connection;
  }

  private settle({ connection, request, canceled, settledMs, settledEpochMs }: Attempt): void {
    this.pending.delete(connection);
    const { socket } = connection;
    const failure = errorOf(socket);
    const refused = failure?.syscall === 'connect' || failure?.name === 'AggregateError';
    const error = refused ? failure.code : canceled ? (failure?.code ?? 'ECANCELED') : undefined;
    this.report(connection, peerOf(request), settledMs, settledEpochMs, error);
    if (error === undefined) this.look(connection);
  }

  private report(
    connection: Connection,
    peer: string,
    settledMs: number,
    epochMs: number,
    error: string | undefined,
  ): void {
    connection.id = String((this.count += 1));
    this.changes += 1;
    if (this.isRuntimeApi(peer)) return;
    const { place, nearest } = this.origins.origin(connection.beginning);
    if (nearest === 'runtime') return;
    if (error === undefined) this.open.add(connection);
    this.reporter.opened(
      {
        connectionId: connection.id,
        peer,
        connectMs: Math.round((settledMs - connection.startMs) * 1000) / 1000,
        ...(error === undefined ? {} : { error }),
        ...(place === undefined ? {} : { place }),
      },
      epochMs,
    );
  }

  private lookAtAll(): void {
    for (const connection of [...this.pending]) this.look(connection);
    for (const connection of [...this.open]) this.look(connection);
  }

  /** Says what has become of a connection since the last look. */
  private look(connection: Connection): void {
    const { socket } = connection;
    if (socket.destroyed !== true) {
      noteEnd(connection);
      return;
    }
    if (this.open.has(connection)) {
      this.open.delete(connection);
      this.changes += 1;
      this.ended.push({ connection, by: lostByPeer(connection) ? 'peer' : 'function' });
    } else if (this.pending.delete(connection) && connection.id === undefined) {
      // It came to an end before anything could be sent to its peer.
      const failure = errorOf(socket);
      const host = typeof failure?.hostname === 'string' ? failure.hostname : socket._host;
      if (typeof host !== 'string') return;
      this.report(connection, host, builtIns.now(), builtIns.epochMs(), failure?.code ?? 'ECANCELED');
    }
  }

  private sayEnded(reason: (by: EndedBy) => EndedBy): void {
    const { ended } = this;
    this.ended = [];
    for (const { connection, by } of ended) {
      if (connection.id !== undefined) this.reporter.ended(connection.id, reason(by));
    }
  }
}

function noteEnd(connection: Connection): void {
  const { socket } = connection;
  if (connection.endedByFunction || socket._readableState?.ended === true || errorOf(socket) !== undefined) return;
  connection.endedByFunction = socket.writableEnded === true || socket.destroyed === true;
}

function lostByPeer({ socket, endedByFunction }: Connection): boolean {
  if (endedByFunction) return false;
  const code = errorOf(socket)?.code;
  return socket._readableState?.ended === true || (code !== undefined && RESET.has(code));
}

function peerOf({ address, port }: Attempt['request']): string {
  const host = String(address);
  if (typeof port !== 'number') return host;
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
