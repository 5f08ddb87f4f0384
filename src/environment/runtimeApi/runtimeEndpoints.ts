import type { IncomingMessage, ServerResponse } from 'node:http';
import { toError } from '../../lambda/errors';
import type { StreamError } from '../../lambda/invocation';
import { LIMITS } from '../../lambda/limits';
import type { DeadlineClock } from '../deadlineClock';
import { Deferred } from '../deferred';
import { normaliseErrorType, type Failure } from '../failures';
import type { InvocationExchange } from '../invocationExchange';
import { accept, refuse, refuseTransition } from './answers';
import { errorPayload } from './errorBodies';
import { header, readBody } from './requestBody';
import { runtimeStateMachine, type RuntimeStateName } from './stateMachines';

const STREAMING_MODE = 'streaming';

/** The runtime's side of the Runtime API for one runtime process (lambda-contract §2). */
export class RuntimeEndpoints {
  /** The runtime asked for its first event: its part of the Init phase is done. */
  readonly firstNext = new Deferred<undefined>();
  private readonly machine = runtimeStateMachine();
  private blocked: ServerResponse[] = [];
  private exchange: InvocationExchange | undefined;
  private deadline: DeadlineClock | undefined;

  /**
   * @param onFailure a failure that costs the environment
   */
  constructor(private readonly onFailure: (failure: Failure) => void) {}

  /** Hands the event to the runtime, which must have asked for it. */
  release(exchange: InvocationExchange, deadline: DeadlineClock): void {
    this.exchange = exchange;
    this.deadline = deadline;
    this.machine.enter('Running');
    const { blocked } = this;
    this.blocked = [];
    for (const response of blocked) {
      this.renderEvent(response);
    }
  }

  /** `GET /runtime/invocation/next` */
  next(response: ServerResponse): void {
    if (this.machine.state === 'Running') {
      this.renderEvent(response);
      return;
    }
    const first = this.machine.state === 'Started';
    if (!this.machine.enter('Ready')) {
      refuseTransition(response, this.machine.state, 'Ready');
      return;
    }
    this.blocked = this.blocked.filter((waiting) => !waiting.destroyed);
    this.blocked.push(response);
    if (first) {
      this.firstNext.resolve(undefined);
    } else if (this.exchange !== undefined) {
      const { exchange } = this;
      this.exchange = undefined;
      exchange.markRuntimeDone();
    }
  }

  /** `POST /runtime/invocation/{id}/response` */
  response(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.admit(requestId, 'InvocationResponse', request, response);
    if (exchange === undefined) {
      return;
    }
    const mode = header(request, 'lambda-runtime-function-response-mode');
    if (mode === STREAMING_MODE) {
      void this.streamedResponse(exchange, request, response);
    } else if (mode === undefined) {
      this.bufferedResponse(exchange, request, response);
    } else {
      request.resume();
      refuse(response, 400, 'InvalidFunctionResponseMode', 'Invalid function response mode');
      this.onFailure({
        errorType: 'Runtime.InvalidResponseModeHeader',
        message: `Invalid response mode header: ${mode}`,
      });
    }
  }

  /** `POST /runtime/invocation/{id}/error` */
  error(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.admit(requestId, 'InvocationErrorResponse', request, response);
    if (exchange === undefined) {
      return;
    }
    readBody(request, LIMITS.responseBytes, (body) => {
      this.machine.enter('RuntimeResponseSentState');
      switch (body.kind) {
        case 'truncated':
          this.onFailure(TRUNCATED);
          return;
        case 'tooLarge':
          refuseTooLarge(response);
          exchange.tooLarge();
          return;
        case 'complete': {
          const { payload, contentType } = errorPayload(body.bytes, header(request, 'content-type'));
          exchange.reportError(payload, reportedType(request), contentType);
          accept(response);
        }
      }
    });
  }

  /** `POST /runtime/init/error`: the environment cannot be used; the body is what the waiting caller gets. */
  initError(request: IncomingMessage, response: ServerResponse): void {
    if (!this.machine.enter('InitError')) {
      request.resume();
      refuseTransition(response, this.machine.state, 'InitError');
      return;
    }
    readBody(request, LIMITS.responseBytes, (body) => {
      if (body.kind === 'truncated') {
        this.onFailure(TRUNCATED);
        return;
      }
      const bytes = body.kind === 'complete' ? body.bytes : Buffer.alloc(0);
      accept(response);
      this.onFailure({
        errorType: reportedType(request),
        message: 'Runtime reported an initialization error',
        ...(bytes.length === 0 ? {} : { payload: errorPayload(bytes, header(request, 'content-type')).payload }),
      });
    });
  }

  /** The current exchange, when the request may answer it; the id is checked before the state (lambda-contract §2.2). */
  private admit(
    requestId: string,
    state: RuntimeStateName,
    request: IncomingMessage,
    response: ServerResponse,
  ): InvocationExchange | undefined {
    const { exchange } = this;
    const invocationId = header(request, 'lambda-runtime-invocation-id');
    if (exchange?.requestId !== requestId) {
      refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    } else if (invocationId !== undefined && invocationId !== exchange.invocationId) {
      refuse(response, 400, 'InvalidInvocationId', 'Invalid invocation ID');
    } else if (this.machine.enter(state)) {
      return exchange;
    } else {
      refuseTransition(response, this.machine.state, state);
    }
    request.resume();
    return undefined;
  }

  private bufferedResponse(exchange: InvocationExchange, request: IncomingMessage, response: ServerResponse): void {
    readBody(request, LIMITS.responseBytes, (body) => {
      this.machine.enter('RuntimeResponseSentState');
      switch (body.kind) {
        case 'truncated':
          this.onFailure(TRUNCATED);
          return;
        case 'tooLarge':
          exchange.tooLarge();
          refuseTooLarge(response);
          return;
        case 'complete':
          exchange.begin({ contentType: contentTypeOf(request), streaming: false });
          void exchange.write(body.bytes);
          exchange.finish();
          accept(response);
      }
    });
  }

  private async streamedResponse(
    exchange: InvocationExchange,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    exchange.begin({ contentType: contentTypeOf(request), streaming: true });
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        await exchange.limiter?.admit(chunk.length);
        await exchange.write(chunk);
      }
    } catch (thrown) {
      this.onFailure({ ...TRUNCATED, message: `${TRUNCATED.message}: ${toError(thrown).message}` });
      return;
    }
    this.machine.enter('RuntimeResponseSentState');
    exchange.finish(midstreamError(request));
    accept(response);
  }

  /** The event with its headers; absent values are left out, not sent empty (lambda-contract §2.1). */
  private renderEvent(response: ServerResponse): void {
    const { exchange, deadline } = this;
    if (exchange === undefined || deadline === undefined || response.destroyed) {
      return;
    }
    const { request } = exchange;
    const headers: Record<string, string | number> = {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': exchange.requestId,
      'Lambda-Runtime-Deadline-Ms': deadline.epochMs,
      'Lambda-Runtime-Invoked-Function-Arn': exchange.invokedFunctionArn,
      'Lambda-Runtime-Invocation-Id': exchange.invocationId,
      'Content-Length': request.payload.length,
    };
    if (exchange.traceId !== '') {
      headers['Lambda-Runtime-Trace-Id'] = exchange.traceId;
    }
    if (request.clientContext !== undefined && request.clientContext !== '') {
      headers['Lambda-Runtime-Client-Context'] = headerText(request.clientContext);
    }
    if (request.cognitoIdentity !== undefined) {
      headers['Lambda-Runtime-Cognito-Identity'] = headerText(JSON.stringify(request.cognitoIdentity));
    }
    if (request.tenantId !== undefined && request.tenantId !== '') {
      headers['Lambda-Runtime-Aws-Tenant-Id'] = headerText(request.tenantId);
    }
    response.writeHead(200, headers);
    response.end(request.payload);
  }
}

const TRUNCATED: Failure = { errorType: 'Runtime.TruncatedResponse', message: 'HTTP request detected as truncated' };

function refuseTooLarge(response: ServerResponse): void {
  refuse(
    response,
    413,
    'RequestEntityTooLarge',
    `Exceeded maximum allowed payload size (${String(LIMITS.responseBytes)} bytes).`,
  );
}

function contentTypeOf(request: IncomingMessage): string {
  return header(request, 'content-type') ?? 'application/octet-stream';
}

function reportedType(request: IncomingMessage): string {
  return normaliseErrorType(header(request, 'lambda-runtime-function-error-type'));
}

/** UTF-8 bytes as the latin1 characters that HTTP headers carry; control characters would break the header. */
function headerText(text: string): string {
  return Buffer.from(text.replace(/[\r\n\t]+/g, ' ')).toString('latin1');
}

/** lambda-contract §2.3: error metadata in the trailers, the body base64-encoded. */
function midstreamError(request: IncomingMessage): StreamError | undefined {
  const errorType = request.trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined || errorType === '') {
    return undefined;
  }
  const encoded = request.trailers['lambda-runtime-function-error-body'] ?? '';
  return { errorType, errorBody: Buffer.from(encoded, 'base64').toString() };
}
