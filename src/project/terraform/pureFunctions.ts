import path from 'node:path';
import { list, member, scalar, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { jsonText } from '../cloudformation/jsonText';
import type { SourceRange } from '../projectFunction';
import { ofType } from './literals';

/** Values that grow beyond this are given up: a template can double them again and again. */
const LONGEST_TEXT = 262_144;
const MOST_ITEMS = 5_000;

type PureFunction = (given: readonly Evaluated[], at: SourceRange) => Evaluated | undefined;

/** Terraform's functions whose value follows from their arguments; undefined where they do not fit. */
const FUNCTIONS: Readonly<Record<string, PureFunction>> = {
  abspath: text(([first = '']) => path.resolve(first)),
  basename: text(([first = '']) => path.basename(first)),
  chomp: text(([first = '']) => first.replace(/[\r\n]+$/, '')),
  coalesce: (given) => given.find((each) => each.kind !== 'null' && !(each.kind === 'scalar' && each.text === '')),
  concat: (given, at) => {
    const items = given.flatMap((each) => (each.kind === 'list' ? each.items : []));
    return given.every(({ kind }) => kind === 'list') ? list(at, items) : undefined;
  },
  compact: ([first], at) =>
    first?.kind === 'list'
      ? list(
          at,
          first.items.filter((item) => item.kind !== 'null' && !(item.kind === 'scalar' && item.text === '')),
        )
      : undefined,
  contains: ([first, second], at) => {
    if (first?.kind !== 'list' || second?.kind !== 'scalar') return undefined;
    const has = first.items.some((item) => item.kind === 'scalar' && item.text === second.text);
    const unknown = first.items.find(({ kind }) => kind === 'unresolved');
    return has || unknown === undefined ? ofType(scalar(at, String(has)), 'bool') : unknown;
  },
  dirname: text(([first = '']) => path.dirname(first)),
  distinct: ([first], at) => (first?.kind === 'list' ? list(at, distinct(first.items)) : undefined),
  element: ([first, second]) =>
    first?.kind === 'list' && second?.kind === 'scalar'
      ? first.items[Number(second.text) % first.items.length]
      : undefined,
  flatten: ([first], at) => (first?.kind === 'list' ? list(at, flattened(first.items)) : undefined),
  format: text(([pattern = '', ...values]) => formatted(pattern, values)),
  join: ([separator, ...lists], at) => {
    const items = lists.flatMap((each) => (each.kind === 'list' ? each.items : []));
    const unknown = items.find(({ kind }) => kind === 'unresolved');
    if (unknown !== undefined) return unknown;
    const texts = items.map((item) => (item.kind === 'scalar' ? item.text : undefined));
    return separator?.kind !== 'scalar' || texts.includes(undefined)
      ? undefined
      : scalar(at, texts.join(separator.text));
  },
  jsonencode: ([first], at) => (first === undefined ? undefined : jsonEncoded(first, at)),
  keys: ([first], at) =>
    first?.kind === 'dictionary'
      ? list(
          at,
          [...first.entries.keys()].sort().map((key) => scalar(at, key)),
        )
      : undefined,
  length: ([first], at) => {
    const count = (size: number): Evaluated => ofType(scalar(at, String(size)), 'number');
    if (first?.kind === 'list') return count(first.items.length);
    if (first?.kind === 'dictionary') return count(first.entries.size);
    return first?.kind === 'scalar' ? count(Array.from(first.text).length) : undefined;
  },
  lookup: ([map, key, otherwise]) =>
    map === undefined || key?.kind !== 'scalar' ? undefined : (member(map, key.text) ?? otherwise),
  lower: text(([first = '']) => first.toLowerCase()),
  merge: (given, at) => {
    const entries = new Map<string, Entry>();
    for (const each of given) {
      if (each.kind === 'null') continue;
      if (each.kind !== 'dictionary') return undefined;
      for (const [key, entry] of each.entries) entries.set(key, entry);
    }
    return { kind: 'dictionary', at, computed: true, entries };
  },
  nonsensitive: ([first]) => first,
  replace: text(([first = '', search = '', replacement = '']) =>
    // A search between slashes is a regular expression, whose time is not bounded.
    /^\/.*\/$/.test(search) ? undefined : first.replaceAll(search, () => replacement),
  ),
  sensitive: ([first]) => first,
  split: ([separator, first], at) =>
    separator?.kind === 'scalar' && first?.kind === 'scalar'
      ? list(
          at,
          first.text.split(separator.text).map((part) => scalar(at, part)),
        )
      : undefined,
  substr: text(([first = '', from = '0', length = '-1']) => {
    const rest = Array.from(first).slice(Number(from));
    return (Number(length) < 0 ? rest : rest.slice(0, Number(length))).join('');
  }),
  title: text(([first = '']) => first.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  tobool: ([first]) => first && ofType(first, 'bool'),
  tolist: ([first]) => first,
  tomap: ([first]) => first,
  tonumber: ([first]) => first && ofType(first, 'number'),
  toset: ([first], at) => (first?.kind === 'list' ? list(at, distinct(first.items)) : undefined),
  tostring: ([first]) => first && ofType(first, 'string'),
  trim: text(([first = '', characters = '']) => {
    const letters = Array.from(first);
    while (letters.length > 0 && characters.includes(letters[0] ?? ' ')) letters.shift();
    while (letters.length > 0 && characters.includes(letters.at(-1) ?? ' ')) letters.pop();
    return letters.join('');
  }),
  trimprefix: text(([first = '', prefix = '']) => (first.startsWith(prefix) ? first.slice(prefix.length) : first)),
  trimspace: text(([first = '']) => first.trim()),
  trimsuffix: text(([first = '', suffix = '']) =>
    suffix !== '' && first.endsWith(suffix) ? first.slice(0, -suffix.length) : first,
  ),
  upper: text(([first = '']) => first.toUpperCase()),
  values: ([first], at) =>
    first?.kind === 'dictionary'
      ? list(
          at,
          [...first.entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, { value }]) => value),
        )
      : undefined,
};

/** The value of a call whose arguments are known; unresolved where only Terraform could tell. */
export function callFunction(name: string, given: readonly Evaluated[], at: SourceRange): Evaluated {
  if (name === 'try') return given.find((each) => !hasFailed(each)) ?? unresolved(at, NO_CHOICE);
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (call === undefined) return unresolved(at, `the function ${name} is not evaluated; set the value locally`);
  const unknown = given.find(({ kind }) => kind === 'unresolved');
  if (unknown !== undefined) return unknown;
  const value = call(given, at) ?? unresolved(at, `the arguments of ${name} do not fit; correct them`);
  return bounded(value);
}

const NO_CHOICE = 'none of the choices of try is known; set the value locally';
export const NO_MEMBER = 'it has no such member; correct the name';

/** What is only unknown here has a value in Terraform, so `try` does not go on to its next choice. */
function hasFailed(value: Evaluated): boolean {
  return value.kind === 'unresolved' && value.reason === NO_MEMBER;
}

function jsonEncoded(value: Evaluated, at: SourceRange): Evaluated {
  const json = jsonText(value, { sorted: true });
  if (typeof json !== 'string') return unresolved(at, json.reason);
  const escaped = json.replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return scalar(at, escaped);
}

/** `format`; undefined for directives that are rare or do not fit the values. */
function formatted(pattern: string, values: readonly string[]): string | undefined {
  let next = 0;
  let misfits = 0;
  const directives = /%(%|(-?)(0?)(\d{0,3})([a-zA-Z])|)/g;
  const whole = pattern.replace(
    directives,
    (_, directive: string, left: string, zero: string, width: string, verb: string) => {
      if (directive === '%') return '%';
      const value = values[next];
      next += 1;
      if (value === undefined || directive === '' || !isOf(verb, value)) {
        misfits += 1;
        return '';
      }
      const size = Number(width);
      return left === '-' ? value.padEnd(size) : value.padStart(size, zero === '0' ? '0' : ' ');
    },
  );
  return misfits === 0 && next === values.length ? whole : undefined;
}

function isOf(verb: string, value: string): boolean {
  if (verb === 'd') return /^-?\d+$/.test(value);
  if (verb === 't') return value === 'true' || value === 'false';
  return verb === 's' || verb === 'v';
}

/** A value, unless it is larger than any configuration. */
export function bounded(value: Evaluated): Evaluated {
  const isLarge =
    (value.kind === 'scalar' && value.text.length > LONGEST_TEXT) ||
    (value.kind === 'list' && value.items.length > MOST_ITEMS) ||
    (value.kind === 'dictionary' && value.entries.size > MOST_ITEMS);
  return isLarge ? unresolved(value.at, 'it is larger than a configuration may be; shorten it') : value;
}

/** A function of texts that gives a text. */
function text(call: (texts: readonly string[]) => string | undefined): PureFunction {
  return (given, at) => {
    const texts = given.map((each) => (each.kind === 'scalar' ? each.text : undefined));
    const known = texts.filter((each) => each !== undefined);
    const value = known.length > 0 && known.length === texts.length ? call(known) : undefined;
    return value === undefined ? undefined : scalar(at, value);
  };
}

function distinct(items: readonly Evaluated[]): Evaluated[] {
  const seen = new Set<string>();
  return items.filter((item) => item.kind !== 'scalar' || (!seen.has(item.text) && seen.add(item.text)));
}

function flattened(items: readonly Evaluated[]): Evaluated[] {
  return items.flatMap((item) => (item.kind === 'list' ? flattened(item.items) : [item]));
}
