import { crc32 } from 'node:zlib';

/**
 * Frames of `application/vnd.amazon.eventstream` (lambda-contract §11.3). All numbers are big-endian:
 * total length, headers length, CRC of those eight bytes, headers, payload, CRC of everything before.
 */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const STRING_HEADER = 7;

export const EVENT_STREAM_CONTENT_TYPE = 'application/vnd.amazon.eventstream';

/** End of a streamed response as the caller gets it. */
export interface InvokeComplete {
  readonly ErrorCode?: string;
  readonly ErrorDetails?: string;
  /** base64 */
  readonly LogResult?: string;
}

const CHUNK_HEADERS = encodeHeaders('PayloadChunk', 'application/octet-stream');
const COMPLETE_HEADERS = encodeHeaders('InvokeComplete', 'application/json');

/** A piece of the response. */
export function payloadChunkFrame(payload: Uint8Array): Buffer {
  return frame(CHUNK_HEADERS, payload);
}

/** The last frame. */
export function invokeCompleteFrame(complete: InvokeComplete): Buffer {
  return frame(COMPLETE_HEADERS, Buffer.from(JSON.stringify(complete)));
}

function frame(headers: Buffer, payload: Uint8Array): Buffer {
  const length = PRELUDE_BYTES + headers.length + payload.length + CHECKSUM_BYTES;
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(headers.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  headers.copy(bytes, PRELUDE_BYTES);
  bytes.set(payload, PRELUDE_BYTES + headers.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, length - CHECKSUM_BYTES)), length - CHECKSUM_BYTES);
  return bytes;
}

/** The JavaScript SDK cannot read a frame without `:message-type`. */
function encodeHeaders(eventType: string, contentType: string): Buffer {
  const headers = { ':event-type': eventType, ':content-type': contentType, ':message-type': 'event' };
  return Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const lead = Buffer.from([name.length, ...Buffer.from(name), STRING_HEADER, 0, 0]);
      lead.writeUInt16BE(value.length, lead.length - 2);
      return Buffer.concat([lead, Buffer.from(value)]);
    }),
  );
}
