import { builtIns } from './builtIns';
import { HIGH_WATER_MARK, STREAM_RESPONSE, STREAMING, type HandlerFunction } from './handlerLoader';
import type { InvokeStore } from './invokeStore';

/** What `HttpResponseStream.from` needs of a response stream. */
interface PreludeStream {
  setContentType(contentType: string): void;
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

const HTTP_INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER_BYTES = 8;

/** `awslambda.HttpResponseStream`: status, headers and cookies in front of a streamed body (lambda-contract §2.3). */
const HttpResponseStream = {
  from<Stream extends PreludeStream>(stream: Stream, metadata: unknown): Stream {
    stream.setContentType(HTTP_INTEGRATION_RESPONSE);
    const prelude = builtIns.stringify(metadata);
    stream._onBeforeFirstWrite = (write) => {
      write(prelude);
      write(new Uint8Array(DELIMITER_BYTES));
    };
    return stream;
  },
};

/** `awslambda.streamifyResponse`: marks a handler as streaming. */
function streamifyResponse<Streaming extends HandlerFunction>(
  handler: Streaming,
  options?: { readonly highWaterMark?: unknown },
): Streaming {
  const marks: Record<symbol, unknown> = { [STREAMING]: STREAM_RESPONSE };
  if (typeof options?.highWaterMark === 'number') marks[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
  return Object.assign(handler, marks);
}

/** Makes `globalThis.awslambda`; `invokeStore` exists since nodejs24.x. */
export function defineAwslambda(invokeStore: InvokeStore | undefined): void {
  const awslambda = { ...(invokeStore && { InvokeStore: invokeStore }), streamifyResponse, HttpResponseStream };
  Object.assign(globalThis, { awslambda });
}
