import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type * as vscodeApi from 'vscode';

/** The editor's API, as a function sees it that runs beside the extensions. */
export type VscodeApi = typeof vscodeApi;

/** What a function has there besides the API. */
export interface InHost {
  /** For later functions of the same window. */
  readonly kept: Record<string, unknown>;
  /** Sends an event to the test. */
  readonly report: (name: string, value: unknown) => void;
}

/** Runs in the editor, so it may use nothing but its parameters; those and the result travel as JSON. */
export type HostFunction<Parameters, Result> = (
  vscode: VscodeApi,
  parameters: Parameters,
  host: InHost,
) => Result | PromiseLike<Result>;

/** An event that a function in the editor reported. */
export interface HostEvent {
  readonly event: string;
  readonly value: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The extension host of one window, through the helper extension in it. */
export class HostConnection {
  private readonly waiting = new Map<number, Waiting>();
  private readonly emitter = new EventEmitter();
  private nextId = 1;

  constructor(private readonly socket: Socket) {
    socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('The window of the editor was closed.'));
      this.waiting.clear();
    });
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** Runs a function in the extension host. Throws what the function throws, with its stack there. */
  async evaluate<Parameters, Result>(run: HostFunction<Parameters, Result>, parameters: Parameters): Promise<Result> {
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    if (!this.isOpen) throw new Error('The window of the editor was closed.');
    this.socket.write(`${JSON.stringify({ id, source: run.toString(), parameters })}\n`);
    return (await answer) as Result;
  }

  /** Calls back with every event of this name. */
  onEvent(name: string, listener: (value: unknown) => void): void {
    this.emitter.on(`event:${name}`, listener);
  }

  receive(message: Answer | HostEvent): void {
    if ('event' in message) {
      this.emitter.emit(`event:${message.event}`, message.value);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(`In the editor: ${message.error}`));
  }
}

/** Where the helper extensions of an editor's windows connect to. Every load of a window is one connection. */
export class HostChannel implements AsyncDisposable {
  private readonly emitter = new EventEmitter();

  private constructor(
    private readonly server: Server,
    private readonly token: string,
  ) {}

  static async open(): Promise<HostChannel> {
    const server = createServer();
    const channel = new HostChannel(server, randomBytes(16).toString('hex'));
    server.on('connection', (socket) => channel.accept(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return channel;
  }

  /** For the process of the extension host. */
  get environment(): Readonly<Record<string, string>> {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The channel is closed.');
    return { EDITOR_TEST_PORT: String(address.port), EDITOR_TEST_TOKEN: this.token };
  }

  /** The next window that connects. */
  async nextWindow(): Promise<HostConnection> {
    const [connection] = (await once(this.emitter, 'window')) as [HostConnection];
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.emitter.emit('closing');
    await closed;
  }

  private accept(socket: Socket): void {
    let connection: HostConnection | undefined;
    this.emitter.on('closing', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      const message = JSON.parse(line) as { token?: string } & Answer;
      if (connection !== undefined) {
        connection.receive(message);
      } else if (message.token === this.token) {
        connection = new HostConnection(socket);
        this.emitter.emit('window', connection);
      } else {
        socket.destroy();
      }
    });
  }
}
