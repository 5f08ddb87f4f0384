import type { ServerResponse } from 'node:http';
import { checkInvocable } from '../lambda/admission';
import { LambdaServiceError } from '../lambda/errors';
import type { InvocationResponse, ResponseHead, ResponseSink, StreamError } from '../lambda/invocation';
import { LIMITS } from '../lambda/limits';
import { EVENT_STREAM_CONTENT_TYPE, invokeCompleteFrame, payloadChunkFrame, type InvokeComplete } from './eventStream';
import type { FunctionInvoker } from './functionInvoker';
import { invocationRequest, logResult, sendDryRun, type InvocationExchange } from './invocationExchange';
import { readInvokeParameters, STREAM_INVOCATION_TYPES } from './invokeParameters';
import { eventFromBody } from './payload';
import { readBody } from './requestBody';
import { writeChunk } from './responses';

/**
 * Answers `POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations` (lambda-contract §11.3). Throws what the
 * caller did wrong.
 */
export async function invokeWithResponseStream(invoker: FunctionInvoker, exchange: InvocationExchange): Promise<void> {
  const { request, response, target } = exchange;
  const parameters = readInvokeParameters(request.headers, STREAM_INVOCATION_TYPES);
  checkInvocable(target.configuration, parameters.tenantId);
  const event = eventFromBody(await readBody(request, LIMITS.synchronousPayloadBytes));
  if (parameters.type === 'DryRun') {
    sendDryRun(exchange);
    return;
  }

  const stream = new EventStreamResponse(response, [
    'Content-Type',
    EVENT_STREAM_CONTENT_TYPE,
    'x-amzn-RequestId',
    exchange.requestId,
    'X-Amz-Executed-Version',
    target.version,
    'X-Amzn-Trace-Id',
    exchange.traceId,
  ]);
  let result: InvocationResponse;
  try {
    result = await invoker.invoke(target.configuration.name, {
      ...invocationRequest(exchange, event, parameters),
      responseSink: stream,
    });
  } catch (thrown) {
    if (!stream.started || !(thrown instanceof LambdaServiceError)) throw thrown;
    stream.complete({ ErrorCode: thrown.code, ErrorDetails: thrown.message });
    return;
  }
  if (stream.started && result.functionError === undefined) await stream.ended;
  else await stream.write(result.payload);
  const log = parameters.tail ? { LogResult: await logResult(result) } : {};
  stream.complete({ ...errorOf(result, stream.error), ...log });
}

/** Which of AWS's strings belong here was not found; this is the contract's decision (lambda-contract §11.3). */
function errorOf(result: InvocationResponse, streamError: StreamError | undefined): InvokeComplete {
  const midstream = streamError ?? result.streamError;
  if (midstream !== undefined) return { ErrorCode: midstream.errorType, ErrorDetails: midstream.errorBody };
  return result.functionError === undefined ? {} : { ErrorCode: result.functionError };
}

/** Turns a response into frames while it is produced. */
class EventStreamResponse implements ResponseSink {
  started = false;
  error: StreamError | undefined;
  readonly ended: Promise<void>;
  private markEnded: () => void = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly headers: readonly string[],
  ) {
    this.ended = new Promise((resolve) => (this.markEnded = resolve));
  }

  start({ streaming }: ResponseHead): void {
    this.started = true;
    this.writeHead();
    // The caller's SDK returns as soon as it has the headers, however long the first chunk takes.
    if (streaming) this.response.flushHeaders();
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (chunk.length === 0) return undefined;
    this.writeHead();
    return writeChunk(this.response, payloadChunkFrame(chunk));
  }

  end(error?: StreamError): void {
    this.error = error;
    this.markEnded();
  }

  complete(complete: InvokeComplete): void {
    this.writeHead();
    this.response.end(invokeCompleteFrame(complete));
  }

  private writeHead(): void {
    if (!this.response.headersSent) this.response.writeHead(200, [...this.headers]);
  }
}
