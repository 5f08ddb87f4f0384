import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Absolute path of a `file:` URI; undefined for documents that are elsewhere. */
export function pathOfUri(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}

/** Files as the client writes them: the URIs of documents that it has opened are used as they came. */
export class DocumentUris {
  private readonly given = new Map<string, string>();

  /** Absolute path of a document that the client opened; undefined when it is no file. */
  open(uri: string): string | undefined {
    const file = pathOfUri(uri);
    if (file !== undefined) this.given.set(file, uri);
    return file;
  }

  close(file: string): void {
    this.given.delete(file);
  }

  /** The URI of a file, by its absolute path. */
  of(file: string): string {
    return this.given.get(file) ?? pathToFileURL(file).href;
  }
}
