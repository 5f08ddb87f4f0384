import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Logger } from '../../lambda/ports';
import type { Relay, RelayObserver } from './relayPorts';

/** Debuggers send this last: from here on the function may run. */
const READY_METHOD = 'Runtime.runIfWaitingForDebugger';

/** Node.js stays, when it exits, until its debuggers are gone, unless they ask to be told. */
const TELL_BEFORE_EXIT = { id: -1, method: 'NodeRuntime.notifyWhenWaitingForDisconnect', params: { enabled: true } };
const EXITING_EVENT = 'NodeRuntime.waitingForDisconnect';

/** The inspector behind the door. */
export interface InspectorTarget {
  /** A `ws://` URL. */
  readonly target: string;
  /** Path of a module, perhaps without extension, that is to stop at its beginning; undefined: none is. */
  readonly stopIn: string | undefined;
}

interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
}

/** Hands the messages of the Chrome DevTools Protocol on between debuggers and the inspector of a Node.js process. */
export class InspectorRelay implements Relay {
  private readonly path = `/${randomUUID()}`;
  private readonly conversations = new Set<Conversation>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly webSockets: WebSocketServer,
  ) {}

  /** Opens the door on a loopback port. */
  static async open(target: InspectorTarget, observer: RelayObserver, logger: Logger): Promise<InspectorRelay> {
    const server = createServer((_request, response) => {
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const webSockets = new WebSocketServer({ noServer: true });
    const relay = new InspectorRelay(server, port, webSockets);
    server.on('upgrade', (request, socket, head) => {
      // Only debuggers know the path; web pages, which could guess ports, always name their origin.
      if (request.url !== relay.path || request.headers.origin !== undefined) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (debuggerSocket) => {
        const conversation = new Conversation(debuggerSocket, target, observer, logger, () => {
          relay.conversations.delete(conversation);
        });
        relay.conversations.add(conversation);
      });
    });
    return relay;
  }

  get address(): string {
    return `ws://127.0.0.1:${String(this.port)}${this.path}`;
  }

  dispose(): void {
    for (const conversation of this.conversations) {
      conversation.end();
    }
    this.webSockets.close();
    this.server.close();
  }
}

/** One debugger and its connection to the inspector. */
class Conversation {
  private readonly runtimeSocket: WebSocket;
  private readonly pending = new Map<number, string>();
  private readonly early: string[] = [];
  private paused = false;
  private ended = false;

  constructor(
    private readonly debuggerSocket: WebSocket,
    private readonly behind: InspectorTarget,
    private readonly observer: RelayObserver,
    logger: Logger,
    private readonly onEnd: () => void,
  ) {
    // Until the inspector has taken the connection the runtime owes that.
    observer.requested();
    this.runtimeSocket = new WebSocket(behind.target, { perMessageDeflate: false, maxPayload: 0 });
    this.runtimeSocket.once('open', () => {
      observer.answered(1);
      this.runtimeSocket.send(JSON.stringify(TELL_BEFORE_EXIT));
      for (const message of this.early.splice(0)) {
        this.runtimeSocket.send(message);
      }
    });
    this.debuggerSocket.on('message', (data) => {
      this.fromDebugger(textOf(data));
    });
    this.runtimeSocket.on('message', (data) => {
      this.fromRuntime(textOf(data));
    });
    for (const socket of [this.debuggerSocket, this.runtimeSocket]) {
      socket.on('error', (error) => {
        logger.debug('The connection between debugger and runtime broke', error);
      });
      socket.on('close', () => {
        this.end();
      });
    }
  }

  end(): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    const owed = this.pending.size + (this.runtimeSocket.readyState === WebSocket.CONNECTING ? 1 : 0);
    this.pending.clear();
    this.debuggerSocket.close();
    this.runtimeSocket.close();
    this.observer.answered(owed);
    if (this.paused) {
      this.observer.resumed();
    }
    this.observer.disconnected();
    this.onEnd();
  }

  private fromDebugger(text: string): void {
    const { id, method } = JSON.parse(text) as InspectorMessage;
    if (id !== undefined) {
      this.pending.set(id, method ?? '');
      this.observer.requested();
    }
    if (method === READY_METHOD && this.behind.stopIn !== undefined) {
      this.send(beginningOf(this.behind.stopIn));
    }
    this.send(text);
  }

  private send(text: string): void {
    if (this.runtimeSocket.readyState === WebSocket.OPEN) {
      this.runtimeSocket.send(text);
    } else {
      this.early.push(text);
    }
  }

  private fromRuntime(text: string): void {
    const { id, method } = JSON.parse(text) as InspectorMessage;
    if (id !== undefined && id < 0) {
      return;
    }
    if (method === EXITING_EVENT) {
      this.end();
      return;
    }
    this.debuggerSocket.send(text);
    if (id !== undefined) {
      const asked = this.pending.get(id);
      if (this.pending.delete(id)) {
        this.observer.answered(1);
      }
      if (asked === READY_METHOD) {
        this.observer.ready();
      }
    } else if (method === 'Debugger.paused' && !this.paused) {
      this.paused = true;
      this.observer.paused();
    } else if (method === 'Debugger.resumed' && this.paused) {
      this.paused = false;
      this.observer.resumed();
    }
  }
}

/** Asks for a breakpoint that no debugger knows of; they stop there all the same. */
function beginningOf(module: string): string {
  const paths = [module, pathToFileURL(module).href].map((each) => each.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const parameters = { lineNumber: 0, urlRegex: `^(?:${paths.join('|')})(?:\\.[cm]?js)?$` };
  return JSON.stringify({ id: -2, method: 'Debugger.setBreakpointByUrl', params: parameters });
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : Buffer.concat(data as Buffer[]).toString();
}
