import { connect, createServer, type Server, type Socket } from 'node:net';
import { toError } from '../../lambda/errors';
import type { Logger } from '../../lambda/ports';
import { MessageFrames } from './messageFrames';
import type { Relay, RelayObserver } from './relayPorts';

/** Requests whose success means that the function runs on. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'reverseContinue', 'stepBack', 'goto']);

interface AdapterMessage {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
}

/** Where the debug adapter of a runtime listens. */
export interface AdapterTarget {
  readonly host: string;
  readonly port: number;
}

/** Hands the messages of the Debug Adapter Protocol on between debuggers and the adapter inside an environment. */
export class DebugAdapterRelay implements Relay {
  private readonly conversations = new Set<Conversation>();

  private constructor(
    readonly address: string,
    private readonly server: Server,
  ) {}

  /** Opens the door as a socket (or named pipe) at `address`, which only this user can reach. */
  static async open(
    address: string,
    target: AdapterTarget,
    observer: RelayObserver,
    logger: Logger,
  ): Promise<DebugAdapterRelay> {
    const server = createServer({ noDelay: true });
    const relay = new DebugAdapterRelay(address, server);
    server.on('connection', (debuggerSocket) => {
      const conversation = new Conversation(debuggerSocket, target, observer, logger, () => {
        relay.conversations.delete(conversation);
      });
      relay.conversations.add(conversation);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
    return relay;
  }

  dispose(): void {
    for (const conversation of this.conversations) {
      conversation.end();
    }
    this.server.close();
  }
}

/** One debugger and its connection to the adapter. */
class Conversation {
  private readonly adapterSocket: Socket;
  private readonly pending = new Map<number, string>();
  private readonly fromDebuggerFrames = new MessageFrames();
  private readonly fromAdapterFrames = new MessageFrames();
  private paused = false;
  private ended = false;

  constructor(
    private readonly debuggerSocket: Socket,
    target: AdapterTarget,
    private readonly observer: RelayObserver,
    private readonly logger: Logger,
    private readonly onEnd: () => void,
  ) {
    this.adapterSocket = connect({ ...target, noDelay: true });
    this.handOn(this.debuggerSocket, this.adapterSocket, this.fromDebuggerFrames, (message) => {
      this.fromDebugger(message);
    });
    this.handOn(this.adapterSocket, this.debuggerSocket, this.fromAdapterFrames, (message) => {
      this.fromAdapter(message);
    });
  }

  end(): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    this.debuggerSocket.end();
    this.adapterSocket.end();
    this.observer.answered(this.pending.size);
    this.pending.clear();
    this.resumed();
    this.observer.disconnected();
    this.onEnd();
  }

  private handOn(from: Socket, to: Socket, frames: MessageFrames, look: (message: AdapterMessage) => void): void {
    from.on('data', (bytes: Buffer) => {
      try {
        for (const text of frames.push(bytes)) {
          look(JSON.parse(text) as AdapterMessage);
        }
      } catch (thrown) {
        this.logger.warn('The connection between debugger and runtime is ended', toError(thrown));
        this.end();
        return;
      }
      to.write(bytes);
    });
    from.on('error', (error) => {
      this.logger.debug('The connection between debugger and runtime broke', error);
    });
    from.on('close', () => {
      this.end();
    });
  }

  private fromDebugger({ type, seq, command = '' }: AdapterMessage): void {
    if (type === 'request') {
      this.pending.set(seq, command);
      this.observer.requested();
    }
  }

  private fromAdapter({ type, event, request_seq: answeredSeq = -1, success }: AdapterMessage): void {
    if (type === 'event' && event === 'stopped' && !this.paused) {
      this.paused = true;
      this.observer.paused();
    } else if (type === 'event' && event === 'continued') {
      this.resumed();
    } else if (type === 'response') {
      const command = this.pending.get(answeredSeq);
      if (this.pending.delete(answeredSeq)) {
        this.observer.answered(1);
      }
      if (command === 'configurationDone') {
        this.observer.ready();
      }
      if (success === true && command !== undefined && RESUMING.has(command)) {
        this.resumed();
      }
    }
  }

  private resumed(): void {
    if (this.paused) {
      this.paused = false;
      this.observer.resumed();
    }
  }
}
