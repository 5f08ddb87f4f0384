import { randomUUID } from 'node:crypto';
import { resolveVersion } from '../lambda/admission';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import { functionArn, newRequestId, newTraceId } from '../lambda/identifiers';
import type { InvocationRequest, ResponseHead, StreamError } from '../lambda/invocation';
import { LIMITS } from '../lambda/limits';
import type { Clock } from '../lambda/ports';
import { BandwidthLimiter } from './bandwidthLimiter';
import { Deferred } from './deferred';
import type { EnvironmentSettings } from './environmentOptions';
import { failurePayload, type Failure } from './failures';

/** What the caller is told, without the parts that only the environment knows. */
export interface ExchangeResponse {
  readonly payload: Uint8Array;
  readonly contentType: string;
  readonly functionError?: 'Unhandled';
  readonly streamError?: StreamError;
}

const JSON_TYPE = 'application/json';
const NO_BYTES = new Uint8Array(0);

/** One attempt of one invocation: the event on its way in, the response on its way out. */
export class InvocationExchange {
  /** Unique per attempt, unlike the request id (lambda-contract §2.1). */
  readonly invocationId = randomUUID();
  /** As the caller named it, with its qualifier. */
  readonly invokedFunctionArn: string;
  /** `$LATEST` or a number, never an alias. */
  readonly version: string;
  readonly startMonotonicMs: number;
  readonly startEpochMs: number;
  /** Settles once the caller has its complete answer. */
  readonly responded = new Deferred<ExchangeResponse>();
  /** Settles when the runtime asks for the next event. */
  readonly runtimeDone = new Deferred<undefined>();
  firstByteMonotonicMs: number | undefined;
  lastByteMonotonicMs: number | undefined;
  runtimeDoneMonotonicMs: number | undefined;
  producedBytes = 0;
  /** The function reported an error; the environment stays usable. */
  reportedErrorType: string | undefined;
  private head: ResponseHead | undefined;
  private readonly collected: Uint8Array[] = [];
  private oversized = false;

  constructor(
    readonly request: InvocationRequest,
    readonly requestId: string,
    invoked: { readonly arn: string; readonly version: string },
    readonly traceId: string,
    private readonly clock: Clock,
    /** Slows a streamed response down. */
    readonly limiter?: BandwidthLimiter,
  ) {
    this.invokedFunctionArn = invoked.arn;
    this.version = invoked.version;
    this.startMonotonicMs = clock.monotonic();
    this.startEpochMs = clock.now();
  }

  /** A response begins; its bytes follow through `write`. */
  begin(head: ResponseHead): void {
    this.head = head;
    this.firstByteMonotonicMs = this.clock.monotonic();
    this.request.responseSink?.start(head);
  }

  /** Passes bytes on, or collects them for a caller that wants the whole. Beyond the limit they are dropped. */
  write(chunk: Uint8Array): Promise<void> | void {
    this.producedBytes += chunk.length;
    const { responseSink } = this.request;
    const limit = responseSink === undefined ? LIMITS.responseBytes : LIMITS.streamedResponseBytes;
    if (this.producedBytes > limit) {
      this.oversized = true;
      this.collected.length = 0;
      return undefined;
    }
    if (responseSink !== undefined) {
      return responseSink.write(chunk);
    }
    this.collected.push(chunk);
    return undefined;
  }

  /** The response is complete. */
  finish(streamError?: StreamError): void {
    if (this.responded.settled) {
      return;
    }
    this.lastByteMonotonicMs = this.clock.monotonic();
    if (this.oversized && this.request.responseSink === undefined) {
      this.tooLarge();
      return;
    }
    const problem = this.oversized ? OVERSIZED_STREAM : streamError;
    this.request.responseSink?.end(problem);
    this.responded.resolve({
      payload: this.collected.length === 1 ? (this.collected[0] ?? NO_BYTES) : Buffer.concat(this.collected),
      contentType: this.head?.contentType ?? JSON_TYPE,
      ...(problem === undefined ? {} : { streamError: problem }),
    });
  }

  /** The function reported an error; `payload` goes to the caller verbatim (lambda-contract §2.4). */
  reportError(payload: Uint8Array, errorType: string, contentType: string): void {
    this.reportedErrorType = errorTypeIn(payload) ?? errorType;
    this.firstByteMonotonicMs ??= this.clock.monotonic();
    this.lastByteMonotonicMs = this.clock.monotonic();
    this.producedBytes += payload.length;
    this.responded.resolve({ payload, contentType, functionError: 'Unhandled' });
  }

  /** A buffered response over the limit (lambda-contract §2.2). The environment stays usable. */
  tooLarge(): void {
    this.reportError(
      Buffer.from(
        JSON.stringify({
          errorMessage: `Response payload size exceeded maximum allowed payload size (${String(LIMITS.responseBytes)} bytes).`,
          errorType: 'Function.ResponseSizeTooLarge',
        }),
      ),
      'Function.ResponseSizeTooLarge',
      JSON_TYPE,
    );
  }

  /** The environment failed. A caller in the midst of a stream keeps what it has and learns why it broke off. */
  fail(failure: Failure, timedOut: boolean): void {
    if (this.responded.settled) {
      return;
    }
    if (this.head !== undefined && this.request.responseSink !== undefined) {
      const errorType = timedOut ? 'Sandbox.Timeout' : 'Sandbox.Failure';
      const streamError = { errorType, errorBody: Buffer.from(failurePayload(failure, this.requestId)).toString() };
      this.request.responseSink.end(streamError);
      this.responded.resolve({ payload: NO_BYTES, contentType: this.head.contentType, streamError });
      return;
    }
    this.responded.resolve({
      payload: failurePayload(failure, this.requestId),
      contentType: JSON_TYPE,
      functionError: 'Unhandled',
    });
  }

  markRuntimeDone(): void {
    this.runtimeDoneMonotonicMs = this.clock.monotonic();
    this.runtimeDone.resolve(undefined);
  }
}

/** The exchange of a new invocation; what the caller left open is filled in. */
export function exchangeFor(
  request: InvocationRequest,
  configuration: FunctionConfiguration,
  { region, limitStreamingBandwidth }: EnvironmentSettings,
  clock: Clock,
): InvocationExchange {
  return new InvocationExchange(
    request,
    request.requestId ?? newRequestId(),
    {
      arn: functionArn(configuration.name, request.qualifier, region),
      version: resolveVersion(configuration, request.qualifier) ?? '$LATEST',
    },
    request.traceId ?? newTraceId(clock.now()),
    clock,
    limitStreamingBandwidth ? new BandwidthLimiter(clock) : undefined,
  );
}

/** What the function itself calls its error, e.g. `TypeError`; runtime clients need not repeat it in a header. */
function errorTypeIn(payload: Uint8Array): string | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(payload).toString());
    const errorType =
      typeof parsed === 'object' && parsed !== null && 'errorType' in parsed ? parsed.errorType : undefined;
    return typeof errorType === 'string' && errorType !== '' ? errorType : undefined;
  } catch {
    return undefined;
  }
}

const OVERSIZED_STREAM: StreamError = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorBody: JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `The streamed response exceeded ${String(LIMITS.streamedResponseBytes)} bytes and was cut.`,
  }),
};
