import { Writable } from 'node:stream';
import { builtIns } from './builtIns';
import type { HandlerRules } from './configuration';
import type { ErrorPayload } from './errorFormat';
import { errorTrailers, type Invocation, type RuntimeApi } from './runtimeApi';
import { runtimeError } from './runtimeErrors';

const DEFAULT_CONTENT_TYPE = 'application/octet-stream';
const LAST_CHUNK = '0\r\n';

type WriteCallback = (error?: Error | null) => void;

/** What a streaming handler writes its response to; the second parameter of the handler. */
class ResponseStream extends Writable {
  /** Set by `awslambda.HttpResponseStream.from`. */
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
  #contentType = DEFAULT_CONTENT_TYPE;
  #writeCalled = false;
  readonly #rules: HandlerRules;
  readonly #response: StreamedResponse;

  constructor(response: StreamedResponse, rules: HandlerRules, highWaterMark: number | undefined) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#response = response;
    this.#rules = rules;
    // AWS's response streams work without a receiver, as in `items.forEach(stream.write)`.
    for (const name of ['write', 'end', 'setContentType'] as const) {
      Object.defineProperty(this, name, { value: this[name].bind(this), writable: true, configurable: true });
    }
  }

  /** Throws `Runtime.InvalidStreamingOperation` when something was written already. */
  setContentType(contentType: string): void {
    if (this.#writeCalled || this.#response.started) {
      throw runtimeError(this.#rules, 'InvalidStreamingOperation', 'Cannot set content-type, too late.');
    }
    this.#contentType = contentType;
  }

  /** Anything but strings and bytes is written as JSON. */
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const write = (data: unknown, ...parameters: unknown[]): boolean =>
      Reflect.apply(super.write.bind(this) as (...all: unknown[]) => boolean, undefined, [data, ...parameters]);
    const data = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : builtIns.stringify(chunk);
    if (!this.#writeCalled && typeof this._onBeforeFirstWrite === 'function') {
      this._onBeforeFirstWrite((prelude) => write(prelude));
    }
    this.#writeCalled = true;
    return write(data, ...rest);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#response.send(this.#contentType, chunk, callback);
  }

  override _final(callback: WriteCallback): void {
    this.#response.finish(this.#contentType, callback);
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    this.#response.destroyed(error);
    // The failure is the invocation's; an error event without a listener would end the process instead.
    callback(this.listenerCount('error') > 0 ? error : null);
  }
}

/** One streamed response on the connection to the Runtime API (lambda-contract §2.3). */
export class StreamedResponse {
  readonly stream: ResponseStream;
  /** The first bytes were sent, so that errors can only be told in trailers. */
  started = false;
  private ended = false;
  private onEnded: (error: Error | null) => void = () => undefined;
  private failure: Error | undefined;

  constructor(
    private readonly api: RuntimeApi,
    private readonly invocation: Invocation,
    rules: HandlerRules,
    highWaterMark: number | undefined,
  ) {
    this.stream = new ResponseStream(this, rules, highWaterMark);
    // A response that is never ended is waited for until the invocation times out.
    api.connection.hold(true);
  }

  /** Resolves when the function has ended the stream; rejects when it destroyed it. */
  async done(): Promise<void> {
    if (!this.ended && this.failure === undefined) {
      await new builtIns.PromiseConstructor<void>((resolve) => {
        this.onEnded = () => resolve();
      });
    }
    if (this.failure !== undefined) throw this.failure;
  }

  send(contentType: string, chunk: Uint8Array, callback: WriteCallback): void {
    const head = this.headOnce(contentType);
    const size = chunk.length.toString(16);
    const pieces = chunk.length === 0 ? [head] : [`${head}${size}\r\n`, chunk, '\r\n'];
    this.api.connection.write(pieces, callback);
  }

  finish(contentType: string, callback: WriteCallback): void {
    this.api.connection.write([`${this.headOnce(contentType)}${LAST_CHUNK}\r\n`], callback);
    this.ended = true;
    this.release();
  }

  destroyed(error: Error | null): void {
    if (this.ended) return;
    this.failure = error ?? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    this.onEnded(this.failure);
  }

  /** Ends the response with an error; false when nothing was sent, so that the error can be the outcome. */
  fail(payload: ErrorPayload): boolean {
    if (this.ended) return true;
    this.ended = true;
    this.stream.destroy();
    this.release();
    if (this.started) this.api.connection.write([`${LAST_CHUNK}${errorTrailers(payload)}\r\n`]);
    return this.started;
  }

  private headOnce(contentType: string): string {
    if (this.started) return '';
    this.started = true;
    this.api.connection.await(() => undefined);
    return this.api.streamHead(this.invocation, contentType);
  }

  private release(): void {
    this.api.connection.hold(false);
    this.onEnded(null);
  }
}
