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
    // Errors of the stream are errors of the invocation; without a listener they would end the process as well.
    this.on('error', () => undefined);
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
    callback(error);
  }
}

/** One streamed response on the connection to the Runtime API (lambda-contract §2.3). */
export class StreamedResponse {
  readonly stream: ResponseStream;
  /** The first bytes were sent, so that errors can only be told in trailers. */
  started = false;
  private trailers = '';
  /** The function destroyed the stream. */
  private failure: Error | undefined;
  /** The last chunk is written, perhaps still on its way. */
  private ending = false;
  private over = false;
  private onOver: () => void = () => undefined;

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

  /** Resolves when the stream has ended and everything is written; rejects when the function destroyed it. */
  async done(): Promise<void> {
    if (!this.over && this.failure === undefined) {
      await new builtIns.PromiseConstructor<void>((resolve) => {
        this.onOver = resolve;
      });
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /**
   * Ends the response with an error, after what was written before. False when nothing was written, so that the error can
   * be the outcome. A response that has ended already stays as it is.
   */
  async fail(payload: ErrorPayload): Promise<boolean> {
    const { stream } = this;
    if (!this.started && !stream.writableEnded && stream.writableLength === 0) {
      this.setOver();
      stream.destroy();
      return false;
    }
    if (!stream.writableEnded) {
      this.trailers = errorTrailers(payload);
      stream.end();
    }
    try {
      await this.done();
    } catch {
      // Destroyed: nothing more comes from the stream.
      this.trailers = errorTrailers(payload);
      this.finish(DEFAULT_CONTENT_TYPE, () => undefined);
    }
    return true;
  }

  send(contentType: string, chunk: Uint8Array, callback: WriteCallback): void {
    const head = this.headOnce(contentType);
    const size = chunk.length.toString(16);
    const pieces = chunk.length === 0 ? [head] : [`${head}${size}\r\n`, chunk, '\r\n'];
    this.api.connection.write(pieces, callback);
  }

  finish(contentType: string, callback: WriteCallback): void {
    this.ending = true;
    this.api.connection.write([`${this.headOnce(contentType)}${LAST_CHUNK}${this.trailers}\r\n`], (error) => {
      this.setOver();
      callback(error);
    });
  }

  destroyed(error: Error | null): void {
    if (this.ending || this.over) return;
    this.failure = error ?? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    this.onOver();
  }

  private headOnce(contentType: string): string {
    if (this.started) return '';
    this.started = true;
    this.api.connection.await(() => undefined);
    return this.api.streamHead(this.invocation, contentType);
  }

  private setOver(): void {
    this.over = true;
    this.api.connection.hold(false);
    this.onOver();
  }
}
