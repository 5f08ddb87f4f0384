import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';

/** What one `GET …/invocation/next` is answered with. */
export interface ServedInvocation {
  /** The event as JSON text or as a value; default `{}`. */
  readonly event?: unknown;
  /** Event bytes; instead of `event`. */
  readonly body?: Buffer;
  readonly requestId?: string;
  /** Milliseconds until the deadline; default 3000. */
  readonly timeoutMs?: number;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Send the event in chunked transfer coding. */
  readonly chunked?: boolean;
  /** Status of the answer to the runtime's response or error; default 202. */
  readonly postStatus?: number;
}

/** Something the runtime posted. */
export interface Posted {
  /** `response`, `error` or `init/error`. */
  readonly kind: string;
  /** Undefined for `init/error`. */
  readonly requestId: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly text: string;
  readonly status: number;
}

interface Running extends ServedInvocation {
  readonly requestId: string;
}

/**
 * The Runtime API (lambda-contract §2) for tests of runtime clients, on a real socket. It serves the given invocations one
 * after the other and records what the runtime posts.
 */
export class RuntimeApiServer {
  /** Everything posted, in order; what was refused too. */
  readonly posted: Posted[] = [];
  /** Called when a post has arrived completely. */
  onPosted: (posted: Posted) => void = () => undefined;
  /** Called when an invocation has been handed out. */
  onServed: () => void = () => undefined;
  /** Called with each piece of a body as it arrives. */
  onBodyPiece: (requestId: string | undefined, piece: Buffer) => void = () => undefined;
  /** Resolves when the runtime asks for one more invocation than there are. */
  readonly allServed: Promise<void>;
  private resolveAllServed: () => void = () => undefined;
  private served = 0;
  private running: Running | undefined;
  /** Requests for the next invocation that cannot be answered yet. */
  private waiting: ServerResponse[] = [];

  private constructor(
    private readonly server: Server,
    private readonly invocations: ServedInvocation[],
  ) {
    this.allServed = new Promise((resolve) => {
      this.resolveAllServed = resolve;
    });
    // A handler may run for longer than Node.js keeps an idle connection.
    server.keepAliveTimeout = 0;
    // Node.js hands over pipelined requests at once; the Runtime API takes those of a connection one after the other.
    const queues = new WeakMap<Socket, Promise<void>>();
    server.on('request', (request, response) => {
      const before = queues.get(request.socket) ?? Promise.resolve();
      queues.set(
        request.socket,
        before.then(() => this.handle(request, response)),
      );
    });
  }

  static async start(invocations: readonly ServedInvocation[]): Promise<RuntimeApiServer> {
    const server = createServer({ noDelay: true });
    const api = new RuntimeApiServer(server, [...invocations]);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get address(): string {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${String(address.port)}` : '';
  }

  /** Serves one more invocation. */
  add(invocation: ServedInvocation): void {
    this.invocations.push(invocation);
    this.serveWaiting();
  }

  dispose(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (request.method === 'GET' && path === 'invocation/next') {
      this.serveNext(response);
      return;
    }
    const [, requestId, kind = path] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        pieces.push(piece);
        this.onBodyPiece(requestId, piece);
      }
    } catch {
      // The runtime went away in the middle: there is nothing to record or to answer.
      return;
    }
    const body = Buffer.concat(pieces);
    const status = this.take(requestId);
    const { headers, trailers } = request;
    const posted = { kind, requestId, headers, trailers, body, text: body.toString(), status };
    this.posted.push(posted);
    this.onPosted(posted);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    this.serveWaiting();
    response.end(status < 300 ? '{"status":"OK"}\n' : '{"errorMessage":"refused","errorType":"Refused"}');
  }

  /** Status for an outcome of that invocation; each can be posted once. */
  private take(requestId: string | undefined): number {
    if (requestId === undefined) return 202;
    if (this.running?.requestId !== requestId) return 400;
    const { postStatus = 202 } = this.running;
    this.running = undefined;
    return postStatus;
  }

  private serveWaiting(): void {
    const waiting = this.waiting.shift();
    if (waiting !== undefined) this.serveNext(waiting);
  }

  private serveNext(response: ServerResponse): void {
    const invocation = this.invocations[this.served];
    if (invocation === undefined || this.running !== undefined) {
      // A client with several connections may ask while the end of its streamed response is still on the way.
      this.waiting.push(response);
      if (this.running === undefined) this.resolveAllServed();
      return;
    }
    this.served += 1;
    this.running = { requestId: `request-${String(this.served)}`, ...invocation };
    const { requestId, headers, timeoutMs = 3000, event = {}, chunked = false } = this.running;
    const body = this.running.body ?? Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      ...(chunked ? {} : { 'Content-Length': body.length }),
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': Date.now() + timeoutMs,
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:orders',
      'Lambda-Runtime-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
      ...headers,
    });
    if (chunked) response.write(body.subarray(0, body.length / 2));
    response.once('finish', () => this.onServed());
    response.end(chunked ? body.subarray(body.length / 2) : body);
  }
}
