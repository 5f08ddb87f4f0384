import { validateHeaderName, validateHeaderValue } from 'node:http';
import { toError } from '../lambda/errors';
import type { Pair } from './requestParts';

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

/** The headers of a response object that can be sent, in its order; what is null or of the connection is left out. */
export function headerEntries(given: unknown): Pair[] {
  return Object.entries(isObject(given) ? given : {}).flatMap(([name, content]): Pair[] =>
    content === null || content === undefined || OWN_HEADERS.has(name.toLowerCase()) ? [] : [[name, textOf(content)]],
  );
}

/** Throws InvalidFunctionResponse. */
export function statusCodeOf(value: unknown): number {
  const statusCode = Number(value);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    throw new InvalidFunctionResponse('The statusCode of the response must be a number from 200 to 599.');
  }
  return statusCode;
}

/** Names and values in turns. Throws InvalidFunctionResponse when one cannot be sent. */
export function checkHeaders(headers: readonly string[]): void {
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

/** The body of an object that says it all. */
export function bodyOf({ body, isBase64Encoded }: Readonly<Record<string, unknown>>): Uint8Array | string {
  if (body === undefined || body === null) return '';
  const text = textOf(body);
  return isBase64Encoded === true ? Buffer.from(text, 'base64') : text;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
