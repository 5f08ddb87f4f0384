import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtIns } from './builtIns';

/** The module that the handler is in, after it was loaded. */
export interface HandlerModule {
  /** The file that runs: output of a build, where there was one. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
  /** The path that the handler's name stands for, without an ending. */
  readonly path: string;
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
  const path = resolve(place.taskRoot, modulePath);
  const file = place.handlerFile ?? existing(path);
  if (file === undefined) return undefined;
  const exports = await exportsOf(file, place.knownClient);
  if (exports === undefined) return undefined;
  let handler: unknown = exports;
  for (const property of properties.split('.')) handler = ownValue(handler, property);
  const others = typeof exports === 'object' || typeof exports === 'function' ? values(exports) : [];
  return { file, path, text: builtIns.readFileSync(file, 'utf8'), exports: [handler, ...others] };
}

async function exportsOf(file: string, knownClient: boolean): Promise<object | undefined> {
  const cached = builtIns.require.cache[builtIns.realpathSync(file)];
  const exports: unknown =
    cached === undefined && knownClient && extname(file) !== '.cjs'
      ? await import(pathToFileURL(file).href)
      : cached?.exports;
  return (typeof exports === 'object' && exports !== null) || typeof exports === 'function' ? exports : undefined;
}

function existing(path: string): string | undefined {
  return EXTENSIONS.map((extension) => path + extension).find(
    (file) => builtIns.existsSync(file) && extname(file) !== '',
  );
}

/** Bundlers export through getters, which are not called: they are functions of the module, too. */
function ownValue(object: unknown, name: string): unknown {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return undefined;
  const property = Object.getOwnPropertyDescriptor(object, name) as { get?: unknown; value?: unknown } | undefined;
  return property?.get ?? property?.value;
}

function values(object: object): unknown[] {
  return Object.getOwnPropertyNames(object)
    .filter((name) => name !== 'arguments' && name !== 'caller')
    .map((name) => ownValue(object, name));
}
