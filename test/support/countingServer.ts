import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a service does with a connection. */
export type Service = (socket: Socket) => void;

/** Stands for a database or another service on loopback, and counts who connects to it. */
export class CountingServer implements AsyncDisposable {
  /** Connections that were made so far. */
  accepted = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(service: Service): Promise<CountingServer> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const started = new CountingServer(server, typeof address === 'object' && address !== null ? address.port : 0);
    server.on('connection', (socket) => {
      started.accepted += 1;
      started.sockets.add(socket);
      socket.on('close', () => started.sockets.delete(socket));
      // Functions that are killed leave their connections as they are.
      socket.on('error', () => undefined);
      service(socket);
    });
    return started;
  }

  /** Ends all connections, as a database that is restarted does. */
  async endConnections(): Promise<void> {
    await Promise.all(
      [...this.sockets].map(async (socket) => {
        const closed = once(socket, 'close');
        socket.destroy();
        await closed;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await this.endConnections();
    await closed;
  }
}

/** Answers each line with the same line. */
export const lines: Service = (socket) => {
  createInterface(socket).on('line', (line) => socket.write(`${line}\n`));
};

/** Takes what comes and never answers. */
export const silence: Service = (socket) => {
  socket.resume();
};

/** Answers each HTTP request with a document, and leaves its connections open. */
export function documents(answer: (request: IncomingMessage) => unknown): Service {
  const server = createHttpServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request)));
  });
  // A client must find its connection again, however long it was frozen.
  server.keepAliveTimeout = 600_000;
  return (socket) => {
    server.emit('connection', socket);
  };
}

/** Passes everything on to a server on this machine. */
export function relay(port: number): Service {
  return (socket) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  };
}
