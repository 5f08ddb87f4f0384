import { readdir, readFile } from 'node:fs/promises';

/** Processes of language servers that run from a folder of extensions, by their ids. */
export async function languageServers(extensionsFolder: string): Promise<number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (id) => {
      // It may be gone by now.
      const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return line.includes(extensionsFolder) && line.includes('languageServer.js') ? [Number(id)] : [];
    }),
  );
  return found.flat();
}
