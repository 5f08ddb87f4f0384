import type { FileEvidence } from '../lambda/evidence';
import { counted, formatMegabytes } from '../timeline/format';
import type { LineEvidence } from './lineEvidence';

const FILE_LEFT = ['tmp-file-left'] as const;
const BYTES_PER_KB = 1_024;
const MANY = 10 * BYTES_PER_KB * BYTES_PER_KB;

/** The files that one line of a function leaves in its temporary folder. */
export class FileRuns {
  /** Sizes by environment and path. */
  private readonly left = new Map<string, number>();
  private readonly requestIds = new Set<string>();

  changed(environmentId: string, requestId: string | undefined, record: FileEvidence): void {
    const key = `${environmentId} ${record.path}`;
    if (record.change === 'removed') {
      this.left.delete(key);
      return;
    }
    this.left.set(key, record.sizeBytes);
    if (record.change === 'added' && requestId !== undefined) this.requestIds.add(requestId);
  }

  evidence(place: { file: string; line: number; functionName: string }, invocations: number): LineEvidence[] {
    if (this.left.size === 0) return [];
    const paths = [...this.left.keys()].map((key) => key.slice(key.indexOf(' ') + 1));
    const bytes = [...this.left.values()].reduce((sum, size) => sum + size, 0);
    const shown = paths.length === 1 ? (paths[0] ?? '') : `${paths[0] ?? ''}, …`;
    return [
      {
        ...place,
        kind: 'file',
        note: `${counted(this.left.size, 'file')} left in /tmp after ${counted(invocations, 'invocation')}, ${size(bytes)} (${shown})`,
        // One file that is written again and again may be a cache.
        ...(this.requestIds.size >= 2 && this.left.size >= 2 ? { confirms: FILE_LEFT } : {}),
      },
    ];
  }
}

function size(bytes: number): string {
  if (bytes < BYTES_PER_KB) return `${String(bytes)} bytes`;
  return bytes < MANY ? `${String(Math.round(bytes / BYTES_PER_KB))} KB` : formatMegabytes(bytes);
}
