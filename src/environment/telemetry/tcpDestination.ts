import { connect, type Socket } from 'node:net';
import type { Delivery, DeliveryOutcome, Destination } from './destination';

/** Delivers batches as one JSON text a line over a TCP connection that is kept (lambda-contract §4.2). */
export class TcpDestination implements Destination {
  private socket: Socket | undefined;
  private connected = false;
  private failure: string | undefined;

  /** `host` is what `sandbox.localdomain` stands for; nothing else is ever contacted. */
  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** Delivered means: handed to the operating system. TCP knows no more (lambda-contract §4.2). */
  deliver(events: readonly string[], settle: (outcome: DeliveryOutcome) => void): Delivery {
    const socket = this.socket ?? this.open();
    socket.write(`${events.join('\n')}\n`, (error) => {
      // A socket that was destroyed reports the write that was under way as done.
      if (!error && !socket.destroyed) {
        settle({ kind: 'delivered' });
      } else {
        const kind = this.connected ? 'refused' : 'unreachable';
        settle({ kind, cause: this.failure ?? error?.message ?? 'it closed the connection' });
      }
    });
    return {
      abort: () => {
        this.failure = 'it did not read';
        socket.destroy(new Error(this.failure));
      },
    };
  }

  dispose(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    this.socket = socket;
    this.connected = false;
    this.failure = undefined;
    socket.on('connect', () => {
      this.connected = true;
    });
    socket.on('error', (error) => {
      this.failure = error.message;
    });
    socket.on('close', () => {
      if (this.socket === socket) {
        this.socket = undefined;
      }
    });
    // Whatever a listener sends back has no meaning, and must not pile up.
    socket.resume();
    return socket;
  }
}
