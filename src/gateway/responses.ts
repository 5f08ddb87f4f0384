import type { ServerResponse } from 'node:http';
import { LambdaServiceError, toError, UserError } from '../lambda/errors';
import type { Logger } from '../lambda/ports';
import { ClientDisconnected } from './requestBody';
import { RequestRefusal } from './requestRefusal';

/** Codes whose body says `Message`; all others say `message` (lambda-contract §11.2). */
const CAPITAL_MESSAGE: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'ServiceException',
  'AccessDeniedException',
]);

/** Answers with a JSON body in one write. */
export function sendJson(response: ServerResponse, statusCode: number, requestId: string, body: string): void {
  response
    .writeHead(statusCode, [
      'Content-Type',
      'application/json',
      'Content-Length',
      String(Buffer.byteLength(body)),
      'x-amzn-RequestId',
      requestId,
    ])
    .end(body);
}

/**
 * Answers with the wire form of a service error: status, `x-amzn-ErrorType` and the body whose key case depends on the
 * code (lambda-contract §11.2). Anything that is not such an error becomes a ServiceException; what is wrong in
 * Warmpath itself is logged. A response that has begun is cut off, so that nobody takes it for complete.
 */
export function sendError(response: ServerResponse, thrown: unknown, requestId: string, logger: Logger): void {
  if (thrown instanceof ClientDisconnected) return;
  const error = serviceError(thrown, logger);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = errorBody(error);
  response
    .writeHead(error.statusCode, [
      'Content-Type',
      'application/json',
      'Content-Length',
      String(Buffer.byteLength(body)),
      'x-amzn-RequestId',
      requestId,
      'x-amzn-ErrorType',
      error.code,
    ])
    .end(body);
}

function serviceError(thrown: unknown, logger: Logger): LambdaServiceError | RequestRefusal {
  if (thrown instanceof LambdaServiceError || thrown instanceof RequestRefusal) return thrown;
  const error = toError(thrown);
  if (!(error instanceof UserError)) logger.error('A request could not be handled', error);
  return new LambdaServiceError('ServiceException', 500, error.message);
}

function errorBody(error: LambdaServiceError | RequestRefusal): string {
  const message = CAPITAL_MESSAGE.has(error.code) ? { Message: error.message } : { message: error.message };
  if (error instanceof RequestRefusal) return JSON.stringify(message);
  const type = { ...error.details, Type: error.statusCode < 500 ? 'User' : 'Service' };
  return JSON.stringify('Message' in message ? { ...message, ...type } : { ...type, ...message });
}

/** Writes one chunk; the promise resolves when the client has taken enough to write more, or is gone. */
export function writeChunk(response: ServerResponse, chunk: Uint8Array): Promise<void> | undefined {
  if (response.destroyed || response.write(chunk)) return undefined;
  return new Promise((resolve) => {
    const proceed = (): void => {
      response.off('drain', proceed);
      response.off('close', proceed);
      resolve();
    };
    response.on('drain', proceed);
    response.on('close', proceed);
  });
}
