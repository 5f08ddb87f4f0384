import { APPLICATION_LOG_LEVELS, type ApplicationLogLevel } from '../../lambda/functionConfiguration';
import { LineSplitter } from './lines';
import { characterBoundary, MAXIMUM_LOG_EVENT_BYTES } from './utf8';

/** One log event that a runtime client handed over on the framed log stream. */
export interface Frame {
  readonly format: 'text' | 'json';
  readonly level: ApplicationLogLevel;
  /** Milliseconds since the epoch, with fractions; absent when the frame carries no sensible time. */
  readonly epochMs?: number;
  /** Without the newline at its end; may contain others. */
  readonly text: string;
}

const HEADER_BYTES = 16;
/** What every frame type begins with: 0xA55A00xx. */
const SIGNATURE = Buffer.from([0xa5, 0x5a, 0x00]);
const JSON_FORMAT = 0b10;
const LAST_SENSIBLE_EPOCH_MS = Date.UTC(9999, 11, 31);
/** No runtime client writes longer frames; a header that announces one is something else. */
const MAXIMUM_FRAME_BYTES = 67_108_864;

interface Header {
  readonly format: Frame['format'];
  readonly level: ApplicationLogLevel;
  readonly epochMs?: number;
}

/**
 * Reads the log stream of lambda-contract §7.3 as it arrives: `u32 type | u32 length | u64 µs since the epoch | bytes`,
 * big-endian. What is not a frame is passed on as lines of text, and reading goes on at the next frame. A frame of more
 * than 256 KB is continued in another event. Memory is bounded by one event.
 */
export class FrameParser {
  private chunks: Buffer[] = [];
  private available = 0;
  /** Bytes without which the next step cannot be done. */
  private needed = HEADER_BYTES;
  private header: Header | undefined;
  /** Bytes of the frame that are still to come. */
  private remaining = 0;
  private readonly strayText = new LineSplitter();

  /** The events that are complete now. */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.available += chunk.length;
    const frames: Frame[] = [];
    if (this.available >= this.needed) {
      this.keep(this.read(this.take(), frames));
    }
    return frames;
  }

  /** What is left of a stream that has ended, a truncated frame included. */
  flush(): Frame[] {
    const frames: Frame[] = [];
    const rest = this.take();
    if (this.header === undefined) {
      this.addStray(rest, frames);
      this.endStray(frames);
    } else if (rest.length > 0) {
      frames.push(frameOf(this.header, rest));
    }
    this.expectHeader();
    return frames;
  }

  /** Reads as far as possible and returns what is left. */
  private read(bytes: Buffer, frames: Frame[]): Buffer {
    let rest = bytes;
    while (rest.length >= this.needed) {
      rest = this.header === undefined ? this.readHeader(rest, frames) : this.readContent(this.header, rest, frames);
    }
    return rest;
  }

  private readHeader(bytes: Buffer, frames: Frame[]): Buffer {
    const length = bytes.readUInt32BE(4);
    if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE) || length > MAXIMUM_FRAME_BYTES) {
      return this.skipStray(bytes, frames);
    }
    this.endStray(frames);
    this.header = headerOf(bytes);
    this.remaining = length;
    this.expectContent();
    return bytes.subarray(HEADER_BYTES);
  }

  private readContent(header: Header, bytes: Buffer, frames: Frame[]): Buffer {
    const end =
      this.remaining <= MAXIMUM_LOG_EVENT_BYTES ? this.remaining : characterBoundary(bytes, MAXIMUM_LOG_EVENT_BYTES);
    frames.push(frameOf(header, bytes.subarray(0, end)));
    this.remaining -= end;
    if (this.remaining === 0) {
      this.expectHeader();
    } else {
      this.expectContent();
    }
    return bytes.subarray(end);
  }

  private skipStray(bytes: Buffer, frames: Frame[]): Buffer {
    const next = bytes.indexOf(SIGNATURE, 1);
    // The signature may be at the very end, not yet complete.
    const end = next === -1 ? bytes.length - SIGNATURE.length + 1 : next;
    this.addStray(bytes.subarray(0, end), frames);
    return bytes.subarray(end);
  }

  private addStray(bytes: Buffer, frames: Frame[]): void {
    frames.push(...this.strayText.push(bytes).map(strayFrame));
  }

  private endStray(frames: Frame[]): void {
    frames.push(...this.strayText.flush().map(strayFrame));
  }

  private expectContent(): void {
    // Whether a character ends at the limit shows in the byte behind it.
    this.needed = Math.min(this.remaining, MAXIMUM_LOG_EVENT_BYTES + 1);
  }

  private expectHeader(): void {
    this.header = undefined;
    this.needed = HEADER_BYTES;
  }

  private keep(rest: Buffer): void {
    this.chunks = rest.length === 0 ? [] : [rest];
    this.available = rest.length;
  }

  private take(): Buffer {
    const [first] = this.chunks;
    const bytes = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks, this.available);
    this.keep(Buffer.alloc(0));
    return bytes;
  }
}

function headerOf(bytes: Buffer): Header {
  const type = bytes.readUInt8(3);
  const epochMs = Number(bytes.readBigUInt64BE(8)) / 1000;
  return {
    format: (type & 0b11) === JSON_FORMAT ? 'json' : 'text',
    // 0x04 is the first level; every unknown value counts as INFO.
    level: APPLICATION_LOG_LEVELS[(type >> 2) - 1] ?? 'INFO',
    ...(epochMs > 0 && epochMs <= LAST_SENSIBLE_EPOCH_MS ? { epochMs } : {}),
  };
}

function frameOf(header: Header, content: Buffer): Frame {
  const text = content.toString();
  return { ...header, text: text.endsWith('\n') ? text.slice(0, -1) : text };
}

function strayFrame(text: string): Frame {
  return { format: 'text', level: 'INFO', text };
}
