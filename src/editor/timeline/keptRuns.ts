import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LifecycleEvent } from '../../lambda/lifecycleEvents';
import { storedText } from '../../timeline/exchange/storedEvents';
import { HistoryFile, onMissing } from './historyFile';

/** A history that was kept under a name. */
export interface KeptRun {
  readonly name: string;
  /** Absolute path of its file. */
  readonly file: string;
}

const EXTENSION = '.jsonl';
/** What some file system takes for something else than a letter of a name. */
const UNSAFE = /[\p{Cc}/\\:*?"<>|]/gu;

/** The runs that the user has kept, each in a file of a folder that is called as the run is. */
export class KeptRuns {
  constructor(private readonly folder: string) {}

  /** By name. */
  async list(): Promise<KeptRun[]> {
    const files = await readdir(this.folder).catch(onMissing<string[]>([]));
    return files
      .filter((file) => file.endsWith(EXTENSION))
      .map((file) => ({ name: path.basename(file, EXTENSION), file: path.join(this.folder, file) }))
      .sort((left, right) => left.name.localeCompare(right.name));
  }

  /** Keeps events under a name; an older run of that name is replaced. */
  async keep(name: string, events: readonly LifecycleEvent[]): Promise<KeptRun> {
    const safe = fileName(name);
    const file = path.join(this.folder, `${safe}${EXTENSION}`);
    await new HistoryFile(file).replace(storedText(events));
    return { name: safe, file };
  }

  /** The text of a run's file. Rejects when it is gone. */
  static async read(file: string): Promise<string> {
    return readFile(file, 'utf8');
  }

  async remove({ file }: KeptRun): Promise<void> {
    await rm(file, { force: true });
  }
}

/** The name as a file has it; empty when nothing of it is left. */
export function fileName(name: string): string {
  return name
    .replaceAll(UNSAFE, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100)
    .trim();
}
