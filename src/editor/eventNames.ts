/** Most files of one name that are tried; nobody keeps more. */
const MOST_NAMES = 1_000;

/** A name for the file of a new event that no file has yet, e.g. `Orders-s3.json`, `Orders-s3-2.json`. */
export async function newEventName(
  functionName: string,
  source: string,
  isTaken: (name: string) => Promise<boolean>,
): Promise<string> {
  const kind = /^sample:(.+)$/.exec(source)?.[1] ?? 'event';
  const base = `${functionName}-${kind}`.replaceAll(/[^\w.-]+/g, '-');
  for (let number = 1; number < MOST_NAMES; number += 1) {
    const name = `${base}${number === 1 ? '' : `-${String(number)}`}.json`;
    if (!(await isTaken(name))) return name;
  }
  return `${base}.json`;
}
