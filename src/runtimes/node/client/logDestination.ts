import { builtIns } from './builtIns';
import type { LogLevel } from './logLevels';

/** Where formatted log events go: one call is one event, however many lines it has. */
export interface LogDestination {
  write(kind: 'text' | 'json', level: LogLevel, epochMs: number, message: string): void;
}

const HEADER_BYTES = 16;
const FRAME_TYPES = { text: 0xa55a0003, json: 0xa55a0002 } as const;

/**
 * Frames on a descriptor (lambda-contract §7.3), big-endian: type, length, microseconds since the epoch, message.
 * A frame is one write, so that nothing of another writer gets inside.
 */
export class FramedLog implements LogDestination {
  constructor(private readonly descriptor: number) {}

  write(kind: 'text' | 'json', level: LogLevel, epochMs: number, message: string): void {
    const text = kind === 'text' ? `${message}\n` : message;
    const length = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
    const microseconds = epochMs * 1000;
    frame.writeUInt32BE((FRAME_TYPES[kind] | level.frameMask) >>> 0, 0);
    frame.writeUInt32BE(length, 4);
    frame.writeUInt32BE(Math.floor(microseconds / 2 ** 32), 8);
    frame.writeUInt32BE(microseconds >>> 0, 12);
    frame.write(text, HEADER_BYTES);
    writeFully(this.descriptor, frame);
  }
}

/** Lines on standard output; line breaks inside an event become carriage returns, so that it stays one event. */
export class StandardOutputLog implements LogDestination {
  write(_kind: 'text' | 'json', _level: LogLevel, _epochMs: number, message: string): void {
    process.stdout.write(`${message.replace(/\n/g, '\r')}\n`);
  }
}

function writeFully(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += builtIns.writeSync(descriptor, bytes, written);
    } catch (error) {
      // A full pipe that does not block: wait for its reader. Any other failure means that nobody reads any more, and the
      // function must not fail because of that.
      if (!isCode(error, 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
