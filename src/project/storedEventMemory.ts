import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EventMemory } from './eventMemory';

/** Remembers events of one project in the state folder: names and paths of events, never events. */
export class StoredEventMemory implements EventMemory {
  private readonly file: string;

  constructor(stateFolder: string, projectFolder: string) {
    const project = createHash('sha256').update(projectFolder).digest('hex').slice(0, 16);
    this.file = path.join(stateFolder, 'events', `${project}.json`);
  }

  lastUsed(functionName: string): string | undefined {
    return this.read().get(functionName);
  }

  /** A state folder that cannot be written forgets; the command goes on. */
  remember(functionName: string, source: string): void {
    const sources = this.read();
    if (sources.get(functionName) === source) return;
    sources.set(functionName, source);
    const written = `${this.file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      writeFileSync(written, JSON.stringify(Object.fromEntries(sources)));
      // Another command must never read half a file.
      renameSync(written, this.file);
    } catch {
      return;
    }
  }

  private read(): Map<string, string> {
    try {
      const stored: unknown = JSON.parse(readFileSync(this.file, 'utf8'));
      const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    } catch {
      return new Map();
    }
  }
}
