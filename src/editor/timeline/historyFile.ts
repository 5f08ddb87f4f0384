import { appendFileSync, mkdirSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Events may hold data of the user's: nobody else reads them. */
const MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The file a history is kept in. Everything that is written to it is written in order. */
export class HistoryFile {
  private writing: Promise<void> = Promise.resolve();
  private length: number | undefined;

  constructor(private readonly file: string) {}

  /** Bytes of the file as far as they are known; 0 before it was read. */
  get bytes(): number {
    return this.length ?? 0;
  }

  /** The text of the file; empty when there is none. Rejects when it cannot be read. */
  async read(): Promise<string> {
    const text = await readFile(this.file, 'utf8').catch(onMissing(''));
    this.length = Buffer.byteLength(text);
    return text;
  }

  append(text: string): Promise<void> {
    return this.next(async () => {
      await mkdir(path.dirname(this.file), { recursive: true, mode: FOLDER_MODE });
      await appendFile(this.file, text, { mode: MODE });
      this.length = (await stat(this.file)).size;
    });
  }

  /** Writes without waiting for what is being written: the program ends. */
  appendAtOnce(text: string): void {
    mkdirSync(path.dirname(this.file), { recursive: true, mode: FOLDER_MODE });
    appendFileSync(this.file, text, { mode: MODE });
  }

  /** Writes the file anew; whoever reads it meanwhile finds the old one or the new one. */
  replace(text: string): Promise<void> {
    return this.next(async () => {
      await mkdir(path.dirname(this.file), { recursive: true, mode: FOLDER_MODE });
      const temporary = `${this.file}.${String(process.pid)}.new`;
      await writeFile(temporary, text, { mode: MODE });
      await rename(temporary, this.file);
      this.length = Buffer.byteLength(text);
    });
  }

  remove(): Promise<void> {
    return this.next(async () => {
      await rm(this.file, { force: true });
      this.length = 0;
    });
  }

  private next(write: () => Promise<void>): Promise<void> {
    const written = this.writing.then(write);
    // One failed write must not keep the next one from being tried.
    this.writing = written.catch(() => undefined);
    return written;
  }
}

/** A handler that stands for `otherwise` where there is no such file. */
export function onMissing<Value>(otherwise: Value): (thrown: unknown) => Value {
  return (thrown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return otherwise;
    throw thrown;
  };
}
