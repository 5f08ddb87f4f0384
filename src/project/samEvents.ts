import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { memberOf, members } from './samples/settings';

/**
 * Absolute paths of the events that `sam local invoke` takes by the samconfig.toml of a folder, in any of its environments.
 * A file that is no TOML has none: reading the template reports it.
 */
export async function samConfigurationEvents(folder: string): Promise<string[]> {
  let configuration: unknown;
  try {
    configuration = parse(await readFile(path.join(folder, 'samconfig.toml'), 'utf8'));
  } catch {
    return [];
  }
  const events = members(configuration).map(([, environment]) =>
    ['local_invoke', 'parameters', 'event'].reduce<unknown>(memberOf, environment),
  );
  return events.filter((event) => typeof event === 'string').map((event) => path.resolve(folder, event));
}
