import type { HttpFrontConfiguration, HttpRoute } from '../../lambda/httpApi';
import { interpretResponse } from '../functionUrlResponse';
import {
  checkHeaders,
  headerEntries,
  InvalidFunctionResponse,
  isObject,
  parseJson,
  statusCodeOf,
  textOf,
  type HttpAnswer,
} from '../responseParts';
import { isBinary } from './eventVersion1';

/** Members that a REST API allows in the response of a function; any other makes it malformed. */
const PROXY_MEMBERS: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
]);

/** What HTTP APIs send with a body whose type the function does not name. */
const HTTP_API_CONTENT_TYPE = 'text/plain;charset=UTF-8';

/**
 * What a function's response means to the front that asked it: payload format 2.0 infers what is missing, 1.0 and load
 * balancers take the documented object and nothing else. `accept` is the client's header. Throws InvalidFunctionResponse.
 */
export function interpretFrontResponse(
  payload: Uint8Array,
  front: Pick<HttpFrontConfiguration, 'kind' | 'binaryMediaTypes' | 'multiValueHeaders'>,
  route: Pick<HttpRoute, 'payloadFormatVersion' | 'multiValueHeaders'>,
  accept: string | undefined,
): HttpAnswer {
  if (front.kind === 'HttpApi' && route.payloadFormatVersion === '2.0') {
    return interpretResponse(payload, 'application/json', HTTP_API_CONTENT_TYPE);
  }
  const value = proxyResponse(payload, front.kind);
  const headers = headersOf(value, front.kind, route.multiValueHeaders ?? front.multiValueHeaders);
  const contentType = valueOf(headers, 'content-type');
  const decodes =
    front.kind !== 'RestApi' || isBinary(accept?.split(',')[0] ?? contentType ?? '', front.binaryMediaTypes);
  const body = value['body'] ?? '';
  if (typeof body !== 'string') {
    throw new InvalidFunctionResponse('The body of the response is not a text; use JSON.stringify.');
  }
  return {
    statusCode: statusCodeOf(value['statusCode']),
    headers: contentType === undefined ? [...headers, 'content-type', defaultContentType(front.kind)] : headers,
    body: value['isBase64Encoded'] === true && decodes ? Buffer.from(body, 'base64') : body,
  };
}

function proxyResponse(payload: Uint8Array, kind: HttpFrontConfiguration['kind']): Readonly<Record<string, unknown>> {
  const value = parseJson(Buffer.from(payload).toString());
  if (!isObject(value)) throw new InvalidFunctionResponse('The response is not a JSON object with a statusCode.');
  if (value['statusCode'] === undefined || value['statusCode'] === null) {
    throw new InvalidFunctionResponse('The response has no statusCode.');
  }
  if (kind === 'RestApi') checkProxyMembers(value);
  return value;
}

function checkProxyMembers(value: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(value).find((name) => !PROXY_MEMBERS.has(name));
  if (unknown !== undefined) {
    throw new InvalidFunctionResponse(`The response has a member "${unknown}", which REST APIs do not allow.`);
  }
  for (const name of ['headers', 'multiValueHeaders']) {
    const member = value[name];
    if (member !== undefined && member !== null && !isObject(member)) {
      throw new InvalidFunctionResponse(`The member ${name} of the response is not an object.`);
    }
  }
}

/** A load balancer reads one of the two members, an API both: of a name in both, the values of the plural one count. */
function headersOf(
  value: Readonly<Record<string, unknown>>,
  kind: HttpFrontConfiguration['kind'],
  multiValueHeaders: boolean,
): string[] {
  const plural = kind === 'Alb' && !multiValueHeaders ? undefined : value['multiValueHeaders'];
  const singular = kind === 'Alb' && multiValueHeaders ? undefined : value['headers'];
  const several = Object.entries(isObject(plural) ? plural : {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : []).flatMap((content: unknown) => headerEntries({ [name]: content })),
  );
  const names = new Set(several.map(([name]) => name.toLowerCase()));
  const cookies: unknown = kind === 'HttpApi' ? value['cookies'] : undefined;
  const headers = [
    ...headerEntries(singular).filter(([name]) => !names.has(name.toLowerCase())),
    ...several,
    ...(Array.isArray(cookies) ? cookies.map((cookie: unknown) => ['set-cookie', textOf(cookie)]) : []),
  ].flat();
  checkHeaders(headers);
  return headers;
}

function valueOf(headers: readonly string[], lowerCaseName: string): string | undefined {
  const index = headers.findIndex((text, position) => position % 2 === 0 && text.toLowerCase() === lowerCaseName);
  return index === -1 ? undefined : headers[index + 1];
}

function defaultContentType(kind: HttpFrontConfiguration['kind']): string {
  if (kind === 'RestApi') return 'application/json';
  return kind === 'HttpApi' ? HTTP_API_CONTENT_TYPE : 'application/octet-stream';
}
