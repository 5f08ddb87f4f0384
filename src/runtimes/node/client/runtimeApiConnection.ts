import { connect, type Socket } from 'node:net';
import { HttpResponseParser, type HttpResponse } from './httpResponseParser';

type ResponseListener = (response: HttpResponse) => void;

/**
 * The one connection to the Runtime API. Requests are pipelined: several may be written before the first is answered, and
 * answers arrive in the order of the requests.
 *
 * The connection keeps the process alive only while an answer is awaited or `hold` is in force: a handler that has nothing
 * left to wait for must be seen to have an empty event loop.
 */
export class RuntimeApiConnection {
  /** `Host` of every request. */
  readonly host: string;
  private readonly socket: Socket;
  private readonly awaited: ResponseListener[] = [];
  private held = false;

  /** `onBroken` is called once when the connection cannot be made or has ended; nothing can be sent after that. */
  constructor(address: string, onBroken: (reason: Error) => void) {
    this.host = address;
    const portSeparator = address.lastIndexOf(':');
    this.socket = connect({
      host: address.slice(0, portSeparator),
      port: Number(address.slice(portSeparator + 1)),
      noDelay: true,
    });
    const parser = new HttpResponseParser((response) => this.receive(response));
    let failure: Error | undefined;
    this.socket
      .on('data', (bytes: Buffer) => {
        try {
          parser.push(bytes);
        } catch (error) {
          this.socket.destroy(error as Error);
        }
      })
      .on('error', (error) => {
        failure = error;
      })
      .on('end', () => this.socket.destroy())
      .on('close', () => onBroken(failure ?? new Error('The Runtime API closed the connection.')));
    // Own properties: user code that replaces methods of sockets in general does not reach this one.
    for (const name of ['write', 'ref', 'unref', 'cork', 'uncork'] as const) {
      Reflect.set(this.socket, name, Reflect.get(this.socket, name));
    }
    this.socket.unref();
  }

  /** Writes whole requests at once; each of `listeners` is called with the answer to one of them, in order. */
  send(requests: string, ...listeners: readonly ResponseListener[]): void {
    this.await(...listeners);
    this.socket.write(requests);
  }

  /** Announces that the answer to a request that is written piece by piece is awaited. */
  await(...listeners: readonly ResponseListener[]): void {
    this.awaited.push(...listeners);
    this.keepAliveAsNeeded();
  }

  /** Writes the pieces of a request together; `written` is called when the operating system took them. */
  write(pieces: readonly (string | Uint8Array)[], written?: (error?: Error | null) => void): void {
    this.socket.cork();
    pieces.forEach((piece, index) => {
      this.socket.write(piece, index === pieces.length - 1 ? written : undefined);
    });
    this.socket.uncork();
  }

  /** Keeps the process alive while true, whatever is awaited. */
  hold(held: boolean): void {
    this.held = held;
    this.keepAliveAsNeeded();
  }

  private receive(response: HttpResponse): void {
    const listener = this.awaited.shift();
    this.keepAliveAsNeeded();
    listener?.(response);
  }

  private keepAliveAsNeeded(): void {
    if (this.held || this.awaited.length > 0) this.socket.ref();
    else this.socket.unref();
  }
}
