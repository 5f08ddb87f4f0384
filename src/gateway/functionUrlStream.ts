import type { ServerResponse } from 'node:http';
import type { ResponseHead, ResponseSink, StreamError } from '../lambda/invocation';
import { hasPrelude, splitPrelude } from './functionUrlResponse';
import { InvalidFunctionResponse, type HttpHead } from './responseParts';
import { writeChunk } from './responses';

/** Far more than headers and cookies may take; a function that forgot the end of its prelude is not collected for ever. */
const MAXIMUM_PRELUDE_BYTES = 1_048_576;

/**
 * Passes a response on while it is produced. Nothing is sent before it is certain that it is not an error: a buffered
 * response is kept until the invocation has an outcome, a prelude until it is complete.
 */
export class FunctionUrlStream implements ResponseSink {
  readonly ended: Promise<void>;
  /** What the function sent instead of a usable prelude. */
  invalid: InvalidFunctionResponse | undefined;
  private head: ResponseHead | undefined;
  private error: StreamError | undefined;
  private kept: Buffer[] = [];
  private markEnded: () => void = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly serviceHeaders: readonly string[],
  ) {
    this.ended = new Promise((resolve) => (this.markEnded = resolve));
  }

  get started(): boolean {
    return this.head !== undefined;
  }

  start(head: ResponseHead): void {
    this.head = head;
    if (head.streaming && !hasPrelude(head.contentType)) {
      this.writeHead(plainHead(head.contentType));
      this.response.flushHeaders();
    }
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.response.headersSent) return writeChunk(this.response, chunk);
    if (this.invalid !== undefined) return undefined;
    this.kept.push(Buffer.from(chunk));
    return this.head?.streaming === true ? this.writeAfterPrelude() : undefined;
  }

  end(error?: StreamError): void {
    this.error = error;
    this.markEnded();
  }

  /** Sends what is still missing of a response that did not fail; throws InvalidFunctionResponse when nothing can be sent. */
  complete(payload: Uint8Array, contentType: string): void {
    if (this.response.headersSent) {
      this.endStream();
      return;
    }
    if (this.head?.streaming === true) {
      throw this.invalid ?? new InvalidFunctionResponse('The prelude of the response does not end.');
    }
    const body = this.head === undefined ? payload : Buffer.concat(this.kept);
    this.writeHead(plainHead(this.head?.contentType ?? contentType), body.length);
    this.response.end(body);
  }

  private writeAfterPrelude(): Promise<void> | undefined {
    const bytes = Buffer.concat(this.kept);
    this.kept = [bytes];
    try {
      const parts = splitPrelude(bytes);
      if (parts === undefined) {
        if (bytes.length <= MAXIMUM_PRELUDE_BYTES) return undefined;
        throw new InvalidFunctionResponse('The prelude of the response is too long.');
      }
      this.writeHead(parts.head);
      this.kept = [];
      if (parts.body.length > 0) return writeChunk(this.response, parts.body);
      this.response.flushHeaders();
    } catch (thrown) {
      if (!(thrown instanceof InvalidFunctionResponse)) throw thrown;
      this.invalid = thrown;
      this.kept = [];
    }
    return undefined;
  }

  /** Bytes that were sent stay good; an error after them travels in trailers, as it came (lambda-contract §2.3). */
  private endStream(): void {
    if (this.error !== undefined) {
      this.response.addTrailers({
        'Lambda-Runtime-Function-Error-Type': this.error.errorType.replace(/[^\x21-\x7e]/g, '?'),
        'Lambda-Runtime-Function-Error-Body': Buffer.from(this.error.errorBody).toString('base64'),
      });
    }
    this.response.end();
  }

  private writeHead({ statusCode, headers }: HttpHead, length?: number): void {
    const contentLength = length === undefined ? [] : ['content-length', String(length)];
    this.response.writeHead(statusCode, [...headers, ...contentLength, ...this.serviceHeaders]);
  }
}

function plainHead(contentType: string): HttpHead {
  return { statusCode: 200, headers: ['content-type', contentType] };
}
