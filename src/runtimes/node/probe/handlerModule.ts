import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtIns } from './builtIns';

/** The module that the handler is in, after it was loaded. */
export interface HandlerModule {
  /** The file that runs: output of a build, where there was one. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
  /** What it exports: the handler first. */
  readonly exports: readonly unknown[];
}

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/** Where the runtime client has found the handler. */
export interface HandlerPlace {
  /** `index.handler`. */
  readonly handler: string;
  readonly taskRoot: string;
  /** Set where a build made the file. */
  readonly handlerFile: string | undefined;
  /** The client is one that has imported the handler's file as a module, so that importing it once more evaluates nothing. */
  readonly knownClient: boolean;
}

/** The handler's module as it is loaded already; undefined where it cannot be told which one that is. */
export async function loadedHandlerModule(place: HandlerPlace): Promise<HandlerModule | undefined> {
  const [, modulePath = '', properties = ''] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(place.handler) ?? [];
  const file = place.handlerFile ?? existing(resolve(place.taskRoot, modulePath));
  if (file === undefined) return undefined;
  const exports = await exportsOf(file, place.knownClient);
  if (exports === undefined) return undefined;
  let handler: unknown = exports;
  for (const property of properties.split('.')) handler = ownValue(handler, property);
  const others = typeof exports === 'object' || typeof exports === 'function' ? values(exports) : [];
  return { file, text: readFileSync(file, 'utf8'), exports: [handler, ...others] };
}

async function exportsOf(file: string, knownClient: boolean): Promise<object | undefined> {
  const cached = builtIns.require.cache[file];
  const exports: unknown = cached === undefined && knownClient && extname(file) !== '.cjs'
      ? await import(pathToFileURL(file).href)
      : cached?.exports;
  return (typeof exports === 'object' && exports !== null) || typeof exports === 'function' ? exports : undefined;
}

function existing(path: string): string | undefined {
  return EXTENSIONS.map((extension) => path + extension).find((file) => existsSync(file) && extname(file) !== '');
}

/** Bundlers export through getters that only return a variable; those of an ES module's namespace are no getters. */
function ownValue(object: unknown, name: string): unknown {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return undefined;
  const property = Object.getOwnPropertyDescriptor(object, name);
  return property === undefined || 'value' in property ? property?.value : Reflect.get(object, name);
}

function values(object: object): unknown[] {
  return Object.getOwnPropertyNames(object)
    .filter((name) => name !== 'arguments' && name !== 'caller')
    .map((name) => Object.getOwnPropertyDescriptor(object, name)?.value as unknown);
}
