/** The parts of a `net.Socket` that tell what became of it; some of them only Node.js itself reads. */
export interface SocketState {
  readonly connecting?: boolean;
  readonly destroyed?: boolean;
  readonly writableEnded?: boolean;
  readonly _host?: unknown;
  readonly _handle?: object | null;
  readonly _readableState?: { readonly ended?: boolean; readonly errored?: unknown };
  readonly _writableState?: { readonly errored?: unknown };
}

/** Error of a connection, as Node.js makes it. */
interface ConnectionError {
  readonly code: string;
  readonly syscall?: unknown;
  readonly hostname?: unknown;
  readonly name: string;
}

/** The object that a native handle belongs to: a socket, a server, a child process. Undefined once it is closed. */
export function ownerOf(handle: object): object | undefined {
  const symbol = Object.getOwnPropertySymbols(handle).find(({ description }) => description === 'owner_symbol');
  const owner: unknown = symbol === undefined ? undefined : Reflect.get(handle, symbol);
  return typeof owner === 'object' && owner !== null ? owner : undefined;
}

/** The native handle of a resource: pooled sockets are handed on in a wrapper. */
export function handleOf(resource: object): object {
  const { handle } = resource as { readonly handle?: unknown };
  return resource.constructor.name === 'ReusedHandle' && typeof handle === 'object' && handle !== null
    ? handle
    : resource;
}

export function errorOf(socket: SocketState): ConnectionError | undefined {
  const error = socket._writableState?.errored ?? socket._readableState?.errored;
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, hostname } = error as { code?: unknown; syscall?: unknown; hostname?: unknown };
  return { code: typeof code === 'string' ? code : error.name, syscall, hostname, name: error.name };
}

/** Id of the operating system for a socket; undefined where there is none. */
export function descriptorOf(socket: SocketState): number | undefined {
  const { _handle: handle } = socket;
  if (handle === undefined || handle === null) return undefined;
  const { fd, _parent: parent } = handle as { readonly fd?: unknown; readonly _parent?: { readonly fd?: unknown } };
  const found = typeof fd === 'number' && fd >= 0 ? fd : parent?.fd;
  return typeof found === 'number' && found >= 0 ? found : undefined;
}
