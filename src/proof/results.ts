import { isDeepStrictEqual } from 'node:util';

/** Whether two versions of a function answered alike. */
export interface ResultComparison {
  readonly equal: boolean;
  /** Members of the result that differ from one invocation to the next anyway and were left out: `$.requestId`. */
  readonly ignored: readonly string[];
  /** The first members that differ. */
  readonly different: readonly string[];
}

const SHOWN = 5;
const MISSING = Symbol('missing');

/**
 * Compares what two versions answered to the same events, invocation by invocation. What differs between two runs of the
 * same version (times, ids) says nothing and is left out: `again` is a second run of the version before.
 */
export function compareResults(
  before: readonly string[],
  after: readonly string[],
  again: readonly string[],
): ResultComparison {
  const first = before.map(parsed);
  const volatile = new Set(differences(first, again.map(parsed)));
  const different = differences(first, after.map(parsed)).filter((place) => !isIgnored(place, volatile));
  return {
    equal: different.length === 0,
    ignored: [...volatile].slice(0, SHOWN),
    different: different.slice(0, SHOWN),
  };
}

function isIgnored(place: string, volatile: ReadonlySet<string>): boolean {
  return [...volatile].some((each) => place === each || place.startsWith(`${each}.`) || place.startsWith(`${each}[`));
}

/** Places at which the results of any invocation differ, each once. */
function differences(left: readonly unknown[], right: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    compare('$', index < left.length ? left[index] : MISSING, index < right.length ? right[index] : MISSING, found);
  }
  return [...found];
}

function compare(place: string, left: unknown, right: unknown, found: Set<string>): void {
  if (isDeepStrictEqual(left, right)) return;
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
      compare(`${place}[${String(index)}]`, at(left, index), at(right, index), found);
    }
  } else if (isObject(left) && isObject(right)) {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compare(`${place}.${name}`, member(left, name), member(right, name), found);
    }
  } else {
    found.add(place);
  }
}

function at(list: readonly unknown[], index: number): unknown {
  return index < list.length ? list[index] : MISSING;
}

function member(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : MISSING;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** HTTP responses carry their body as JSON in a text: its members count, too. */
function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (isObject(value) && typeof value['body'] === 'string') {
    try {
      return { ...value, body: JSON.parse(value['body']) as unknown };
    } catch {
      return value;
    }
  }
  return value;
}
