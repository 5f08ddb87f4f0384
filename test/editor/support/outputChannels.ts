import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the channel of the newest window was given; the editor keeps every channel in a file of its name. Empty when there is none. */
export async function outputChannelText(dataFolder: string, name: string): Promise<string> {
  const logs = path.join(dataFolder, 'logs');
  const files = await readdir(logs, { recursive: true }).catch(() => []);
  const own = files
    // `1-Name.log` beside others, or `Name.log` in the folder of the extension.
    .filter((file) => path.basename(file).replace(/^\d+-/, '') === `${name}.log`)
    .sort();
  const newest = own.at(-1);
  return newest === undefined ? '' : await readFile(path.join(logs, newest), 'utf8');
}
