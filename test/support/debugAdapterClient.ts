import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { MessageFrames } from '../../src/environment/debugger/messageFrames';

interface Message {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** An editor as the Debug Adapter Protocol sees it. */
export class DebugAdapterClient {
  private readonly frames = new MessageFrames();
  private readonly messages: Message[] = [];
  private readonly waiting = new Set<() => void>();
  private lastSeq = 0;
  readonly closed: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      for (const text of this.frames.push(bytes)) this.messages.push(JSON.parse(text) as Message);
      for (const check of [...this.waiting]) check();
    });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** `address` is a socket, a named pipe or a port on loopback. */
  static async connect(address: string | number): Promise<DebugAdapterClient> {
    const socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    onTestFinished(() => void socket.destroy());
    return new DebugAdapterClient(socket);
  }

  /** Sends a request without waiting for its answer. */
  send(command: string, parameters: object = {}): number {
    this.lastSeq += 1;
    const text = JSON.stringify({ seq: this.lastSeq, type: 'request', command, arguments: parameters });
    this.socket.write(`Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`);
    return this.lastSeq;
  }

  /** The body of the answer. Throws what the adapter refuses with. */
  async ask(command: string, parameters: object = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.answerTo(this.send(command, parameters));
  }

  async answerTo(seq: number): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.take(({ type, request_seq: asked }) => type === 'response' && asked === seq);
    if (answer.success !== true) throw new Error(`${answer.command ?? ''}: ${answer.message ?? 'refused'}`);
    return answer.body ?? {};
  }

  /** The next event of this kind; each one is given once. */
  async next(event: string): Promise<Readonly<Record<string, unknown>>> {
    const found = await this.take((message) => message.event === event);
    return found.body ?? {};
  }

  /** Attaches as editors do: breakpoints by file and line (from 1), then the function may be loaded. */
  async attach(
    configuration: object,
    breakpoints: readonly { readonly file: string; readonly lines: readonly number[] }[],
  ): Promise<void> {
    await this.ask('initialize', { adapterID: 'test', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' });
    const attaching = this.send('attach', configuration);
    await this.next('initialized');
    for (const { file, lines } of breakpoints) await this.setBreakpoints(file, lines);
    await this.ask('configurationDone');
    await this.answerTo(attaching);
  }

  async setBreakpoints(file: string, lines: readonly number[]): Promise<void> {
    await this.ask('setBreakpoints', { source: { path: file }, breakpoints: lines.map((line) => ({ line })) });
  }

  /** Waits until the function stands still; `line` counts from 1. */
  async paused(): Promise<{ line: number; threadId: number; evaluate: (expression: string) => Promise<unknown> }> {
    const { threadId } = (await this.next('stopped')) as { threadId: number };
    const { stackFrames } = (await this.ask('stackTrace', { threadId })) as {
      stackFrames: { id: number; line: number }[];
    };
    const [frame] = stackFrames;
    return {
      line: frame?.line ?? -1,
      threadId,
      evaluate: async (expression) =>
        (await this.ask('evaluate', { expression, frameId: frame?.id, context: 'watch' }))['result'],
    };
  }

  close(): void {
    this.socket.end();
  }

  private async take(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const index = this.messages.findIndex(fits);
      const [found] = index < 0 ? [] : this.messages.splice(index, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const check = (): void => {
          this.waiting.delete(check);
          resolve();
        };
        this.waiting.add(check);
      });
    }
  }
}
