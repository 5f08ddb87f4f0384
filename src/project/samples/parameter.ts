import { members } from './settings';

/** What a sample event can be told, e.g. the name of the bucket. Values are given as texts, as on a command line. */
export interface SampleParameter<Value = unknown> {
  readonly description: string;
  readonly default: Value;
  /** What may be given, as part of a sentence: `a whole number of at least 1`. */
  readonly takes: string;
  /** The value that a text stands for; undefined when it stands for none. */
  read(text: string): Value | undefined;
}

export type SampleParameters = Readonly<Record<string, SampleParameter>>;

/** The values of parameters, each of its parameter's type. */
export type SampleValues<Parameters extends SampleParameters> = {
  readonly [Name in keyof Parameters]: Parameters[Name]['default'];
};

export function text(description: string, standard: string): SampleParameter<string> {
  return { description, default: standard, takes: 'a text', read: (given) => given };
}

/** A whole number of at least `minimum`. */
export function wholeNumber(description: string, standard: number, minimum = 0): SampleParameter<number> {
  return {
    description,
    default: standard,
    takes: `a whole number of at least ${minimum}`,
    read: (given) => {
      const value = Number(given);
      return given.trim() !== '' && Number.isSafeInteger(value) && value >= minimum ? value : undefined;
    },
  };
}

/** How many records the event has; as many as the largest batch of any event source. */
export function records(): SampleParameter<number> {
  const most = 10_000;
  const count = wholeNumber('Number of records', 1, 1);
  return {
    ...count,
    takes: `a whole number from 1 to ${most}`,
    read: (given) => {
      const value = count.read(given);
      return value !== undefined && value <= most ? value : undefined;
    },
  };
}

export function flag(description: string, standard: boolean): SampleParameter<boolean> {
  return {
    description,
    default: standard,
    takes: 'true or false',
    read: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
  };
}

/** One of several words; the first is what it is when nothing is given. */
export function choice<const Word extends string>(
  description: string,
  ...words: readonly [Word, ...Word[]]
): SampleParameter<Word> {
  return {
    description,
    default: words[0],
    takes: `one of ${words.join(', ')}`,
    read: (given) => words.find((word) => word === given),
  };
}

/** Any JSON value. */
export function json(description: string, standard: unknown): SampleParameter {
  return { description, default: standard, takes: 'JSON', read: parseJson };
}

/** A JSON object whose values are texts. */
export function texts(
  description: string,
  standard: Readonly<Record<string, string>>,
): SampleParameter<Record<string, string>> {
  return {
    description,
    default: standard,
    takes: 'a JSON object of texts',
    read: (given) => {
      const value = parseJson(given);
      const entries = members(value);
      const written = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      // `{}` has no members, and neither has anything that is no object.
      const isObject = entries.length > 0 || JSON.stringify(value) === '{}';
      return isObject && written.length === entries.length ? Object.fromEntries(written) : undefined;
    },
  };
}

/** When it happened. Milliseconds since the epoch; given as ISO 8601. */
export function time(description = 'When it happened'): SampleParameter<number> {
  return {
    description,
    default: Date.UTC(2026, 0, 1, 12),
    takes: 'a time such as 2026-01-01T12:00:00Z',
    read: (given) => {
      const value = Date.parse(given);
      return Number.isNaN(value) ? undefined : value;
    },
  };
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
