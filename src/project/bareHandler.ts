import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { functionConfiguration } from '../lambda/functionConfiguration';
import { findHandlerFile, HANDLER_LANGUAGES, handlerParts, kindOf, languageOfFile } from './handlerFile';
import type { HandlerLanguage } from './handlerFile';
import { projectFunction } from './projectFunction';
import type { ProjectFunction } from './projectFunction';

/** Runtime identifiers for handlers that no template describes. */
export interface BareHandlerOptions {
  readonly nodeRuntime?: string;
  readonly pythonRuntime?: string;
}

/** Files that mark the root of a code folder. */
const MARKERS: Readonly<Record<HandlerLanguage, readonly string[]>> = {
  node: ['package.json'],
  python: ['requirements.txt', 'pyproject.toml', 'Pipfile'],
};

interface BareHandler {
  readonly file: string;
  readonly language: HandlerLanguage;
  readonly exportName: string;
}

/**
 * The function of a handler file without a template: `src/app.ts`, `src/app.handler` or `app.lambda_handler`, relative
 * to `folder`. Its code folder is the nearest one upwards, up to `folder`, that holds a package.json (Node) or a
 * requirements.txt, pyproject.toml or Pipfile (Python), else the file's own. Undefined when there is no such file.
 */
export async function bareHandlerFunction(
  folder: string,
  pathOrHandler: string,
  options: BareHandlerOptions,
): Promise<ProjectFunction | undefined> {
  const found = await findBareHandler(folder, pathOrHandler);
  if (found === undefined) return undefined;
  const codePath = await codeFolder(found, folder);
  const withoutExtension = found.file.slice(0, -path.extname(found.file).length);
  const modulePath = path.relative(codePath, withoutExtension).split(path.sep).join('/');
  const runtime =
    found.language === 'node' ? (options.nodeRuntime ?? 'nodejs22.x') : (options.pythonRuntime ?? 'python3.13');
  const name = functionName(modulePath);
  return projectFunction({
    logicalName: name,
    origin: 'convention',
    confidence: 'likely',
    configuration: functionConfiguration({ name, runtime, handler: `${modulePath}.${found.exportName}`, codePath }),
    handlerFile: found.file,
    handlerSymbol: found.exportName,
  });
}

/** The file and export that a path or a handler string names. */
export async function findBareHandler(folder: string, pathOrHandler: string): Promise<BareHandler | undefined> {
  const file = path.resolve(folder, pathOrHandler);
  const language = languageOfFile(file);
  if (language !== undefined && (await kindOf(file)) === 'file') {
    return { file, language, exportName: await conventionalExport(file, language) };
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

/** Node handlers are called `handler`; Python's `lambda_handler` unless the file defines only a `handler`. */
async function conventionalExport(file: string, language: HandlerLanguage): Promise<string> {
  if (language === 'node') return 'handler';
  const text = await readFile(file, 'utf8');
  const defines = (name: string): boolean =>
    new RegExp(`^(?:async\\s+def|def)\\s+${name}\\b|^${name}\\s*=`, 'm').test(text);
  return !defines('lambda_handler') && defines('handler') ? 'handler' : 'lambda_handler';
}

async function codeFolder({ file, language }: BareHandler, projectFolder: string): Promise<string> {
  const own = path.dirname(file);
  for (let folder = own; ; folder = path.dirname(folder)) {
    for (const marker of MARKERS[language]) if ((await kindOf(path.join(folder, marker))) === 'file') return folder;
    if (folder === projectFolder || folder === path.dirname(folder)) return own;
  }
}

/** Function names have letters, digits, hyphens and underscores, 64 at most. */
function functionName(modulePath: string): string {
  return (
    modulePath
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+/, '')
      .slice(-64) || 'function'
  );
}
