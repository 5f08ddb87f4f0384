import path from 'node:path';
import { handlerParts, kindOf } from '../handlerFile';
import type { HandlerLanguage } from '../handlerFile';
import type { ProjectFiles } from '../projectFiles';
import { sourceOfHandler } from '../sourceOfHandler';
import { stageNamed } from './stages';
import type { Copy, Stage } from './stages';

/** The handler of an image in the files that it is built from. */
export interface ImageSource {
  /** Absolute path of the build context that was found to hold it. */
  readonly context: string;
  /** Absolute path of the folder that becomes the folder of the code in the image. */
  readonly codePath: string;
  /** What to start in `codePath`. */
  readonly handler: string;
  readonly file: string;
  readonly symbol: string;
}

export interface ImageSourceRequest {
  readonly stages: readonly Stage[];
  readonly stage: Stage;
  /** Absolute path in the image that the handler string starts from. */
  readonly root: string;
  readonly handler: string;
  readonly language: HandlerLanguage;
  /** Absolute paths of folders that may be the build context, the likeliest first. */
  readonly contexts: readonly string[];
  readonly files: ProjectFiles | undefined;
}

/** What a handler may be a file of, in the order that the runtimes look. */
const ENDINGS: Readonly<Record<HandlerLanguage, readonly string[]>> = {
  node: ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'],
  python: ['/__init__.py', '.py'],
};

/** More steps from copy to copy than this are a mistake. */
const MOST_STEPS = 200;

/** Follows the COPY instructions of an image back to the source file of its handler. */
export async function imageSource(request: ImageSourceRequest): Promise<ImageSource | undefined> {
  const { contexts, files, handler, language, root, stage } = request;
  const parts = handlerParts(handler, language);
  if (parts === undefined) return undefined;
  const places = new Set<string>();
  for (const ending of ENDINGS[language]) {
    const wanted = path.posix.resolve(root, parts.modulePath) + ending;
    for (const found of inContext(request, stage, wanted, { steps: MOST_STEPS })) {
      if (found.endsWith(ending)) places.add(found.slice(0, -ending.length));
    }
  }
  for (const context of contexts) {
    for (const place of places) {
      const module = path.resolve(context, place);
      if (module !== context && !module.startsWith(context + path.sep)) continue;
      const codePath = folderOf(module, parts.modulePath) ?? context;
      const relative = path.relative(codePath, module).split(path.sep).join('/');
      const source = await sourceOfHandler({
        codePath,
        handler: `${relative}.${parts.exportName}`,
        language,
        ...(files === undefined ? {} : { files }),
      });
      if (source !== undefined) return { context, codePath, ...source };
      const built = await builtSource(context, codePath, { ...request, handler: `${relative}.${parts.exportName}` });
      if (built !== undefined) return built;
    }
  }
  return undefined;
}

/** What a compiler makes in another folder is run from the context, where source and settings are. */
async function builtSource(
  context: string,
  codePath: string,
  { handler, language, files }: ImageSourceRequest,
): Promise<ImageSource | undefined> {
  const below = path.relative(context, codePath).split(path.sep).join('/');
  if (below === '') return undefined;
  const request = { codePath: context, handler: `${below}/${handler}`, language };
  const source = await sourceOfHandler(files === undefined ? request : { ...request, files });
  return source === undefined ? undefined : { context, codePath: context, ...source };
}

/** Paths in the build context that may become the file `wanted` of a stage, the likeliest first. */
function inContext(request: ImageSourceRequest, stage: Stage, wanted: string, budget: Budget): string[] {
  budget.steps -= 1;
  if (budget.steps < 0) return [];
  // The last copy wins.
  const copies = [...stage.copies].reverse();
  const follow = (copy: Copy, place: string | undefined): string[] => {
    if (place === undefined) return [];
    if (copy.from === undefined) return [place.replace(/^\/+/, '')];
    const from = stageNamed(request.stages, copy.from);
    return from === undefined ? [] : inContext(request, from, path.posix.resolve('/', place), budget);
  };
  const each = (find: typeof sourcePath): string[] =>
    copies.flatMap((copy) => copy.sources.flatMap((source) => follow(copy, find(copy, source, wanted))));
  const below = stage.parent === undefined ? [] : inContext(request, stage.parent, wanted, budget);
  return [...each(sourcePath), ...each(besideSource), ...below];
}

/** Files may be copied from stage to stage, and back; what is left of the patience for it. */
interface Budget {
  steps: number;
}

/** What a build makes lies where it does in the context when it lies beside something that was copied. */
function besideSource({ target }: Copy, source: string, wanted: string): string | undefined {
  const name = path.posix.basename(source);
  const isFolder = target.endsWith('/') || target === '/';
  const around = path.posix.basename(target) === name ? path.posix.dirname(target) : isFolder ? target : undefined;
  const folder = around === undefined || around.endsWith('/') ? around : `${around}/`;
  if (folder === undefined || !wanted.startsWith(folder) || /[*?]/.test(source)) return undefined;
  return path.posix.join(path.posix.dirname(source), wanted.slice(folder.length));
}

/** What `source` calls the file that the copy puts at `wanted`; undefined when it does not put one there. */
function sourcePath({ target }: Copy, source: string, wanted: string): string | undefined {
  const folder = target.endsWith('/') ? target : `${target}/`;
  const below = wanted.startsWith(folder) ? wanted.slice(folder.length) : undefined;
  const name = path.posix.basename(source);
  if (/[*?]/.test(source)) {
    const [first = ''] = below?.split('/') ?? [];
    const isCopied = below !== undefined && matches(name, first);
    return isCopied ? path.posix.join(path.posix.dirname(source), below) : undefined;
  }
  const isFile = /\.\w+$/.test(name) && !source.endsWith('/');
  if (isFile) return below === name || wanted === target ? source : undefined;
  // The contents of a folder are copied, without the folder itself.
  return below === undefined ? undefined : path.posix.join(source, below);
}

function matches(pattern: string, name: string): boolean {
  const literal = (text: string): string => text.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
  const expression = literal(pattern).replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]');
  // Several stars could make a search of a long name slow.
  return pattern.split('*').length < 4 && name.length < 256 && new RegExp(`^${expression}$`).test(name);
}

/** The folder from which `modulePath` leads to the module. */
function folderOf(module: string, modulePath: string): string | undefined {
  const ending = path.normalize(`${path.sep}${modulePath}`);
  return module.endsWith(ending) ? module.slice(0, -ending.length) : undefined;
}

/** The folders that a Dockerfile may be built in: its own, and those around it up to the project folder. */
export async function contextsOf(file: string, projectFolder: string | undefined): Promise<string[]> {
  const own = path.dirname(file);
  const contexts = [own];
  const relative = path.relative(projectFolder ?? own, own);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return contexts;
  for (let folder = own; folder !== projectFolder && projectFolder !== undefined;) {
    folder = path.dirname(folder);
    if ((await kindOf(folder)) === 'folder') contexts.push(folder);
  }
  return contexts;
}
