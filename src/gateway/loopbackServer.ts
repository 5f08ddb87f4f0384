import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toError, UserError } from '../lambda/errors';
import { newRequestId } from '../lambda/identifiers';
import type { Logger } from '../lambda/ports';
import { foreignHost } from './requestRefusal';
import { sendError } from './responses';

const LOOPBACK_ADDRESS = '127.0.0.1';
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/** Request line and headers together may be as large as on AWS (lambda-contract §10). */
const MAXIMUM_HEADER_BYTES = 1_048_576;

/** SDKs keep connections; a server that closes them first makes their next request fail now and then. */
const KEEP_ALIVE_MS = 75_000;

/** How long a client may take to send a request, in milliseconds. How long the answer takes is not limited. */
export interface RequestTimeouts {
  readonly headersMs: number;
  /** Headers and body together. */
  readonly requestMs: number;
}

export const REQUEST_TIMEOUTS: RequestTimeouts = { headersMs: 10_000, requestMs: 60_000 };

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number;
}

export interface ListeningAddress {
  readonly port: number;
  /** Without a trailing slash. */
  readonly url: string;
}

/** Answers one request. It must not reject: it has to answer errors itself. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** HTTP server that only this machine can reach, by address and by name: foreign `Host` headers are refused. */
export class LoopbackServer {
  private readonly server: Server;

  constructor(
    private readonly handle: RequestHandler,
    private readonly logger: Logger,
    timeouts: RequestTimeouts,
  ) {
    this.server = createServer(
      {
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: timeouts.headersMs,
        requestTimeout: timeouts.requestMs,
        connectionsCheckingInterval: Math.ceil(timeouts.headersMs / 2),
      },
      (request, response) => this.accept(request, response),
    );
  }

  /** Throws a UserError when the port cannot be opened. */
  async listen({ port }: ListenOptions): Promise<ListeningAddress> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, LOOPBACK_ADDRESS, () => {
        this.server.off('error', reject);
        resolve();
      });
    }).catch((thrown: unknown) => {
      throw portError(port, thrown);
    });
    const opened = (this.server.address() as AddressInfo).port;
    return { port: opened, url: `http://${LOOPBACK_ADDRESS}:${opened}` };
  }

  /** Closes the port and every connection, also those whose answer is still awaited. */
  async dispose(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private accept(request: IncomingMessage, response: ServerResponse): void {
    const { host } = request.headers;
    if (host === undefined || !LOOPBACK_HOST.test(host)) {
      this.logger.warn(`Refused a request with the Host header "${host ?? ''}"`);
      sendError(response, foreignHost(host), newRequestId(), this.logger);
      return;
    }
    void this.handle(request, response);
  }
}

function portError(port: number, thrown: unknown): Error {
  const error = toError(thrown);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new UserError(
      `Port ${port} on ${LOOPBACK_ADDRESS} is in use: end the program that uses it or choose another port (0 takes any free one).`,
    );
  }
  if (code === 'EACCES') {
    return new UserError(`Port ${port} on ${LOOPBACK_ADDRESS} needs more rights: choose a port above 1023.`);
  }
  if (code === 'ERR_SOCKET_BAD_PORT') {
    return new UserError(`Port ${port} does not exist: choose one from 1 to 65535 (0 takes any free one).`);
  }
  return error;
}
