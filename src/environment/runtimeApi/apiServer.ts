import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { toError } from '../../lambda/errors';
import type { Logger } from '../../lambda/ports';
import { answerText } from './answers';

export type ApiRequestHandler = (request: IncomingMessage, response: ServerResponse) => void;
export type ApiUpgradeHandler = (request: IncomingMessage, socket: Duplex) => void;

/** Room for the X-Ray cause header, which may exceed 64 KiB before it is cropped. */
const MAXIMUM_HEADER_BYTES = 1_048_576;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\]|host\.docker\.internal|sandbox\.localdomain)(:\d+)?$/i;

/**
 * The HTTP server inside one execution environment. It knows no API: it binds loopback, turns strangers away and
 * handles the requests of one connection strictly one after the other, so that a client may pipeline.
 */
export class ApiServer {
  private readonly server: Server;
  private readonly waiting = new Map<Socket, (() => void)[]>();

  constructor(
    private readonly handler: ApiRequestHandler,
    private readonly logger: Logger,
    /** Who takes over connections that ask for another protocol; without it they are answered as any other request. */
    upgrade?: ApiUpgradeHandler,
  ) {
    this.server = createServer({ maxHeaderSize: MAXIMUM_HEADER_BYTES }, (request, response) => {
      this.enqueue(request, response);
    });
    // `next` may block for hours (lambda-contract §1.5): no timeout of the server's own.
    this.server.keepAliveTimeout = 0;
    this.server.headersTimeout = 0;
    this.server.requestTimeout = 0;
    this.server.timeout = 0;
    if (upgrade !== undefined) {
      this.server.on('upgrade', (request, socket, head) => {
        // What was sent right behind the request.
        if (head.length > 0) socket.unshift(head);
        upgrade(request, socket);
      });
    }
    this.server.on('clientError', (error, socket) => {
      this.logger.debug('Runtime API: broken request', error);
      socket.destroy();
    });
  }

  /** Starts listening on a free loopback port and returns it. */
  async listen(address = '127.0.0.1'): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, address, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Drops every open connection, e.g. those of processes that were ended. */
  closeConnections(): void {
    this.server.closeAllConnections();
    this.waiting.clear();
  }

  dispose(): void {
    this.server.close();
    this.closeConnections();
  }

  private enqueue(request: IncomingMessage, response: ServerResponse): void {
    const queue = this.waiting.get(request.socket);
    if (queue !== undefined) {
      queue.push(() => {
        this.handle(request, response);
      });
      return;
    }
    this.waiting.set(request.socket, []);
    this.handle(request, response);
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    response.once('close', () => {
      const following = this.waiting.get(socket)?.shift();
      if (following === undefined || socket.destroyed) {
        this.waiting.delete(socket);
      } else {
        following();
      }
    });
    if (request.headers.origin !== undefined || !LOOPBACK_HOST.test(request.headers.host ?? 'localhost')) {
      answerText(response, 403, 'The Runtime API serves the processes of its execution environment only.\n');
      request.resume();
      return;
    }
    try {
      this.handler(request, response);
    } catch (thrown) {
      this.logger.error('Runtime API: a request failed', toError(thrown));
      socket.destroy();
    }
  }
}
