import { isUtf8 } from 'node:buffer';

/** An HTTP request as it came over the wire, and what the front door knows about it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly url: string;
  readonly httpVersion: string;
  /** Names and values in turns, in the spelling of the client. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
  readonly requestId: string;
  readonly traceId: string;
  readonly epochMs: number;
}

/** A header or query parameter. */
export type Pair = readonly [name: string, value: string];

/** Headers about the connection rather than the request. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Media types that stay text; the official list was not found (lambda-contract §16.8). */
const TEXT_MEDIA_TYPE = /^(?:text\/.+|application\/(?:json|xml|(?:x-)?javascript)|.+\/.+\+(?:json|xml))$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Path and query of a request, both undecoded. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** The headers that an event shows, in the client's spelling; the service's own replace what the client sent. */
export function eventHeaders(request: ReceivedRequest): Pair[] {
  const own: readonly Pair[] = [
    ['X-Amzn-Trace-Id', request.traceId],
    ['X-Forwarded-For', request.sourceIp],
    ['X-Forwarded-Port', String(request.port)],
    ['X-Forwarded-Proto', 'http'],
  ];
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  return [
    ...headerPairs(request.rawHeaders).filter(
      ([name]) => !CONNECTION_HEADERS.has(name.toLowerCase()) && !replaced.has(name.toLowerCase()),
    ),
    ...own,
  ];
}

export function headerPairs(rawHeaders: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

export function lowerCased(pairs: readonly Pair[]): Pair[] {
  return pairs.map(([name, value]) => [name.toLowerCase(), value]);
}

/** Values of one name become one value, joined by commas. */
export function joined(pairs: Iterable<Pair>): Map<string, string> {
  return new Map([...grouped(pairs)].map(([name, values]) => [name, values.join(',')]));
}

/** All values of each name. */
export function grouped(pairs: Iterable<Pair>): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, [value]);
    else earlier.push(value);
  }
  return values;
}

/** Cookies one by one; undefined when there are none. */
export function cookiesOf(header: string | undefined): string[] | undefined {
  return header?.split(/;\s*/).filter(Boolean);
}

export interface EventBody {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** Text stays text, everything else travels in base64; left out when it is empty (lambda-contract §13). */
export function eventBody(body: Buffer, contentType = ''): EventBody {
  if (body.length === 0) return { isBase64Encoded: false };
  return TEXT_MEDIA_TYPE.test(mediaTypeOf(contentType)) && isUtf8(body)
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

/** `Text/HTML; charset=utf-8` -> `text/html` */
export function mediaTypeOf(contentType: string): string {
  return (contentType.toLowerCase().split(';')[0] ?? '').trim();
}

/** `12/Mar/2020:19:03:58 +0000` */
export function commonLogTime(epochMs: number): string {
  const date = new Date(epochMs);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${day}/${month}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
