import type { Clock } from '../lambda/ports';

const BURST_BYTES = 6 * 1_048_576;
const BYTES_PER_SECOND = 2 * 1_048_576;

/** Slows a streamed response down as AWS does: 6 MB at full speed, then 2 MB a second (lambda-contract §2.3). */
export class BandwidthLimiter {
  /** Bytes that may pass now; negative while a debt is being waited out. */
  private allowance = BURST_BYTES;
  private lastMs: number;

  constructor(private readonly clock: Clock) {
    this.lastMs = clock.monotonic();
  }

  /** Resolves when `bytes` may pass. */
  async admit(bytes: number): Promise<void> {
    const now = this.clock.monotonic();
    const earned = ((now - this.lastMs) / 1000) * BYTES_PER_SECOND;
    this.lastMs = now;
    this.allowance = Math.min(BURST_BYTES, this.allowance + earned) - bytes;
    if (this.allowance < 0) {
      const waitMs = (-this.allowance / BYTES_PER_SECOND) * 1000;
      await new Promise<void>((resolve) => {
        this.clock.after(waitMs, resolve);
      });
    }
  }
}
