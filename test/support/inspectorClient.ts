import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

interface InspectorEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A debugger that speaks the Chrome DevTools Protocol; asks for what a test needs and nothing else. */
export class InspectorClient {
  private readonly answers = new Map<number, (result: Record<string, unknown>) => void>();
  private readonly events: InspectorEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private lastId = 0;
  readonly closed: Promise<void>;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as InspectorEvent & { id?: number; result?: Record<string, unknown> };
      if (message.id === undefined) this.events.push(message);
      else this.answers.get(message.id)?.(message.result ?? {});
      for (const check of [...this.waiting]) check();
    });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async connect(address: string): Promise<InspectorClient> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    onTestFinished(() => socket.terminate());
    return new InspectorClient(socket);
  }

  async ask(method: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    this.lastId += 1;
    const id = this.lastId;
    this.socket.send(JSON.stringify({ id, method, params: parameters }));
    return new Promise((resolve) => this.answers.set(id, resolve));
  }

  /** The next event of this kind; each one is given once. */
  async next(method: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const index = this.events.findIndex((event) => event.method === method);
      const [found] = index < 0 ? [] : this.events.splice(index, 1);
      if (found !== undefined) return found.params;
      await new Promise<void>((resolve) => {
        const check = (): void => {
          this.waiting.delete(check);
          resolve();
        };
        this.waiting.add(check);
      });
    }
  }

  /** Attaches as debuggers do: breakpoints by file and line (from 1), then the function may be loaded. */
  async attach(breakpoints: readonly { readonly file: string; readonly line: number }[]): Promise<void> {
    await this.ask('Runtime.enable');
    await this.ask('Debugger.enable');
    for (const { file, line } of breakpoints) await this.setBreakpoint(file, line);
    await this.ask('Runtime.runIfWaitingForDebugger');
  }

  async setBreakpoint(file: string, line: number): Promise<void> {
    await this.ask('Debugger.setBreakpointByUrl', { url: `file://${file}`, lineNumber: line - 1 });
  }

  /** Waits until the function stands still; `line` counts from 1. */
  async paused(): Promise<{ line: number; evaluate: (expression: string) => Promise<unknown> }> {
    const { callFrames } = (await this.next('Debugger.paused')) as {
      callFrames: { callFrameId: string; location: { lineNumber: number } }[];
    };
    const [frame] = callFrames;
    return {
      line: (frame?.location.lineNumber ?? -1) + 1,
      evaluate: async (expression) => {
        const answer = await this.ask('Debugger.evaluateOnCallFrame', { callFrameId: frame?.callFrameId, expression });
        return (answer['result'] as { value: unknown }).value;
      },
    };
  }

  async resume(): Promise<void> {
    await this.ask('Debugger.resume');
  }

  close(): void {
    this.socket.close();
  }
}
