import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { LifecycleListeners } from '../../environment/lifecycleListeners';
import type { DebugRequest } from '../../lambda/debugging';
import { UserError } from '../../lambda/errors';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { Disposable, LifecycleEvent, LifecycleListener, LifecycleSource } from '../../lambda/lifecycleEvents';
import type { Logger } from '../../lambda/ports';
import type { FleetMessage, FleetMethod, FleetRequests, RemoteEnvironment } from './messages';

interface Waiting {
  readonly resolve: (answered: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A fleet in another process, as far as a debug session needs it. */
export class RemoteFleet implements LifecycleSource, Disposable {
  private readonly listeners: LifecycleListeners;
  private readonly waiting = new Map<number, Waiting>();
  private known: readonly RemoteEnvironment[] = [];
  private lastId = 0;

  private constructor(
    private readonly socket: Socket,
    logger: Logger,
  ) {
    this.listeners = new LifecycleListeners(logger);
    createInterface({ input: socket }).on('line', (line) => {
      this.receive(JSON.parse(line) as FleetMessage);
    });
    socket.on('error', (error) => {
      logger.debug('The connection to a process that serves functions broke', error);
    });
    socket.once('close', () => {
      const gone = new UserError('The process that serves the function has ended; start `warmpath serve` again.');
      for (const { reject } of this.waiting.values()) {
        reject(gone);
      }
      this.waiting.clear();
    });
  }

  /** Rejects when nobody listens at the address. */
  static async connect(address: string, logger: Logger): Promise<RemoteFleet> {
    const socket = connect(address);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RemoteFleet(socket, logger);
  }

  functions(): Promise<readonly FunctionConfiguration[]> {
    return this.ask('functions', {});
  }

  /** Environments of the function that is debugged. */
  environments(): readonly RemoteEnvironment[] {
    return this.known;
  }

  onEvent(listener: LifecycleListener): Disposable {
    return this.listeners.onEvent(listener);
  }

  async debug(functionName: string, request: DebugRequest | undefined): Promise<void> {
    this.known = await this.ask('debug', { functionName, request: request ?? null });
  }

  async end(functionName: string, cause: string): Promise<void> {
    await this.ask('end', { functionName, cause });
  }

  /** Answers when the Invoke phase is over. */
  async invoke(
    functionName: string,
    { payload }: { readonly payload: Uint8Array },
  ): Promise<{
    readonly payload: Uint8Array;
    readonly contentType: string;
    readonly functionError?: string;
    readonly completed: Promise<void>;
  }> {
    const answer = await this.ask('invoke', { functionName, payload: Buffer.from(payload).toString('base64') });
    return { ...answer, payload: Buffer.from(answer.payload, 'base64'), completed: Promise.resolve() };
  }

  dispose(): void {
    this.socket.destroy();
  }

  private ask<Method extends FleetMethod>(
    method: Method,
    asked: FleetRequests[Method]['asked'],
  ): Promise<FleetRequests[Method]['answered']> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.socket.write(`${JSON.stringify({ id, method, asked })}\n`);
    });
  }

  private receive(message: FleetMessage): void {
    if ('event' in message) {
      this.follow(message.event);
      this.listeners.publish(message.event);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('answered' in message) {
      waiting?.resolve(message.answered);
    } else {
      waiting?.reject(new UserError(message.refused));
    }
  }

  private follow({ type, environmentId }: LifecycleEvent): void {
    if (type === 'environment.stopped') {
      this.known = this.known.filter(({ id }) => id !== environmentId);
    }
  }
}
