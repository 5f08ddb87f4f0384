import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseTree, printParseErrorCode, stripComments } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { UserError } from '../lambda/errors';
import { errorCode } from './findTemplates';
import { kindOf } from './handlerFile';
import type { EventSource } from './projectFunction';
import { generateEvent } from './samples/generate';
import { findSample, SAMPLES, samplesFor } from './samples/registry';
import type { SavedEvent } from './savedEvents';

/** How a sample event is named where an event is asked for: `sample:s3`. */
const SAMPLE = 'sample:';

export interface EventSources {
  /** Absolute path of the folder that relative paths start from. */
  readonly folder: string;
  /** What `-` stands for: the text of standard input, read by the caller. */
  readonly standardInput?: string;
  /** Events that may be given by name. */
  readonly saved?: readonly SavedEvent[];
  /** Of the function; they fix parameters of samples, e.g. the path of its route. */
  readonly eventSources?: readonly EventSource[];
}

/**
 * The payload of an event: `-` for standard input, JSON itself, `sample:<id>`, the path of a file, or the name of a saved
 * event. JSON may have comments and trailing commas; without them its bytes are passed on as they are.
 * Throws a UserError with file, line and column when it is not JSON.
 */
export async function readEvent(source: string, sources: EventSources): Promise<Uint8Array> {
  if (source === '-') {
    if (sources.standardInput !== undefined) return parseEvent(sources.standardInput, 'standard input');
    throw new UserError('There is no standard input to take the event from; give a file or JSON.');
  }
  if (isInlineEvent(source)) return parseEvent(source, 'the event');
  const found = await findEvent(source, sources);
  if (found !== undefined) return found;
  if (isJson(source)) return encode(source);
  // Says which samples there are.
  if (source.startsWith(SAMPLE)) findSample(source.slice(SAMPLE.length));
  const names = (sources.saved ?? []).map(({ name }) => name);
  const known = names.length === 0 ? '' : ` Saved events: ${names.join(', ')}.`;
  throw new UserError(`There is no event file "${source}"; give a file, JSON, or - for standard input.${known}`);
}

/** Whether an event was given as JSON itself. */
export function isInlineEvent(source: string): boolean {
  return /^\s*[{["]/.test(source);
}

/**
 * The payload of a file, a saved event or a sample; undefined when there is none of this name.
 * Throws a UserError when it cannot be read or is not JSON.
 */
export async function findEvent(source: string, sources: EventSources): Promise<Uint8Array | undefined> {
  const file = path.resolve(sources.folder, source);
  if ((await kindOf(file)) === 'file') return readEventFile(file);
  const saved = sources.saved?.find(({ name }) => name === source);
  if (saved !== undefined) return readSavedEvent(saved);
  const id = source.startsWith(SAMPLE) ? source.slice(SAMPLE.length) : undefined;
  if (id === undefined || !SAMPLES.some((sample) => sample.id === id)) return undefined;
  const fitting = samplesFor(sources.eventSources ?? []).find(({ sample }) => sample.id === id);
  return encode(JSON.stringify(generateEvent({ id, values: fitting?.values ?? {} })));
}

/** Throws a UserError when the event cannot be read or is not JSON. */
export async function readSavedEvent({ file, text }: SavedEvent): Promise<Uint8Array> {
  return text === undefined ? readEventFile(file) : parseEvent(text, file);
}

async function readEventFile(file: string): Promise<Uint8Array> {
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
