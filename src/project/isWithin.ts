import path from 'node:path';

/** Whether a file or folder is the folder itself or lies in it; absolute paths. */
export function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
