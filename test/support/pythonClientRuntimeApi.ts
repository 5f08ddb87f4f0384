import { createServer, type Server, type Socket } from 'node:net';

/** What one `GET …/invocation/next` is answered with. */
export interface Invocation {
  readonly event?: unknown;
  /** Event bytes; instead of `event`. */
  readonly body?: Buffer;
  readonly requestId?: string;
  /** Overrides and additions; undefined removes a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** How the response to the client's POST looks; default 202. */
  readonly postStatus?: number;
  /** How the bytes of the event's response travel. */
  readonly transfer?: 'whole' | 'byteByByte' | 'chunked';
}

/** A request the client sent with a body. */
export interface Post {
  /** Path behind `/2018-06-01/runtime/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text: string;
}

interface Request extends Post {
  readonly method: string;
}

/** A Runtime API of one connection over a real socket. Requests are answered strictly one after the other. */
export class FakeRuntimeApi {
  onPost: (post: Post) => void = () => undefined;
  /** Resolves when the client asks for one more invocation than there are. */
  readonly allDelivered: Promise<undefined>;
  /** Requests per chunk of bytes that arrived, to see what travelled together: `GET invocation/next` and so on. */
  readonly arrivals: string[][] = [];
  socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private delivered = 0;
  private busy = false;
  private finished: () => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly invocations: readonly Invocation[],
  ) {
    this.allDelivered = new Promise((resolve) => {
      this.finished = () => resolve(undefined);
    });
    server.on('connection', (socket) => {
      this.socket = socket;
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        this.received = Buffer.concat([this.received, data]);
        this.arrivals.push([]);
        void this.work();
      });
    });
  }

  static async start(invocations: readonly Invocation[]): Promise<FakeRuntimeApi> {
    const server = createServer({ noDelay: true });
    const api = new FakeRuntimeApi(server, invocations);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get address(): string {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
  }

  dispose(): void {
    this.socket?.destroy();
    this.server.close();
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let request = this.take(); request !== undefined; request = this.take()) {
      this.arrivals.at(-1)?.push(`${request.method} ${request.path}`);
      if (request.method === 'POST') {
        this.acknowledge(request);
      } else {
        await this.deliver();
      }
    }
    this.busy = false;
  }

  private take(): Request | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [line = '', ...lines] = this.received.toString('utf8', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((text) => {
        const colon = text.indexOf(':');
        return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
      }),
    );
    const bodyEnd = end + 4 + Number(headers['content-length'] ?? 0);
    if (this.received.length < bodyEnd) return undefined;
    const body = this.received.subarray(end + 4, bodyEnd);
    this.received = this.received.subarray(bodyEnd);
    const [method = '', target = ''] = line.split(' ');
    return { method, path: target.replace('/2018-06-01/runtime/', ''), headers, body, text: body.toString() };
  }

  private acknowledge(request: Request): void {
    this.onPost(request);
    const status = this.invocations[this.delivered - 1]?.postStatus ?? 202;
    const body = status === 202 ? '{"status":"OK"}\n' : '{"errorMessage":"refused","errorType":"Refused"}';
    this.write(`HTTP/1.1 ${status} Some Reason\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  }

  private async deliver(): Promise<void> {
    const invocation = this.invocations[this.delivered];
    if (invocation === undefined) {
      this.finished();
      return;
    }
    this.delivered += 1;
    const body = invocation.body ?? Buffer.from(JSON.stringify(invocation.event ?? {}));
    const transfer = invocation.transfer ?? 'whole';
    const headers: Record<string, string | undefined> = {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId ?? `request-${this.delivered}`,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 3000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      'Lambda-Runtime-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
      ...(transfer === 'chunked' ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(body.length) }),
      ...invocation.headers,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${value}`],
    );
    const head = Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (transfer === 'byteByByte') {
      for (const byte of Buffer.concat([head, body])) {
        this.write(Buffer.of(byte));
        // One packet per byte, as far as the kernel lets it.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } else {
      this.write(transfer === 'chunked' ? Buffer.concat([head, chunked(body)]) : Buffer.concat([head, body]));
    }
  }

  private write(data: string | Buffer): void {
    this.socket?.write(data);
  }
}

function chunked(body: Buffer): Buffer {
  const middle = body.length >> 1;
  const parts = [body.subarray(0, middle), body.subarray(middle)].filter((part) => part.length > 0);
  return Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ]);
}
