import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionUrlConfiguration } from '../lambda/functionConfiguration';
import { newRequestId } from '../lambda/identifiers';
import type { InvocationRequest } from '../lambda/invocation';
import { LIMITS } from '../lambda/limits';
import type { Clock, Logger } from '../lambda/ports';
import { foreignPageOf } from './foreignPage';
import type { FunctionInvoker } from './functionInvoker';
import { functionUrlCorsHeaders, functionUrlPreflightHeaders } from './functionUrlCors';
import { accessKeyOf, functionUrlEvent } from './functionUrlEvent';
import { interpretResponse } from './functionUrlResponse';
import { FunctionUrlStream } from './functionUrlStream';
import { grantsOrigin, isPreflight } from './http/cors';
import { header } from './invokeParameters';
import {
  LoopbackServer,
  REQUEST_TIMEOUTS,
  type ListeningAddress,
  type ListenOptions,
  type RequestTimeouts,
} from './loopbackServer';
import { readBody } from './requestBody';
import { foreignPage, requestTooLarge, signatureMissing } from './requestRefusal';
import { InvalidFunctionResponse } from './responseParts';
import { sendError } from './responses';
import { continueTrace } from './traceHeader';

export interface FunctionUrlServerOptions {
  readonly invoker: FunctionInvoker;
  readonly functionName: string;
  readonly configuration: FunctionUrlConfiguration;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timeouts?: RequestTimeouts;
}

/** One request to the function URL, and the response that answers it. */
interface FunctionUrlExchange {
  readonly response: ServerResponse;
  readonly invocation: InvocationRequest;
  /** Headers of every answer. */
  readonly serviceHeaders: readonly string[];
}

/**
 * The function URL of one function on a port of its own (lambda-contract §13). Web pages of this machine and those its CORS
 * settings grant may call it; whether they may read the answer is said by these settings and by the function's own headers.
 * With AuthType AWS_IAM a request must be signed, by any key.
 */
export class FunctionUrlServer {
  private readonly server: LoopbackServer;

  constructor(private readonly options: FunctionUrlServerOptions) {
    this.server = new LoopbackServer(
      (request, response) => this.answer(request, response),
      options.logger,
      options.timeouts ?? REQUEST_TIMEOUTS,
    );
  }

  /** Throws a UserError when the port cannot be opened. */
  listen(options: ListenOptions): Promise<ListeningAddress> {
    return this.server.listen(options);
  }

  /** Closes the port and all connections; invocations that run go on. */
  dispose(): Promise<void> {
    return this.server.dispose();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, configuration, logger } = this.options;
    const requestId = newRequestId();
    try {
      const { cors } = configuration;
      const { origin } = request.headers;
      const page = foreignPageOf(request.headers);
      if (page !== undefined && !grantsOrigin(cors, origin)) throw foreignPage(page);
      const traceId = continueTrace(header(request.headers, 'x-amzn-trace-id'), clock.now());
      const identifying = ['x-amzn-RequestId', requestId, 'x-amzn-Trace-Id', traceId];
      const serviceHeaders = [...identifying, ...functionUrlCorsHeaders(cors, origin)];
      if (cors !== undefined && isPreflight(request.method, request.headers)) {
        const granted = functionUrlPreflightHeaders(cors, origin);
        response.writeHead(200, ['content-length', '0', ...serviceHeaders, ...granted]).end();
        return;
      }
      const payload = await this.event(request, requestId, traceId);
      const exchange: FunctionUrlExchange = {
        response,
        invocation: { payload, requestId, traceId },
        serviceHeaders,
      };
      await (configuration.invokeMode === 'BUFFERED' ? this.buffered(exchange) : this.streamed(exchange));
    } catch (thrown) {
      sendError(response, thrown, requestId, logger);
    }
  }

  private async event(request: IncomingMessage, requestId: string, traceId: string): Promise<Buffer> {
    const { clock, configuration, functionName } = this.options;
    const { method = '', url = '', httpVersion, rawHeaders, socket } = request;
    const accessKeyId = configuration.authType === 'AWS_IAM' ? accessKeyOf(request.headers, url) : undefined;
    if (configuration.authType === 'AWS_IAM' && accessKeyId === undefined) throw signatureMissing();
    const event = functionUrlEvent({
      functionName,
      method,
      url,
      httpVersion,
      rawHeaders,
      body: await readBody(request, LIMITS.synchronousPayloadBytes),
      sourceIp: socket.remoteAddress ?? '',
      port: socket.localPort ?? 0,
      requestId,
      traceId,
      epochMs: clock.now(),
      accessKeyId,
    });
    const payload = Buffer.from(JSON.stringify(event));
    if (payload.length > LIMITS.synchronousPayloadBytes) throw requestTooLarge(LIMITS.synchronousPayloadBytes);
    return payload;
  }

  private async buffered(exchange: FunctionUrlExchange): Promise<void> {
    const { response, invocation, serviceHeaders } = exchange;
    const { invoker, functionName } = this.options;
    const result = await invoker.invoke(functionName, invocation);
    if (result.functionError !== undefined) {
      this.sendBadGateway(exchange, 'the function failed');
      return;
    }
    try {
      const { statusCode, headers, body } = interpretResponse(result.payload, result.contentType);
      const length = statusCode === 204 ? [] : ['content-length', String(Buffer.byteLength(body))];
      response.writeHead(statusCode, [...headers, ...length, ...serviceHeaders]).end(body);
    } catch (thrown) {
      this.sendInvalid(exchange, thrown);
    }
  }

  private async streamed(exchange: FunctionUrlExchange): Promise<void> {
    const { response, invocation, serviceHeaders } = exchange;
    const { invoker, functionName } = this.options;
    const stream = new FunctionUrlStream(response, serviceHeaders);
    const result = await invoker.invoke(functionName, { ...invocation, responseSink: stream });
    if (result.functionError !== undefined && !response.headersSent) {
      this.sendBadGateway(exchange, 'the function failed');
      return;
    }
    if (stream.started && result.functionError === undefined) await stream.ended;
    try {
      stream.complete(result.payload, result.contentType);
    } catch (thrown) {
      this.sendInvalid(exchange, thrown);
    }
  }

  private sendInvalid(exchange: FunctionUrlExchange, thrown: unknown): void {
    if (!(thrown instanceof InvalidFunctionResponse)) throw thrown;
    this.sendBadGateway(exchange, thrown.message);
  }

  /** What the function did wrong stays out of the answer, as on AWS; the request id leads to its log. */
  private sendBadGateway({ response, invocation, serviceHeaders }: FunctionUrlExchange, reason: string): void {
    const body = 'Internal Server Error';
    this.options.logger.warn(
      `Function URL of ${this.options.functionName} answered 502: ${reason} (RequestId: ${invocation.requestId ?? ''})`,
    );
    response
      .writeHead(502, ['content-type', 'text/plain', 'content-length', String(body.length), ...serviceHeaders])
      .end(body);
  }
}
