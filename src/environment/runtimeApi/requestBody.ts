import type { IncomingMessage } from 'node:http';

export type RequestBody =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  /** More than the limit was sent; the rest was read and thrown away. */
  | { readonly kind: 'tooLarge' }
  /** The connection ended before the declared end of the body. */
  | { readonly kind: 'truncated' };

/** Reads a whole body up to `limit` bytes and calls back once; never throws. */
export function readBody(request: IncomingMessage, limit: number, callback: (body: RequestBody) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let finished = false;
  const finish = (body: RequestBody): void => {
    if (!finished) {
      finished = true;
      callback(body);
    }
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  });
  request.on('end', () => {
    finish(size > limit ? { kind: 'tooLarge' } : { kind: 'complete', bytes: joined(chunks) });
  });
  request.on('error', () => {
    finish({ kind: 'truncated' });
  });
  request.on('close', () => {
    finish({ kind: 'truncated' });
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

/** One header value, or undefined when it is absent or empty. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? undefined : first;
}
