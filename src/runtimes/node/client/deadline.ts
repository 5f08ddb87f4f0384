import { readSync } from 'node:fs';
import { builtIns } from './builtIns';

const FILE_BYTES = 16;

/**
 * Answers `getRemainingTimeInMillis`. The deadline file (two big-endian doubles: milliseconds added to the deadline, and
 * since when the clock is paused or 0) is read on every call, because a debugger may pause the clock at any time.
 */
export class DeadlineClock {
  private readonly bytes = Buffer.alloc(FILE_BYTES);

  constructor(private readonly descriptor: number | undefined) {}

  /** Whole milliseconds until `deadlineMs`, never negative. */
  remaining(deadlineMs: number): number {
    const now = builtIns.DateConstructor.now();
    return Math.max(0, Math.floor(deadlineMs + this.extension(now) - now));
  }

  private extension(now: number): number {
    if (this.descriptor === undefined) return 0;
    try {
      if (readSync(this.descriptor, this.bytes, 0, FILE_BYTES, 0) < FILE_BYTES) return 0;
    } catch {
      // User code closed the descriptor: the header still holds.
      return 0;
    }
    const pausedSince = this.bytes.readDoubleBE(8);
    return this.bytes.readDoubleBE(0) + (pausedSince > 0 ? now - pausedSince : 0);
  }
}
