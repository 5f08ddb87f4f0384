import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../lambda/errors';
import { errorCode } from './findTemplates';
import { kindOf } from './handlerFile';
import { launchEvents } from './launchEvents';
import { compareText } from './projectFunction';
import type { ProjectFunction } from './projectFunction';
import { samConfigurationEvents } from './samEvents';

/** An event that somebody keeps with a project. */
export interface SavedEvent {
  /** Path below the folder of events without extension, with slashes, e.g. `orders/created`; or what its file calls it. */
  readonly name: string;
  /** Absolute path of the file it is written in. */
  readonly file: string;
  /** The event itself, where its file holds more than the event. */
  readonly text?: string;
  /** Logical name of the function that its file says it is for. */
  readonly functionName?: string;
}

/** Folders that events are kept in, beside a template or the code. */
const EVENT_FOLDERS = ['events', 'test/events', 'tests/events'] as const;
const JSON_FILE = /\.jsonc?$/;
const EVENT_FILE = /^(?:event|.+\.event)\.jsonc?$/;
const SKIPPED_FOLDER = /(?:^|\/)(?:\.[^/]+|node_modules)(?:\/|$)/;

/**
 * Events kept in a folder: JSON files below `events`, `test/events` and `tests/events`, `event.json`, `*.event.json`,
 * payloads in `.vscode/launch.json` and what `sam local invoke` takes by samconfig.toml. In alphabetical order. Throws a UserError when a folder may not be read.
 */
export async function findSavedEvents(folder: string): Promise<SavedEvent[]> {
  const found = await Promise.all([
    ...EVENT_FOLDERS.map((events) => eventsBelow(path.join(folder, events))),
    eventsBeside(folder),
    launchEvents(folder),
    samEvents(folder),
  ]);
  return (await onlyOnce(found.flat())).sort((left, right) => compareText(left.name, right.name));
}

/** Events kept in any of several folders, each file once; where names are taken, the path from `root` is the name. */
export async function findAllSavedEvents(root: string, folders: readonly string[]): Promise<SavedEvent[]> {
  const events: SavedEvent[] = [];
  for (const folder of new Set(folders)) {
    // Builds hold copies.
    if (SKIPPED_FOLDER.test(slashes(path.relative(root, folder)).replace(/^(?:\.\.\/)+|^\.\.$/, ''))) continue;
    for (const event of await findSavedEvents(folder)) {
      if (events.some((other) => isSame(other, event))) continue;
      const isTaken = events.some(({ name }) => name === event.name);
      events.push(isTaken ? { ...event, name: nameBelow(root, event.file) } : event);
    }
  }
  return events;
}

/** Events kept beside the function's template, beside its code and in the project folder, each by a name of its own. */
export function savedEventsFor(
  projectFolder: string,
  { template, configuration, handlerFile }: Pick<ProjectFunction, 'template' | 'configuration' | 'handlerFile'>,
): Promise<SavedEvent[]> {
  return findAllSavedEvents(projectFolder, [
    ...(template === undefined ? [] : [path.dirname(template.file)]),
    projectFolder,
    configuration.codePath,
    ...(handlerFile === undefined ? [] : [path.dirname(handlerFile)]),
  ]);
}

/**
 * The events that belong to a function, the likeliest first: those whose file says so, those whose name or folder is the
 * function's, and those beside its template that name no function when it describes only this one.
 */
export function eventsOf(
  projectFunction: ProjectFunction,
  events: readonly SavedEvent[],
  functions: readonly ProjectFunction[],
): SavedEvent[] {
  const names = [...new Set([...functions, projectFunction].map(({ logicalName }) => logicalName))];
  const own = projectFunction.logicalName;
  const said = events.filter(({ functionName }) => functionName === own);
  const open = events.filter(({ functionName }) => functionName === undefined);
  const named = open.filter((event) => namedFunction(event, names) === own);
  const folder = projectFunction.template && path.dirname(projectFunction.template.file);
  const isAlone = functions.filter(({ template }) => template && path.dirname(template.file) === folder).length === 1;
  const unnamed = open.filter(
    (event) =>
      isAlone && event.file.startsWith(`${folder ?? ''}${path.sep}`) && namedFunction(event, names) === undefined,
  );
  return [...said, ...named, ...unnamed];
}

/** The function that an event's path names; the longest name where several are in it. */
function namedFunction(event: SavedEvent, names: readonly string[]): string | undefined {
  const parts = [...event.name.split('/'), path.basename(path.dirname(event.file))].flatMap(wordRuns);
  return names
    .filter((name) => spellings(name).some((spelling) => parts.includes(spelling)))
    .sort((left, right) => right.length - left.length)[0];
}

/** Words of a name in lower case, as one text: `OrdersFunction` -> `ordersfunction`, `orders`. */
function spellings(name: string): string[] {
  const whole = words(name).join('');
  const short = whole.replace(/(?:function|lambda|handler)$/, '');
  return short === '' ? [whole] : [whole, short];
}

/** All runs of neighbouring words: `create-order` -> `create`, `createorder`, `order`. */
function wordRuns(name: string): string[] {
  const all = words(name);
  return all.flatMap((_, from) => all.slice(from).map((__, length) => all.slice(from, from + length + 1).join('')));
}

function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

async function eventsBelow(folder: string): Promise<SavedEvent[]> {
  const files = (await filesIn(folder, true)).filter((file) => JSON_FILE.test(file));
  return files.map((file) => ({ name: nameBelow(folder, file), file }));
}

async function eventsBeside(folder: string): Promise<SavedEvent[]> {
  const files = (await filesIn(folder, false)).filter((file) => EVENT_FILE.test(path.basename(file)));
  return files.map((file) => ({ name: nameBelow(folder, file), file }));
}

/** Files that were found in their folder already keep the name they have there. */
async function samEvents(folder: string): Promise<SavedEvent[]> {
  const files = await samConfigurationEvents(folder);
  return files.map((file) => ({ name: nameBelow(folder, file), file }));
}

/** Each event once; files that are not there are left out. What says whose it is is kept beside what does not. */
async function onlyOnce(events: readonly SavedEvent[]): Promise<SavedEvent[]> {
  const kept: SavedEvent[] = [];
  for (const event of events) {
    if (event.text === undefined && (await kindOf(event.file)) !== 'file') continue;
    if (!kept.some((other) => isSame(other, event))) kept.push(event);
  }
  return kept;
}

function isSame(left: SavedEvent, right: SavedEvent): boolean {
  return left.file === right.file && left.text === right.text && left.functionName === right.functionName;
}

async function filesIn(folder: string, recursive: boolean): Promise<string[]> {
  if ((await kindOf(folder)) !== 'folder') return [];
  try {
    const entries = await readdir(folder, { recursive, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !SKIPPED_FOLDER.test(slashes(path.relative(folder, path.dirname(file)))));
  } catch (error) {
    throw new UserError(`The saved events in ${folder} cannot be read (${errorCode(error)}); check their permissions.`);
  }
}

/** Path below a folder, without what says that it is an event. */
function nameBelow(folder: string, file: string): string {
  const name = slashes(path.relative(folder, file)).replace(JSON_FILE, '');
  return name.replace(/(?<=[^/])\.event$/, '');
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
