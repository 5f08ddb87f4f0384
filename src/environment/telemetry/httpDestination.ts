import { request, type ClientRequest } from 'node:http';
import type { Delivery, DeliveryOutcome, Destination } from './destination';

/** Address of an HTTP listener inside the environment. */
export interface HttpAddress {
  /** What `sandbox.localdomain` stands for; nothing else is ever contacted. */
  readonly host: string;
  readonly port: number;
  readonly method: 'POST' | 'PUT';
  /** Path and query. */
  readonly path: string;
}

/** Delivers batches as JSON arrays over HTTP (lambda-contract §4.2). Redirects are not followed. */
export class HttpDestination implements Destination {
  constructor(private readonly address: HttpAddress) {}

  deliver(events: readonly string[], settle: (outcome: DeliveryOutcome) => void): Delivery {
    return new HttpDelivery(this.address, `[${events.join(',')}]`, settle);
  }

  dispose(): void {
    // Every delivery has a connection of its own, which ends with it.
  }
}

class HttpDelivery implements Delivery {
  private readonly request: ClientRequest;
  private outcome: DeliveryOutcome | undefined;
  private connected = false;
  private settled = false;

  constructor(
    { host, port, method, path }: HttpAddress,
    body: string,
    private readonly settle: (outcome: DeliveryOutcome) => void,
  ) {
    this.request = request({
      host,
      port,
      method,
      path,
      // A kept connection would be closed by a listener that was frozen for longer than its idle time, just when the
      // next batch is sent.
      agent: false,
      headers: {
        Host: `sandbox.localdomain:${port}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      },
    });
    this.request.on('socket', (socket) => {
      socket.once('connect', () => {
        this.connected = true;
      });
    });
    this.request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      this.outcome =
        status >= 200 && status < 300
          ? { kind: 'delivered' }
          : { kind: 'refused', cause: `it answered with HTTP status ${status}` };
      // The body says nothing, but a listener should be able to write it before the connection goes.
      response.on('error', () => undefined);
      response.resume();
    });
    this.request.on('error', (error) => {
      this.outcome ??= { kind: this.connected ? 'refused' : 'unreachable', cause: error.message };
    });
    this.request.on('close', () => {
      this.finish();
    });
    this.request.end(body);
  }

  abort(): void {
    this.outcome ??= { kind: this.connected ? 'refused' : 'unreachable', cause: 'it did not answer' };
    this.request.destroy();
  }

  private finish(): void {
    if (!this.settled) {
      this.settled = true;
      this.settle(this.outcome ?? { kind: 'refused', cause: 'it closed the connection' });
    }
  }
}
