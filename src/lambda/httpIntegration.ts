/** Content type of a streamed response that begins with HTTP metadata (lambda-contract §2.3). */
export const HTTP_INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Stands between the JSON metadata and the body. */
export const HTTP_INTEGRATION_SEPARATOR: Uint8Array = new Uint8Array(8);
