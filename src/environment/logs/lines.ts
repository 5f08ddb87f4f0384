import { characterBoundary, MAXIMUM_LOG_EVENT_BYTES } from './utf8';

const NEWLINE = 0x0a;

/**
 * Splits the raw bytes of a process's stdout or stderr into log events, one a line (lambda-contract §7.3). Bytes that
 * are not UTF-8 become U+FFFD. A line longer than 256 KB is continued in another event.
 */
export class LineSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  /** The lines that are complete now, without their newline. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) {
        break;
      }
      this.endLine(chunk.subarray(start, end), lines);
      start = end + 1;
    }
    if (start < chunk.length) {
      this.pending.push(chunk.subarray(start));
      this.pendingBytes += chunk.length - start;
      if (this.pendingBytes > MAXIMUM_LOG_EVENT_BYTES) {
        this.keep(cut(this.takePending(), lines));
      }
    }
    return lines;
  }

  /** The line that has no newline yet, because the process has ended for instance. */
  flush(): string[] {
    const lines: string[] = [];
    if (this.pendingBytes > 0) {
      this.endLine(Buffer.alloc(0), lines);
    }
    return lines;
  }

  private endLine(ending: Buffer, lines: string[]): void {
    const line = this.pendingBytes === 0 ? ending : Buffer.concat([this.takePending(), ending]);
    lines.push(cut(line, lines).toString());
  }

  private keep(rest: Buffer): void {
    this.pending = [rest];
    this.pendingBytes = rest.length;
  }

  private takePending(): Buffer {
    const bytes = Buffer.concat(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    return bytes;
  }
}

/** Moves full events from the beginning of `bytes` to `lines` and returns the rest. */
function cut(bytes: Buffer, lines: string[]): Buffer {
  let rest = bytes;
  while (rest.length > MAXIMUM_LOG_EVENT_BYTES) {
    const end = characterBoundary(rest, MAXIMUM_LOG_EVENT_BYTES);
    lines.push(rest.toString('utf8', 0, end));
    rest = rest.subarray(end);
  }
  return rest;
}
