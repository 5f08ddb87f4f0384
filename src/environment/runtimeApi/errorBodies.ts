const CAUSE_TYPE = 'application/vnd.aws.lambda.error.cause+json';
const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';

export interface ErrorPayload {
  readonly payload: Uint8Array;
  readonly contentType: string;
}

/** The caller's payload of a reported error: verbatim, or without the X-Ray cause (lambda-contract §2.4). */
export function errorPayload(body: Buffer, contentType: string | undefined): ErrorPayload {
  if (contentType !== CAUSE_TYPE) {
    return { payload: body, contentType: contentType ?? BINARY_TYPE };
  }
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed === 'object' && parsed !== null) {
      const payload = JSON.stringify({ ...parsed, errorCause: undefined });
      return { payload: Buffer.from(payload), contentType: JSON_TYPE };
    }
  } catch {
    // Falls through to the answer for a body that cannot be read.
  }
  return { payload: Buffer.from('"Invalid error body"'), contentType: BINARY_TYPE };
}
