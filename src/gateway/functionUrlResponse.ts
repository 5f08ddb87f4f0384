import { HTTP_INTEGRATION_SEPARATOR, HTTP_INTEGRATION_TYPE } from '../lambda/httpIntegration';
import {
  bodyOf,
  checkHeaders,
  headerEntries,
  InvalidFunctionResponse,
  isObject,
  parseJson,
  statusCodeOf,
  textOf,
  type HttpAnswer,
  type HttpHead,
} from './responseParts';

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

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
 * without its quotes, any other value as compact JSON. `defaultContentType` goes with an object that names none. Throws
 * InvalidFunctionResponse.
 */
export function interpretResponse(
  payload: Uint8Array,
  contentType: string,
  defaultContentType = 'application/json',
): HttpAnswer {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (hasPrelude(contentType)) {
    const parts = splitPrelude(bytes);
    if (parts === undefined) throw new InvalidFunctionResponse('The prelude of the response does not end.');
    return { ...parts.head, body: parts.body };
  }
  const value = parseJson(bytes.toString());
  if (isObject(value) && value['statusCode'] !== undefined && value['statusCode'] !== null) {
    return { ...headOf(value, defaultContentType), body: bodyOf(value) };
  }
  const inferred = { statusCode: 200, headers: ['content-type', 'application/json'] };
  if (value === undefined) return { ...inferred, body: bytes };
  return { ...inferred, body: typeof value === 'string' ? value : compact(bytes) };
}

function headOf(value: Readonly<Record<string, unknown>>, defaultContentType: string): HttpHead {
  const headers: string[] = [];
  let contentType = defaultContentType;
  for (const [name, content] of headerEntries(value['headers'])) {
    if (name.toLowerCase() === 'content-type') contentType = content;
    else headers.push(name, content);
  }
  headers.push('content-type', contentType);
  const cookies = value['cookies'];
  if (Array.isArray(cookies)) headers.push(...cookies.flatMap((cookie: unknown) => ['set-cookie', textOf(cookie)]));
  checkHeaders(headers);
  return { statusCode: statusCodeOf(value['statusCode'] ?? 200), headers };
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
