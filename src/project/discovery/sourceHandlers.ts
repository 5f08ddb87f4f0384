import { moduleCandidates, submodule } from '../../syntax/localModules';
import { languageOfFile } from '../handlerFile';
import type { HandlerLanguage } from '../handlerFile';
import type { FoundHandler, ModuleHandlers, ReExport } from './findHandlers';
import type { Elsewhere } from './handlerModule';
import { isConventionalName } from './handlerSignature';
import type { LocalImport } from './localImports';

/** What is known of one source file. */
export interface SourceFile extends ModuleHandlers {
  readonly imports: readonly LocalImport[];
  /** Absolute path of the project folder it was found in. */
  readonly root: string;
  /** Absolute path of its code folder. */
  readonly codePath: string;
}

/** A handler and the file that a handler string names for it. */
export interface SourceHandler extends FoundHandler {
  readonly file: string;
  readonly language: HandlerLanguage;
  readonly root: string;
  readonly codePath: string;
}

const ALL = '*';

/**
 * The handlers of a project's source files, in the order of `sources`. What other files of the project import counts as
 * a part of them: it is left out, or `possible` where its name is a handler's.
 */
export function sourceHandlers(sources: ReadonlyMap<string, SourceFile>): SourceHandler[] {
  const passedOn = new Set<string>();
  const found = [...sources].flatMap(([file, source]) => {
    const { root, codePath } = source;
    const handlers = [...source.handlers, ...passedOnBy(file, source, sources, passedOn)];
    return handlers.map((handler) => ({ file, root, codePath, handler }));
  });
  const imported = importedNames(sources);
  return found.flatMap(({ handler, ...place }) => {
    const { file } = place;
    const language = languageOfFile(file);
    const names = imported.get(file);
    const isPassedOn = passedOn.has(keyOf(file, handler.symbol));
    const isImported = names?.has(ALL) === true || names?.has(handler.symbol.split('.', 1)[0] ?? '') === true;
    if (language === undefined || isPassedOn || (isImported && !isConventionalName(handler.symbol))) return [];
    return [{ ...handler, ...(isImported ? { confidence: 'possible' as const } : {}), ...place, language }];
  });
}

/** The handlers of other files that a file has as its own; where they come from is added to `passedOn`. */
function passedOnBy(
  file: string,
  source: SourceFile,
  sources: ReadonlyMap<string, SourceFile>,
  passedOn: Set<string>,
): FoundHandler[] {
  const named = source.reExports.flatMap((reExport): FoundHandler[] => {
    const target = follow(file, reExport.elsewhere, sources, new Set());
    if (target !== undefined) passedOn.add(keyOf(target.file, target.handler.symbol));
    const { symbol, shape, name, declaration } = reExport;
    if (target !== undefined) return [{ ...target.handler, symbol, shape, name, declaration }];
    return isOwnWork(file, reExport, sources) ? [{ ...reExport, confidence: 'possible' }] : [];
  });
  const starred = starredBy(file, sources, new Set([file]), passedOn).map(({ file: module, handler }): FoundHandler => {
    passedOn.add(keyOf(module, handler.symbol));
    return { ...handler, name: START, declaration: START, shape: 're-export' };
  });
  return [...named, ...starred];
}

/** What `export *` brings, through others of its kind: these are added to `passedOn`. */
function starredBy(
  file: string,
  sources: ReadonlyMap<string, SourceFile>,
  visited: Set<string>,
  passedOn: Set<string>,
): Target[] {
  return (sources.get(file)?.stars ?? []).flatMap((from) => {
    const module = sourceOf(file, from, sources);
    if (module === undefined || visited.has(module)) return [];
    visited.add(module);
    const own = sources.get(module)?.handlers.map((handler) => ({ file: module, handler })) ?? [];
    const farther = starredBy(module, sources, visited, passedOn);
    for (const { handler } of farther) passedOn.add(keyOf(module, handler.symbol));
    return [...own, ...farther];
  });
}

/** A star names nothing, so there is no better place than the file. */
const START = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** A handler by its name whose code is not in the project, or is made by more than passing it on. */
function isOwnWork(
  file: string,
  { elsewhere, symbol, shape }: ReExport,
  sources: ReadonlyMap<string, SourceFile>,
): boolean {
  if (!isConventionalName(symbol)) return false;
  return (
    shape !== 're-export' || elsewhere.symbol.includes('()') || sourceOf(file, elsewhere.from, sources) === undefined
  );
}

interface Target {
  readonly file: string;
  readonly handler: FoundHandler;
}

function follow(
  importing: string,
  { from, symbol }: Elsewhere,
  sources: ReadonlyMap<string, SourceFile>,
  visited: Set<string>,
): Target | undefined {
  const key = `${importing}:${from}:${symbol}`;
  if (visited.has(key)) return undefined;
  visited.add(key);
  const file = sourceOf(importing, from, sources);
  const source = file === undefined ? undefined : sources.get(file);
  if (file !== undefined && source !== undefined) {
    const wanted = symbol === '' ? 'default' : symbol;
    const handler = source.handlers.find((each) => each.symbol === wanted);
    if (handler !== undefined) return { file, handler };
    const next = source.reExports.find((each) => each.symbol === wanted);
    if (next !== undefined) return follow(file, next.elsewhere, sources, visited);
    for (const star of source.stars) {
      const found = follow(file, { from: star, symbol }, sources, visited);
      if (found !== undefined) return found;
    }
  }
  const [first = '', ...rest] = symbol.split('.');
  if (!importing.endsWith('.py') || rest.length === 0) return undefined;
  return follow(importing, { from: submodule(from, first), symbol: rest.join('.') }, sources, visited);
}

/** Names that other files import, of each file that has handlers. */
function importedNames(sources: ReadonlyMap<string, SourceFile>): Map<string, Set<string>> {
  const imported = new Map<string, Set<string>>();
  const modules = new Set(
    [...sources].flatMap(([file, { handlers }]) => (handlers.length > 0 ? moduleNames(file) : [])),
  );
  const add = (file: string | undefined, names: readonly string[]): void => {
    if (file === undefined) return;
    const known = imported.get(file) ?? new Set();
    for (const name of names) known.add(name);
    imported.set(file, known);
  };
  for (const [file, { imports }] of sources) {
    for (const { from, names } of imports) {
      if (modules.has(lastName(from)) || /^[./]+$/.test(from)) add(sourceOf(file, from, sources), names);
      if (!file.endsWith('.py')) continue;
      for (const name of names) if (modules.has(name)) add(sourceOf(file, submodule(from, name), sources), [ALL]);
    }
  }
  return imported;
}

/** How an import may name a file. */
function moduleNames(file: string): string[] {
  const [name = '', folder = ''] = file.split(/[/\\]/).reverse();
  const bare = name.replace(/\.\w+$/, '');
  return bare === 'index' || bare === '__init__' ? [bare, folder] : [bare];
}

function lastName(from: string): string {
  const last = from.slice(from.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
  return from.includes('/') ? last : last.slice(last.lastIndexOf('.') + 1);
}

function sourceOf(importing: string, from: string, sources: ReadonlyMap<string, SourceFile>): string | undefined {
  const root = sources.get(importing)?.root ?? '';
  return moduleCandidates(importing, from, root).find((candidate) => candidate !== importing && sources.has(candidate));
}

function keyOf(file: string, symbol: string): string {
  return `${file}:${symbol}`;
}
