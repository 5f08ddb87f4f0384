import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../lambda/errors';
import type { SyntaxParser } from '../syntax/syntaxParser';
import { codeFolder } from './codeFolder';
import { conventionFunction } from './conventionFunction';
import type { BareHandlerOptions } from './conventionFunction';
import { findHandlers } from './discovery/findHandlers';
import { findHandlerFile, HANDLER_LANGUAGES, handlerParts, kindOf, languageOfFile } from './handlerFile';
import type { HandlerLanguage } from './handlerFile';
import type { ProjectFunction } from './projectFunction';

interface BareHandler {
  readonly file: string;
  readonly language: HandlerLanguage;
  readonly exportName: string;
}

/**
 * The function of a handler file without a template: `src/app.ts`, `src/app.handler` or `app.lambda_handler`, relative
 * to `folder`. Undefined when there is no such file. Throws a UserError when the file has several handlers.
 */
export async function bareHandlerFunction(
  folder: string,
  pathOrHandler: string,
  syntax: SyntaxParser,
  options: BareHandlerOptions,
): Promise<ProjectFunction | undefined> {
  const found = await findBareHandler(folder, pathOrHandler, syntax);
  if (found === undefined) return undefined;
  const { file, language, exportName: symbol } = found;
  const codePath = await codeFolder(path.dirname(file), language, folder);
  return conventionFunction({ file, codePath, root: folder, language, symbol, confidence: 'likely' }, false, options);
}

/** The file and export that a path or a handler string names. Throws a UserError when the file has several handlers. */
export async function findBareHandler(
  folder: string,
  pathOrHandler: string,
  syntax: SyntaxParser,
): Promise<BareHandler | undefined> {
  const file = path.resolve(folder, pathOrHandler);
  const language = languageOfFile(file);
  if (language !== undefined && (await kindOf(file)) === 'file') {
    return { file, language, exportName: await handlerOfFile(file, pathOrHandler, language, syntax) };
  }
  for (const candidate of HANDLER_LANGUAGES) {
    const handler = pathOrHandler.split(path.sep).join('/');
    const parts = handlerParts(handler, candidate);
    const found = await findHandlerFile(folder, handler, candidate);
    if (parts !== undefined && found !== undefined) {
      return { file: found, language: candidate, exportName: parts.exportName };
    }
  }
  return undefined;
}

/** The names that handlers usually have, the usual one first. */
const CONVENTIONAL: Readonly<Record<HandlerLanguage, readonly [string, ...string[]]>> = {
  node: ['handler', 'lambdaHandler'],
  python: ['lambda_handler', 'handler'],
};

/** What speaks for itself in the file, else the usual name: the runtime client then says that it is missing. */
async function handlerOfFile(
  file: string,
  given: string,
  language: HandlerLanguage,
  syntax: SyntaxParser,
): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  // Loading it tells the user why it cannot be read.
  if (text === undefined) return CONVENTIONAL[language][0];
  const { handlers, reExports } = await findHandlers(syntax, file, text);
  const symbols = new Set([...handlers, ...reExports].map(({ symbol }) => symbol));
  const usual = CONVENTIONAL[language].find((name) => symbols.has(name));
  if (usual !== undefined) return usual;
  const likely = handlers.filter(({ confidence }) => confidence === 'likely');
  const [only] = likely.length > 0 ? likely : handlers;
  if (likely.length <= 1) return only?.symbol ?? CONVENTIONAL[language][0];
  const module = given.slice(0, -path.extname(given).length);
  const choices = likely.map(({ symbol }) => `${module}.${symbol}`);
  throw new UserError(`There are several handlers in ${given}; name one of ${choices.join(', ')}.`);
}
