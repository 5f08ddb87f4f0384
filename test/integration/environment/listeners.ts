import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';

/** One event as a subscriber receives it. */
export interface ReceivedEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly events: readonly ReceivedEvent[];
}

/** What is expected to come, and who waits for it. */
class Arrivals {
  private readonly checks = new Set<() => void>();

  arrived(): void {
    for (const check of this.checks) {
      check();
    }
  }

  async until(condition: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (condition()) {
          this.checks.delete(check);
          resolve();
        }
      };
      this.checks.add(check);
      check();
    });
  }
}

/** An extension's HTTP listener on a port of its own. Answers 200 unless it is told otherwise. */
export class HttpListener {
  readonly requests: ReceivedRequest[] = [];
  /** Requests that were broken off before they were answered. */
  brokenOff = 0;
  answer: (response: ServerResponse, request: ReceivedRequest) => void = (response) => response.end();
  private readonly arrivals = new Arrivals();
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received: ReceivedRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        events: JSON.parse(Buffer.concat(chunks).toString()) as ReceivedEvent[],
      };
      this.requests.push(received);
      this.answer(response, received);
      this.arrivals.arrived();
    });
    response.on('close', () => {
      if (!response.writableEnded) {
        this.brokenOff += 1;
        this.arrivals.arrived();
      }
    });
  });

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  get events(): ReceivedEvent[] {
    return this.requests.flatMap((request) => request.events);
  }

  async until(condition: () => boolean): Promise<void> {
    await this.arrivals.until(condition);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** An extension's TCP listener on a port of its own. */
export class TcpListener {
  readonly sockets: Socket[] = [];
  text = '';
  private readonly arrivals = new Arrivals();
  private readonly server: TcpServer;

  constructor(private readonly reading = true) {
    this.server = createTcpServer({ pauseOnConnect: !reading }, (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      if (this.reading) {
        socket.setEncoding('utf8').on('data', (text: string) => {
          this.text += text;
          this.arrivals.arrived();
        });
      }
      this.arrivals.arrived();
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** The complete lines so far. */
  get events(): ReceivedEvent[] {
    return this.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as ReceivedEvent);
  }

  async until(condition: () => boolean): Promise<void> {
    await this.arrivals.until(condition);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A port of this machine on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const listener = new TcpListener();
  const port = await listener.listen();
  await listener.close();
  return port;
}
