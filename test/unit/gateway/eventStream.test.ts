import { describe, expect, it } from 'vitest';
import { invokeCompleteFrame, payloadChunkFrame } from '../../../src/gateway/eventStream';

/** CRC-32/ISO-HDLC, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function decode(frame: Buffer): { headers: Record<string, string>; payload: string } {
  const headersLength = frame.readUInt32BE(4);
  expect(frame.readUInt32BE(0)).toBe(frame.length);
  expect(frame.readUInt32BE(8)).toBe(crc32(frame.subarray(0, 8)));
  expect(frame.readUInt32BE(frame.length - 4)).toBe(crc32(frame.subarray(0, -4)));
  const headers: Record<string, string> = {};
  let rest = frame.subarray(12, 12 + headersLength);
  while (rest.length > 0) {
    const nameEnd = 1 + rest.readUInt8(0);
    expect(rest.readUInt8(nameEnd)).toBe(7);
    const valueStart = nameEnd + 3;
    const valueEnd = valueStart + rest.readUInt16BE(nameEnd + 1);
    headers[rest.toString('utf8', 1, nameEnd)] = rest.toString('utf8', valueStart, valueEnd);
    rest = rest.subarray(valueEnd);
  }
  return { headers, payload: frame.toString('utf8', 12 + headersLength, frame.length - 4) };
}

describe('Frames of the event stream', () => {
  it('knows the CRC by its check value', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });

  it.each(['', 'chunk', 'grün'.repeat(10_000)])('195, 196: holds a chunk', (payload) => {
    expect(decode(payloadChunkFrame(Buffer.from(payload)))).toEqual({
      headers: {
        ':message-type': 'event',
        ':event-type': 'PayloadChunk',
        ':content-type': 'application/octet-stream',
      },
      payload,
    });
  });

  it('196: holds the end', () => {
    expect(decode(invokeCompleteFrame({ ErrorCode: 'Unhandled' }))).toEqual({
      headers: { ':message-type': 'event', ':event-type': 'InvokeComplete', ':content-type': 'application/json' },
      payload: '{"ErrorCode":"Unhandled"}',
    });
  });
});
