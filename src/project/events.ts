import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseTree, printParseErrorCode, stripComments } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { UserError } from '../lambda/errors';
import { errorCode } from './findTemplates';
import { kindOf } from './handlerFile';
import { compareText } from './projectFunction';

/** An event kept in a file beside a template. */
export interface SavedEvent {
  /** Path below `events/` without extension, with slashes, e.g. `orders/created`. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
}

export interface EventSources {
  /** Absolute path of the folder that relative paths start from. */
  readonly folder: string;
  /** What `-` stands for: the text of standard input, read by the caller. */
  readonly standardInput?: string;
  /** Events that may be given by name. */
  readonly saved?: readonly SavedEvent[];
}

/**
 * The payload of an event: `-` for standard input, JSON itself, the path of a file, or the name of a saved event. JSON
 * may have comments and trailing commas; without them its bytes are passed on as they are.
 * Throws a UserError with file, line and column when it is not JSON.
 */
export async function readEvent(source: string, sources: EventSources): Promise<Uint8Array> {
  if (source === '-') {
    if (sources.standardInput !== undefined) return parseEvent(sources.standardInput, 'standard input');
    throw new UserError('There is no standard input to take the event from; give a file or JSON.');
  }
  if (/^\s*[{["]/.test(source)) return parseEvent(source, 'the event');
  const file = await eventFile(source, sources);
  if (file === undefined) {
    if (isJson(source)) return encode(source);
    const names = (sources.saved ?? []).map(({ name }) => name);
    const known = names.length === 0 ? '' : ` Saved events: ${names.join(', ')}.`;
    throw new UserError(`There is no event file "${source}"; give a file, JSON, or - for standard input.${known}`);
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`The event file ${file} cannot be read (${errorCode(error)}); check its permissions.`);
  }
  return parseEvent(text, file);
}

/** The payload in a text; `origin` is what messages call the text. Throws a UserError when it is not JSON. */
export function parseEvent(text: string, origin: string): Uint8Array {
  const content = text.startsWith('\u{feff}') ? text.slice(1) : text;
  if (isJson(content)) return encode(content);
  const errors: ParseError[] = [];
  const tree = parseTree(content, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (content.trim() === '') throw new UserError(`The event in ${origin} is empty; the smallest event is {}.`);
  if (error !== undefined || tree === undefined) throw notJson(content, origin, error);
  const withoutComments = stripComments(content, ' ');
  return encode(isJson(withoutComments) ? withoutComments : withoutTrailingCommas(withoutComments));
}

/**
 * Events beside a template: the JSON files below the folder `events` next to it, in alphabetical order.
 * Throws a UserError when they may not be read.
 */
export async function findSavedEvents(templateFolder: string): Promise<SavedEvent[]> {
  const folder = path.join(templateFolder, 'events');
  if ((await kindOf(folder)) !== 'folder') return [];
  let entries;
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw new UserError(`The saved events in ${folder} cannot be read (${errorCode(error)}); check their permissions.`);
  }
  return entries
    .filter((entry) => entry.isFile() && /\.jsonc?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      name: path
        .relative(folder, file)
        .replace(/\.jsonc?$/, '')
        .split(path.sep)
        .join('/'),
      file,
    }))
    .sort((left, right) => compareText(left.name, right.name));
}

async function eventFile(source: string, { folder, saved = [] }: EventSources): Promise<string | undefined> {
  const file = path.resolve(folder, source);
  if ((await kindOf(file)) === 'file') return file;
  return saved.find(({ name }) => name === source)?.file;
}

function notJson(text: string, origin: string, error: ParseError | undefined): UserError {
  const before = text.slice(0, error?.offset ?? 0).split('\n');
  const place = `${origin}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  // `CommaExpected` -> `comma expected`
  const what = error === undefined ? 'value expected' : printParseErrorCode(error.error).replace(/\B[A-Z]/g, ' $&');
  return new UserError(`${place}: the event is not JSON: ${what.toLowerCase()}.`);
}

/** A comma before a closing bracket, outside of texts. The rest of the text stays as it is. */
function withoutTrailingCommas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
