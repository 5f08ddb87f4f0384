import { createRequire } from 'node:module';
import path from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FunctionInvoker } from '../../../src/gateway/functionInvoker';
import { checkInvocable, resolveFunction, type ResolvedFunction } from '../../../src/lambda/admission';
import { throttled, toError } from '../../../src/lambda/errors';
import type { FunctionConfiguration } from '../../../src/lambda/functionConfiguration';
import { functionArn, LOCAL_REGION, newRequestId } from '../../../src/lambda/identifiers';
import type { InvocationRequest, InvocationResponse, ResponseSink, StreamError } from '../../../src/lambda/invocation';
import { LIMITS } from '../../../src/lambda/limits';
import { HANDLERS_FOLDER } from './servedFunctions';

type Handler = (event: unknown, context: object) => Promise<unknown>;
type StreamHandler = (event: unknown, stream: ResponseStream, context: object) => Promise<void>;
type Outcome = Pick<InvocationResponse, 'payload' | 'contentType' | 'functionError' | 'streamError'>;

const streamHandlers = new WeakSet<object>();

/** The part of the Node runtime's global object that the handlers use. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse(handler: StreamHandler): StreamHandler {
      streamHandlers.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: object): ResponseStream {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.write(Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]));
        return stream;
      },
    },
  },
});

/** Runs handlers in this process, without any execution environment: what a front door needs, and no more. */
export class PlainFunctions implements FunctionInvoker {
  private readonly handlers = createRequire(import.meta.url)(path.join(HANDLERS_FOLDER, 'index.js')) as Readonly<
    Record<string, Handler | StreamHandler>
  >;

  constructor(private readonly configurations: readonly FunctionConfiguration[]) {}

  functions(): readonly FunctionConfiguration[] {
    return this.configurations;
  }

  async invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse> {
    const target = this.admitted(functionName, request);
    if (target.configuration.reservedConcurrency === 0) throw throttled();
    return this.run(target, request);
  }

  enqueue(functionName: string, request: InvocationRequest): string {
    const target = this.admitted(functionName, request);
    const requestId = request.requestId ?? newRequestId();
    void this.run(target, { ...request, requestId });
    return requestId;
  }

  private admitted(name: string, { qualifier, tenantId }: InvocationRequest): ResolvedFunction {
    const target = resolveFunction(this.configurations, { name, qualifier }, LOCAL_REGION);
    checkInvocable(target.configuration, tenantId);
    return target;
  }

  private async run(
    { configuration, version }: ResolvedFunction,
    request: InvocationRequest,
  ): Promise<InvocationResponse> {
    const requestId = request.requestId ?? newRequestId();
    const context = {
      awsRequestId: requestId,
      functionName: configuration.name,
      functionVersion: version,
      invokedFunctionArn: functionArn(configuration.name, request.qualifier),
      clientContext: request.clientContext === undefined ? undefined : (JSON.parse(request.clientContext) as unknown),
      tenantId: request.tenantId,
    };
    const handler = this.handlers[configuration.handler.replace('index.', '')];
    if (handler === undefined) throw new Error(`There is no handler ${configuration.handler}.`);
    const outcome = await outcomeOf(handler, JSON.parse(Buffer.from(request.payload).toString()), context, request);
    const report = {
      requestId,
      environmentId: 'none',
      status: outcome.functionError === undefined ? 'success' : 'error',
      metrics: { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 1 },
      logTail: Buffer.from(`START RequestId: ${requestId} Version: ${version}\nEND RequestId: ${requestId}\n`),
      coldStart: false,
    } as const;
    return {
      requestId,
      executedVersion: version,
      environmentId: 'none',
      coldStart: false,
      completed: Promise.resolve(report),
      ...outcome,
    };
  }
}

async function outcomeOf(
  handler: Handler | StreamHandler,
  event: unknown,
  context: object,
  { responseSink }: InvocationRequest,
): Promise<Outcome> {
  const collected: Uint8Array[] = [];
  const stream = new ResponseStream(
    responseSink ?? { start: noop, write: (chunk) => void collected.push(chunk), end: noop },
  );
  try {
    if (isStreamHandler(handler)) {
      await handler(event, stream, context);
      await finished(stream);
      stream.sink.end();
      return { payload: Buffer.concat(collected), contentType: stream.contentType };
    }
    const result = Buffer.from(JSON.stringify((await handler(event, context)) ?? null));
    if (result.length > LIMITS.responseBytes) return tooLarge();
    if (responseSink === undefined) return { payload: result, contentType: 'application/json' };
    responseSink.start({ contentType: 'application/json', streaming: false });
    await responseSink.write(result);
    responseSink.end();
    return { payload: new Uint8Array(), contentType: 'application/json' };
  } catch (thrown) {
    const { name: errorType, message: errorMessage } = toError(thrown);
    const errorBody = JSON.stringify({ errorType, errorMessage, trace: [] });
    if (!stream.started) {
      return { payload: Buffer.from(errorBody), contentType: 'application/json', functionError: 'Unhandled' };
    }
    const streamError: StreamError = { errorType, errorBody };
    stream.sink.end(streamError);
    return { payload: Buffer.concat(collected), contentType: stream.contentType, streamError };
  }
}

function noop(): void {
  // The response is collected.
}

function isStreamHandler(handler: Handler | StreamHandler): handler is StreamHandler {
  return streamHandlers.has(handler);
}

function tooLarge(): Outcome {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LIMITS.responseBytes} bytes).`;
  return {
    payload: Buffer.from(JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' })),
    contentType: 'application/json',
    functionError: 'Unhandled',
  };
}

class ResponseStream extends Writable {
  contentType = 'application/octet-stream';
  started = false;

  constructor(readonly sink: ResponseSink) {
    super();
  }

  setContentType(contentType: string): void {
    this.contentType = contentType;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (!this.started) this.sink.start({ contentType: this.contentType, streaming: true });
    this.started = true;
    void Promise.resolve(this.sink.write(chunk)).then(callback);
  }
}
