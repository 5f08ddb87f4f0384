import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

interface Waiter {
  readonly name: string;
  resolve(body: string): void;
}

/** What running functions tell a test, and what makes them go on: both over HTTP, because they share no files with it. */
class Signals {
  /** Where functions send their signals to, followed by `/name`. */
  url = '';
  private readonly server: Server;
  private readonly received: { readonly name: string; readonly body: string }[] = [];
  private readonly waiters: Waiter[] = [];
  private readonly gate: Promise<void>;
  private openGate: () => void = () => undefined;

  constructor() {
    this.gate = new Promise((resolve) => (this.openGate = resolve));
    this.server = createServer((request, response) => {
      const name = (request.url ?? '').slice(1);
      void text(request).then(async (body) => {
        this.received.push({ name, body });
        for (const waiter of this.waiters) if (waiter.name === name) waiter.resolve(body);
        if (name === 'gate') await this.gate;
        response.end();
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  }

  /** The body of the first signal of this name. */
  next(name: string): Promise<string> {
    const found = this.received.find((signal) => signal.name === name);
    if (found !== undefined) return Promise.resolve(found.body);
    return new Promise((resolve) => this.waiters.push({ name, resolve }));
  }

  count(name: string): number {
    return this.received.filter((signal) => signal.name === name).length;
  }

  /** Lets functions go on that wait at the gate. */
  open(): void {
    this.openGate();
  }

  dispose(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Signals that end with the test. */
export async function listeningSignals(onTestFinished: (end: () => void) => void): Promise<Signals> {
  const signals = new Signals();
  await signals.listen();
  onTestFinished(() => signals.dispose());
  return signals;
}
