import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { newRequestId } from '../lambda/identifiers';
import { LIMITS } from '../lambda/limits';
import { invalidRequestContent, validationFailed } from './requestRefusal';

const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
export type InvocationType = (typeof INVOCATION_TYPES)[number];
/** InvokeWithResponseStream knows no `Event` (lambda-contract §11.3). */
export const STREAM_INVOCATION_TYPES = ['RequestResponse', 'DryRun'] as const satisfies readonly InvocationType[];
const LOG_TYPES = ['None', 'Tail'] as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TENANT_PATTERN = String.raw`[a-zA-Z0-9\._:\/=+\-@ ]+`;
const TENANT_FORM = /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/;
const BASE64_FORM = /^[A-Za-z0-9+/]+={0,2}$/;

/** What the headers of an invocation say (lambda-contract §11.1). */
export interface InvokeParameters<Type extends InvocationType = InvocationType> {
  readonly type: Type;
  readonly tail: boolean;
  /** JSON text on one line; undefined for `Event`, which does not pass it on. */
  readonly clientContext: string | undefined;
  readonly tenantId: string | undefined;
}

/** Reads the headers of Invoke. Throws ValidationException and InvalidRequestContentException. */
export function readInvokeParameters(headers: IncomingHttpHeaders): InvokeParameters;
export function readInvokeParameters<Type extends InvocationType>(
  headers: IncomingHttpHeaders,
  types: readonly Type[],
): InvokeParameters<Type>;
export function readInvokeParameters(
  headers: IncomingHttpHeaders,
  types: readonly InvocationType[] = INVOCATION_TYPES,
): InvokeParameters {
  const type = oneOf(types, header(headers, 'x-amz-invocation-type'), 'RequestResponse', 'invocationType');
  const tail = oneOf(LOG_TYPES, header(headers, 'x-amz-log-type'), 'None', 'logType') === 'Tail';
  const clientContext = decodeClientContext(header(headers, 'x-amz-client-context'));
  const tenantId = header(headers, 'x-amz-tenant-id');
  if (tenantId !== undefined && !TENANT_FORM.test(tenantId)) {
    throw validationFailed(tenantId, 'tenantId', `Member must satisfy regular expression pattern: ${TENANT_PATTERN}`);
  }
  return { type, tail, clientContext: type === 'Event' ? undefined : clientContext, tenantId };
}

/** The caller's request id, or a new one. Throws InvalidRequestContentException when it is not a UUID. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const sent = header(headers, 'x-amzn-requestid');
  if (sent === undefined) return newRequestId();
  if (!UUID.test(sent))
    throw invalidRequestContent('The header x-amzn-RequestId must be a UUID; leave it out to get one.');
  return sent.toLowerCase();
}

/** A header that may be sent once; an empty one counts as not sent. */
export function header(headers: IncomingHttpHeaders, lowerCaseName: string): string | undefined {
  const value = headers[lowerCaseName];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function oneOf<Value extends string>(
  allowed: readonly Value[],
  sent: string | undefined,
  otherwise: NoInfer<Value>,
  parameter: string,
): Value {
  if (sent === undefined) return otherwise;
  const value = allowed.find((candidate) => candidate === sent);
  if (value === undefined) {
    throw validationFailed(sent, parameter, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  }
  return value;
}

function decodeClientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  if (base64.length > LIMITS.clientContextBytes) {
    throw invalidRequestContent(
      `Client context must be no more than ${LIMITS.clientContextBytes} bytes when base64-encoded.`,
    );
  }
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString();
  if (!BASE64_FORM.test(base64) || !isUtf8(bytes) || !isJsonObject(text)) {
    throw invalidRequestContent('Client context must be a valid Base64-encoded JSON object.');
  }
  // It becomes a header of the Runtime API; line breaks can only be formatting, because JSON strings cannot hold them.
  return text.replace(/[\r\n]+/g, ' ');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
