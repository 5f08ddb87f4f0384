import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server: bytes to the client travel one by one, and what the client sends is recorded. */
export class SlowRelay {
  /** `host:port` of the server; set before the client connects. */
  target = '';
  /** What the client sent, in the pieces it arrived in. */
  readonly sent: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (client) => {
      const [host = '', port = ''] = this.target.split(':');
      const upstream = connect({ host, port: Number(port), noDelay: true });
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
      }
      client.on('data', (data) => {
        this.sent.push(data.toString());
        upstream.write(data);
      });
      let waiting = Promise.resolve();
      upstream.on('data', (data) => {
        waiting = waiting.then(() => trickle(data, client));
      });
    });
  }

  static async start(): Promise<SlowRelay> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SlowRelay(server);
  }

  get address(): string {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
  }

  dispose(): void {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
  }
}

/** One packet per byte, as far as the kernel lets it. */
async function trickle(data: Buffer, client: Socket): Promise<void> {
  for (const byte of data) {
    client.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
