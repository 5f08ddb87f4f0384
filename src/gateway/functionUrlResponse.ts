import { validateHeaderName, validateHeaderValue } from 'node:http';
import { toError } from '../lambda/errors';
import { HTTP_INTEGRATION_SEPARATOR, HTTP_INTEGRATION_TYPE } from '../lambda/httpIntegration';

/** What a function's response means over HTTP. */
export interface HttpAnswer extends HttpHead {
  readonly body: Uint8Array | string;
}

export interface HttpHead {
  readonly statusCode: number;
  /** Names and values in turns. */
  readonly headers: readonly string[];
}

/** The function answered something that cannot be sent over HTTP. */
export class InvalidFunctionResponse extends Error {
  override readonly name = 'InvalidFunctionResponse';
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Headers of the connection and of the service; a function cannot set them. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-requestid',
  'x-amzn-trace-id',
]);

/** The body begins with a JSON prelude that sets status, headers and cookies (lambda-contract §2.3). */
export function hasPrelude(contentType: string): boolean {
  return contentType.startsWith(HTTP_INTEGRATION_TYPE);
}

/** Splits a response at the eight NUL bytes after its prelude; undefined while they have not come. */
export function splitPrelude(bytes: Buffer): { head: HttpHead; body: Buffer } | undefined {
  const end = bytes.indexOf(HTTP_INTEGRATION_SEPARATOR);
  if (end === -1) return undefined;
  const prelude = parseJson(bytes.subarray(0, end).toString());
  if (!isObject(prelude)) throw new InvalidFunctionResponse('The prelude of the response is not a JSON object.');
  return {
    head: headOf(prelude, 'application/octet-stream'),
    body: bytes.subarray(end + HTTP_INTEGRATION_SEPARATOR.length),
  };
}

/**
 * What a buffered response means (lambda-contract §13): an object with `statusCode` says everything itself, a string is sent
 * without its quotes, any other value as compact JSON. Throws InvalidFunctionResponse.
 */
export function interpretResponse(payload: Uint8Array, contentType: string): HttpAnswer {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (hasPrelude(contentType)) {
    const parts = splitPrelude(bytes);
    if (parts === undefined) throw new InvalidFunctionResponse('The prelude of the response does not end.');
    return { ...parts.head, body: parts.body };
  }
  const value = parseJson(bytes.toString());
  if (isObject(value) && value['statusCode'] !== undefined && value['statusCode'] !== null) {
    return { ...headOf(value, 'application/json'), body: bodyOf(value) };
  }
  const inferred = { statusCode: 200, headers: ['content-type', 'application/json'] };
  if (value === undefined) return { ...inferred, body: bytes };
  return { ...inferred, body: typeof value === 'string' ? value : compact(bytes) };
}

function headOf(value: Readonly<Record<string, unknown>>, defaultContentType: string): HttpHead {
  const headers: string[] = [];
  let contentType = defaultContentType;
  const given = value['headers'];
  for (const [name, content] of Object.entries(isObject(given) ? given : {})) {
    const lowerCaseName = name.toLowerCase();
    if (content === null || content === undefined || OWN_HEADERS.has(lowerCaseName)) continue;
    if (lowerCaseName === 'content-type') contentType = textOf(content);
    else headers.push(name, textOf(content));
  }
  headers.push('content-type', contentType);
  const cookies = value['cookies'];
  if (Array.isArray(cookies)) headers.push(...cookies.flatMap((cookie: unknown) => ['set-cookie', textOf(cookie)]));
  checkHeaders(headers);
  return { statusCode: statusCodeOf(value['statusCode'] ?? 200), headers };
}

function statusCodeOf(value: unknown): number {
  const statusCode = Number(value);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    throw new InvalidFunctionResponse('The statusCode of the response must be a number from 200 to 599.');
  }
  return statusCode;
}

function checkHeaders(headers: readonly string[]): void {
  try {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const name = headers[index] ?? '';
      validateHeaderName(name);
      validateHeaderValue(name, headers[index + 1] ?? '');
    }
  } catch (thrown) {
    throw new InvalidFunctionResponse(toError(thrown).message);
  }
}

function bodyOf({ body, isBase64Encoded }: Readonly<Record<string, unknown>>): Uint8Array | string {
  if (body === undefined || body === null) return '';
  const text = textOf(body);
  return isBase64Encoded === true ? Buffer.from(text, 'base64') : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Takes the blanks between the tokens of a JSON text and leaves the tokens alone: numbers keep all their digits. */
function compact(json: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(json.length);
  let length = 0;
  let inString = false;
  let escaped = false;
  for (const byte of json) {
    if (!inString && byte <= SPACE) continue;
    if (byte === QUOTE && !escaped) inString = !inString;
    escaped = byte === BACKSLASH && !escaped;
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Undefined when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
