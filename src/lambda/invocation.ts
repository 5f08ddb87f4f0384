import type { PhaseStatus, ReportMetrics } from './lifecycleEvents';

/** One request to run a function. */
export interface InvocationRequest {
  /** The event, passed on byte for byte. */
  readonly payload: Uint8Array;
  /** UUID; made by the fleet when absent. Retries of an asynchronous event keep it. */
  readonly requestId?: string;
  /** `$LATEST`, a version number or an alias, when the caller named one. */
  readonly qualifier?: string;
  /** Client context, already decoded to JSON text. */
  readonly clientContext?: string;
  readonly cognitoIdentity?: { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string };
  readonly tenantId?: string;
  /** `Root=…;Parent=…;Sampled=…`; made when absent, and left out altogether when empty. */
  readonly traceId?: string;
  /** Receives the response while it is produced. Without one the response is collected. */
  readonly responseSink?: ResponseSink;
}

/** Receiver of a response, buffered or streamed. Calls come in the order start, write*, end. */
export interface ResponseSink {
  start(head: ResponseHead): void;
  /** Resolves when more may be written (back-pressure). */
  write(chunk: Uint8Array): Promise<void> | void;
  /** `error` is set when the stream broke off (trailers of the runtime, or a reset of the environment). */
  end(error?: StreamError): void;
}

export interface ResponseHead {
  readonly contentType: string;
  readonly streaming: boolean;
}

/** Midstream error: metadata beside bytes already sent (lambda-contract §2.3). */
export interface StreamError {
  readonly errorType: string;
  /** Decoded trailer body. */
  readonly errorBody: string;
}

/** What the caller of an invocation gets. */
export interface InvocationResponse {
  readonly requestId: string;
  /** Function result or error payload; empty when a `responseSink` took the bytes. */
  readonly payload: Uint8Array;
  readonly contentType: string;
  /** Set when the function failed; the payload then describes the error. */
  readonly functionError?: 'Unhandled';
  readonly streamError?: StreamError;
  /** Resolved version (`$LATEST` or a number), never the alias. */
  readonly executedVersion: string;
  readonly environmentId: string;
  /** This invocation had to wait for the Init phase. */
  readonly coldStart: boolean;
  /** The end of the Invoke phase: extensions are done, REPORT is written. Never rejects. */
  readonly completed: Promise<InvocationReport>;
}

/** Numbers and log of a finished invocation. */
export interface InvocationReport {
  readonly requestId: string;
  readonly environmentId: string;
  readonly status: PhaseStatus;
  readonly errorType?: string;
  readonly metrics: ReportMetrics;
  /** Milliseconds from the start of the invocation to the first response byte; absent when there was none. */
  readonly firstByteMs?: number;
  /** The last 4,096 bytes of the log between START and REPORT, both included. */
  readonly logTail: Uint8Array;
  readonly coldStart: boolean;
}
