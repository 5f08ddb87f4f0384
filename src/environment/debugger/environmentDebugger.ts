import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { DebugAddress, DebugRequest } from '../../lambda/debugging';
import { toError } from '../../lambda/errors';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import type { EventStream } from '../eventStream';
import type { DebugPauses } from './debugPauses';
import type { Relay, RelayObserver } from './relayPorts';
import { RuntimeHold } from './runtimeHold';

export interface EnvironmentDebuggerOptions {
  readonly request: DebugRequest;
  /** Thaws the processes until the result is disposed of. */
  readonly hold: () => Disposable;
  readonly pauses: DebugPauses;
  readonly events: EventStream;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a runtime client says when its debugger can be reached. */
interface Arrival {
  readonly token: string;
  /** A `ws://` URL of an inspector, or `tcp://host:port` of a debug adapter. */
  readonly target: string;
  /** Node.js: path of the function's module, perhaps without extension. */
  readonly module?: string;
}

/**
 * Lets debuggers into the runtime of one environment. The runtime reports here before it loads user code and goes on when
 * a debugger has set its breakpoints, or when none came in time.
 */
export class EnvironmentDebugger implements Disposable {
  private readonly token = randomBytes(16);
  private readonly hold: RuntimeHold;
  private relay: Relay | undefined;
  private current: DebugAddress | undefined;
  /** Lets the runtime that waits go on. */
  private letGo: ((attached: boolean) => void) | undefined;

  private constructor(
    private readonly options: EnvironmentDebuggerOptions,
    private readonly server: Server,
  ) {
    this.hold = new RuntimeHold(options.clock, options.hold);
    server.on('connection', (socket) => {
      this.greet(socket);
    });
  }

  /** Starts to listen for the runtime on a loopback port. */
  static async listen(options: EnvironmentDebuggerOptions): Promise<EnvironmentDebugger> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new EnvironmentDebugger(options, server);
  }

  /** `host:port/token`, for the runtime client. */
  get rendezvous(): string {
    const { port } = this.server.address() as AddressInfo;
    return `127.0.0.1:${String(port)}/${this.token.toString('hex')}`;
  }

  /** Where debuggers reach the runtime that runs now; undefined while none does. */
  get address(): DebugAddress | undefined {
    return this.current;
  }

  /** The runtime process has ended: its debuggers lose it. */
  runtimeEnded(): void {
    this.letGo?.(false);
    this.relay?.dispose();
    this.relay = undefined;
    this.current = undefined;
  }

  dispose(): void {
    this.runtimeEnded();
    this.hold.dispose();
    this.server.close();
  }

  private greet(socket: Socket): void {
    socket.on('error', (error) => {
      this.options.logger.debug('A runtime broke its connection to the debugger', error);
    });
    createInterface({ input: socket }).once('line', (line) => {
      this.admit(socket, line).catch((thrown: unknown) => {
        this.options.logger.warn('A runtime cannot be debugged', toError(thrown));
        socket.destroy();
      });
    });
  }

  private async admit(socket: Socket, line: string): Promise<void> {
    const { token, target, module } = JSON.parse(line) as Arrival;
    const given = Buffer.from(token, 'hex');
    if (given.length !== this.token.length || !timingSafeEqual(given, this.token)) {
      socket.destroy();
      return;
    }
    const { events, clock, pauses, request } = this.options;
    this.relay?.dispose();
    const sinceMs = clock.monotonic();
    pauses.attaching();
    const limit = clock.after(request.attachLimitMs, () => this.letGo?.(false));
    this.letGo = (attached) => {
      this.letGo = undefined;
      limit.dispose();
      pauses.attached();
      const waitedMs = clock.monotonic() - sinceMs;
      if (attached) {
        events.emit('debugger.attached', { waitedMs });
      } else {
        events.emit('environment.notice', {
          message: `No debugger attached within ${String(Math.round(waitedMs))} ms, so the function goes on without one.`,
        });
      }
      socket.end(attached && request.stopOnInit ? 'go stopOnInit\n' : 'go\n');
    };
    socket.once('close', () => this.letGo?.(false));
    const { relay, protocol } = await this.open(target, request.stopOnInit ? module : undefined);
    this.relay = relay;
    this.current = { protocol, address: relay.address };
    events.emit('debugger.waiting', this.current);
  }

  /** Relays are loaded when something is debugged: nothing else needs a WebSocket. */
  private async open(
    target: string,
    stopIn: string | undefined,
  ): Promise<{ relay: Relay; protocol: DebugAddress['protocol'] }> {
    const observer = this.observer();
    if (target.startsWith('ws:')) {
      const { InspectorRelay } = await import('./inspectorRelay');
      return {
        relay: await InspectorRelay.open({ target, stopIn }, observer, this.options.logger),
        protocol: 'inspector',
      };
    }
    const { hostname, port } = new URL(target);
    const { DebugAdapterRelay } = await import('./debugAdapterRelay');
    const relay = await DebugAdapterRelay.open(
      doorPath(),
      { host: hostname, port: Number(port) },
      observer,
      this.options.logger,
    );
    return { relay, protocol: 'debugAdapter' };
  }

  private observer(): RelayObserver {
    const { pauses, events } = this.options;
    return {
      requested: () => {
        this.hold.begin();
      },
      answered: (answers) => {
        this.hold.end(answers);
      },
      ready: () => {
        if (this.letGo === undefined) {
          events.emit('debugger.attached', { waitedMs: 0 });
        } else {
          this.letGo(true);
        }
      },
      paused: () => {
        pauses.paused();
      },
      resumed: () => {
        pauses.resumed();
      },
      disconnected: () => {
        events.emit('debugger.detached', {});
      },
    };
  }
}

/** A name nobody can guess, short enough for a socket (about 100 characters). */
function doorPath(): string {
  const name = `warmpath-${randomBytes(12).toString('hex')}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`);
}
