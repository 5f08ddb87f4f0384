import type { InvocationResponse } from './invocation';

/** Content type of a streamed response that begins with HTTP metadata (lambda-contract §2.3). */
export const HTTP_INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Stands between the JSON metadata and the body. */
export const HTTP_INTEGRATION_SEPARATOR: Uint8Array = new Uint8Array(8);

/** An answer as text; of a streamed HTTP response the body, without the metadata in front of it. */
export function responseText({ payload, contentType }: Pick<InvocationResponse, 'payload' | 'contentType'>): string {
  const bytes = Buffer.from(payload);
  if (contentType !== HTTP_INTEGRATION_TYPE) {
    return bytes.toString();
  }
  const separator = bytes.indexOf(HTTP_INTEGRATION_SEPARATOR);
  return bytes.subarray(separator === -1 ? 0 : separator + HTTP_INTEGRATION_SEPARATOR.length).toString();
}
