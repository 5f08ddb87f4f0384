/** One HTTP response. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

const HEAD_END = '\r\n\r\n';
const EMPTY = Buffer.alloc(0);

/** Cuts the bytes of one connection into HTTP/1.1 responses. */
export class HttpResponseParser {
  /** Bytes that are not yet part of a response. */
  private rest: Buffer = EMPTY;
  private head: Head | undefined;
  /** Body of known length, being filled. */
  private body: Buffer = EMPTY;
  private filled = 0;
  private chunks: ChunkedBody | undefined;

  constructor(private readonly onResponse: (response: HttpResponse) => void) {}

  /** Takes the next bytes. Throws an Error when they are not HTTP/1.1. */
  push(bytes: Buffer): void {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    while (this.rest.length > 0 && this.advance());
  }

  /** Uses up bytes; false when more are needed. */
  private advance(): boolean {
    if (this.head === undefined) return this.readHead();
    if (this.chunks !== undefined) return this.readChunks(this.head, this.chunks);
    const copied = this.rest.copy(this.body, this.filled);
    this.filled += copied;
    this.rest = this.rest.subarray(copied);
    if (this.filled === this.body.length) this.finish(this.head, this.body);
    return true;
  }

  private readHead(): boolean {
    const end = this.rest.indexOf(HEAD_END);
    if (end === -1) return false;
    const head = parseHead(this.rest.toString('utf8', 0, end));
    this.rest = this.rest.subarray(end + HEAD_END.length);
    // 1xx: the real response follows.
    if (head.status < 200) return true;
    this.head = head;
    if (head.headers.get('transfer-encoding')?.toLowerCase() === 'chunked') {
      this.chunks = new ChunkedBody();
      return true;
    }
    const length = Number(head.headers.get('content-length') ?? 0);
    if (this.rest.length >= length) {
      const body = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      this.finish(head, body);
    } else {
      this.body = Buffer.allocUnsafe(length);
      this.filled = 0;
    }
    return true;
  }

  private readChunks(head: Head, chunks: ChunkedBody): boolean {
    const used = chunks.take(this.rest);
    this.rest = this.rest.subarray(used);
    if (!chunks.complete) return used > 0;
    this.finish(head, chunks.toBuffer());
    return true;
  }

  private finish(head: Head, body: Buffer): void {
    this.head = undefined;
    this.body = EMPTY;
    this.chunks = undefined;
    this.onResponse({ ...head, body });
  }
}

/** A body in chunked transfer coding; trailers are skipped. */
class ChunkedBody {
  private readonly parts: Buffer[] = [];
  private inTrailers = false;
  complete = false;

  /** Takes whole chunks from the front of `bytes` and returns how many bytes they were. */
  take(bytes: Buffer): number {
    let position = 0;
    while (!this.complete) {
      const lineEnd = bytes.indexOf('\r\n', position);
      if (lineEnd === -1) break;
      if (this.inTrailers) {
        this.complete = lineEnd === position;
        position = lineEnd + 2;
        continue;
      }
      const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
      if (Number.isNaN(size)) throw new Error('The Runtime API sent a malformed chunk.');
      const start = lineEnd + 2;
      if (size === 0) {
        this.inTrailers = true;
        position = start;
      } else {
        if (bytes.length < start + size + 2) break;
        this.parts.push(bytes.subarray(start, start + size));
        position = start + size + 2;
      }
    }
    return position;
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.parts);
  }
}

function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) throw new Error('The Runtime API did not answer with HTTP/1.1.');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(status), headers };
}
