import { join } from 'node:path';
import type { FileEvidence } from '../../../lambda/evidence';
import { builtIns } from './builtIns';

interface Known {
  readonly sizeBytes: number;
  readonly changedMs: number;
}

const MAXIMUM_ENTRIES = 1_000;
const MAXIMUM_DEPTH = 8;
/** A folder with more is only looked through when something points to a change. */
const MANY_FILES = 20;
/** … and every so often, because what is open already can grow without being opened again. */
const LOOK_ANYWAY = 10;

/** Compares the files of the temporary folder with those of the last look. */
export class TemporaryFolder {
  private known: Map<string, Known>;
  private skipped = 0;
  private folderChangedMs = 0;
  private calls = 0;
  private readonly device: number | undefined;

  constructor(readonly folder: string) {
    this.device = builtIns.lstatSync(folder, { throwIfNoEntry: false })?.dev;
    this.known = this.look();
  }

  /** What has changed since the last look; `calls` tells how often files were opened for writing up to now. */
  observe(calls: number): Omit<FileEvidence, 'place'>[] {
    if (!this.worthwhile(calls)) return [];
    const before = this.known;
    this.known = this.look();
    const changes: Omit<FileEvidence, 'place'>[] = [];
    for (const [path, { sizeBytes, changedMs }] of this.known) {
      const old = before.get(path);
      if (old === undefined) changes.push({ path, change: 'added', sizeBytes });
      else if (old.sizeBytes < sizeBytes) changes.push({ path, change: 'grown', sizeBytes });
      else if (old.sizeBytes !== sizeBytes || old.changedMs !== changedMs) {
        changes.push({ path, change: 'changed', sizeBytes });
      }
    }
    for (const [path, { sizeBytes }] of before) {
      if (!this.known.has(path)) changes.push({ path, change: 'removed', sizeBytes });
    }
    return changes;
  }

  private worthwhile(calls: number): boolean {
    if (this.known.size <= MANY_FILES) return true;
    const folderChangedMs = builtIns.lstatSync(this.folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    this.skipped += 1;
    if (calls === this.calls && folderChangedMs === this.folderChangedMs && this.skipped < LOOK_ANYWAY) return false;
    this.calls = calls;
    this.folderChangedMs = folderChangedMs;
    this.skipped = 0;
    return true;
  }

  private look(): Map<string, Known> {
    const found = new Map<string, Known>();
    this.walk(this.folder, 0, found);
    return found;
  }

  private walk(folder: string, depth: number, found: Map<string, Known>): void {
    let entries;
    try {
      entries = builtIns.readdirSync(folder, { withFileTypes: true });
    } catch {
      // Gone, or not the function's.
      return;
    }
    for (const entry of entries) {
      if (found.size >= MAXIMUM_ENTRIES) return;
      const path = join(folder, entry.name);
      const stats = builtIns.lstatSync(path, { throwIfNoEntry: false });
      // What is mounted there, such as code that lies below the host's own /tmp, is none of the function's doing.
      if (stats === undefined || stats.dev !== this.device) continue;
      if (!entry.isDirectory()) found.set(path, { sizeBytes: stats.size, changedMs: stats.mtimeMs });
      else if (depth < MAXIMUM_DEPTH) this.walk(path, depth + 1, found);
    }
  }
}
