import { closeSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../lambda/lifecycleEvents';

const BYTES = 16;

/**
 * Tells a runtime client that the deadline moved. The runtime is inside user code when that happens, so it cannot be
 * asked to read a message: it reads these 16 bytes whenever the function asks for its remaining time.
 * Layout: two big-endian float64: extension in milliseconds, epoch milliseconds since when the clock stands still (or 0).
 */
export class DeadlineFile implements Disposable {
  /** Descriptor to hand to the runtime process, opened for reading. */
  readonly readDescriptor: number;
  private readonly writeDescriptor: number;
  private dirty = false;

  /** Makes the file in `folder` and removes its name at once: nothing is left when the host dies. */
  constructor(folder: string, environmentId: string) {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `deadline-${environmentId}`);
    this.writeDescriptor = openSync(file, 'wx', 0o600);
    this.readDescriptor = openSync(file, 'r');
    unlinkSync(file);
    writeSync(this.writeDescriptor, Buffer.alloc(BYTES), 0, BYTES, 0);
  }

  write(extensionMs: number, pausedSinceEpochMs: number | undefined): void {
    const bytes = Buffer.alloc(BYTES);
    bytes.writeDoubleBE(extensionMs, 0);
    bytes.writeDoubleBE(pausedSinceEpochMs ?? 0, 8);
    writeSync(this.writeDescriptor, bytes, 0, BYTES, 0);
    this.dirty = true;
  }

  /** Back to "not extended"; costs nothing unless the last invocation was paused. */
  clear(): void {
    if (this.dirty) {
      this.write(0, undefined);
      this.dirty = false;
    }
  }

  dispose(): void {
    closeSync(this.readDescriptor);
    closeSync(this.writeDescriptor);
  }
}
