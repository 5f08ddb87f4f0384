import type { IncomingMessage } from 'node:http';
import { requestTooLarge } from './requestRefusal';

/** The client went away before its request was complete, so there is nobody to answer. */
export class ClientDisconnected extends Error {
  override readonly name = 'ClientDisconnected';
}

/**
 * Reads the whole body. Rejects with RequestTooLargeException as soon as more than `limitBytes` are declared or seen; what
 * still arrives is dropped without being kept, so that a client that writes first and reads later gets the answer.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      request.resume();
      reject(requestTooLarge(limitBytes));
      return;
    }
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
      } else {
        chunks = [];
        reject(requestTooLarge(limitBytes));
      }
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on('close', () => {
      if (!request.complete) reject(new ClientDisconnected('The client closed the connection.'));
    });
  });
}
