import { moduleCandidates, submodule } from '../../syntax/localModules';
import { syntaxLanguageOf } from '../../syntax/syntaxLanguage';
import type { SyntaxParser } from '../../syntax/syntaxParser';
import type { ProjectFiles } from '../projectFiles';
import type { SourceRange } from '../projectFunction';
import { moduleOf } from './findHandlers';
import type { Declaration, Elsewhere, HandlerShape, TextRange } from './handlerModule';

/** The code that runs for a handler string. */
export interface LocatedHandler {
  /** Absolute path; another file than the handler's when that one only passes it on. */
  readonly file: string;
  readonly name: SourceRange;
  readonly declaration: SourceRange;
  readonly shape: HandlerShape;
  readonly parameters: readonly string[];
}

export interface LocateOptions {
  readonly syntax: SyntaxParser;
  /** Where texts are read; unsaved ones are seen through it. */
  readonly files: Pick<ProjectFiles, 'text'>;
  /** Absolute path of the project folder, above which no module is looked for. */
  readonly folder: string;
}

/** How many modules are looked at for one handler. */
const MOST_MODULES = 50;

/** Larger files are the output of bundlers. */
export const LONGEST_TEXT = 512 * 1024;

/**
 * The code behind a symbol of a file, `handlerFile` and `handlerSymbol` of a function: through wrappers, decorators and
 * re-exports, into other files of the project. Where the way ends at a package, the place that names it. Undefined when
 * the file has no such symbol.
 */
export async function locateHandler(
  file: string,
  symbol: string,
  options: LocateOptions,
): Promise<LocatedHandler | undefined> {
  return locate(file, symbol, options, new Set());
}

async function locate(
  file: string,
  symbol: string,
  options: LocateOptions,
  visited: Set<string>,
): Promise<LocatedHandler | undefined> {
  const language = syntaxLanguageOf(file);
  const key = `${file}:${symbol}`;
  const text =
    language === undefined || visited.has(key) || visited.size >= MOST_MODULES
      ? undefined
      : await options.files.text(file);
  if (language === undefined || text === undefined || text.length > LONGEST_TEXT) return undefined;
  visited.add(key);
  const read = await options.syntax.read(language, text, (root) => {
    const module = moduleOf(language, root);
    const declared = module?.declaration(symbol);
    return { declared, stars: declared === undefined ? (module?.stars ?? []) : [] };
  });
  for (const from of read.stars) {
    const found = await follow(file, { from, symbol }, options, visited);
    if (found !== undefined) return found;
  }
  const { declared } = read;
  if (declared === undefined) return undefined;
  const there = declared.elsewhere === undefined ? undefined : await follow(file, declared.elsewhere, options, visited);
  if (there === undefined) return located(file, declared);
  return declared.shape === 're-export' ? there : { ...there, shape: declared.shape };
}

/** Looks for a symbol in the files that the name of a module may stand for. */
async function follow(
  importing: string,
  { from, symbol }: Elsewhere,
  options: LocateOptions,
  visited: Set<string>,
): Promise<LocatedHandler | undefined> {
  for (const candidate of moduleCandidates(importing, from, options.folder)) {
    const found = await locate(candidate, symbol, options, visited);
    if (found !== undefined) return found;
  }
  const [first = '', ...rest] = symbol.split('.');
  if (!importing.endsWith('.py') || rest.length === 0) return undefined;
  // A member of a Python package may be a module.
  return follow(importing, { from: submodule(from, first), symbol: rest.join('.') }, options, visited);
}

function located(file: string, { name, declaration, shape, parameters }: Declaration): LocatedHandler {
  const inFile = (range: TextRange): SourceRange => ({ file, ...range });
  return {
    file,
    name: inFile(name),
    declaration: inFile(declaration),
    shape,
    parameters: parameters.map((parameter) => parameter.name),
  };
}
