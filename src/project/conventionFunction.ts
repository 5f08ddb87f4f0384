import path from 'node:path';
import { functionConfiguration } from '../lambda/functionConfiguration';
import type { TextRange } from './discovery/handlerModule';
import type { HandlerLanguage } from './handlerFile';
import { projectFunction } from './projectFunction';
import type { ProjectFunction } from './projectFunction';

/** Runtime identifiers for handlers that no template describes. */
export interface BareHandlerOptions {
  readonly nodeRuntime?: string;
  readonly pythonRuntime?: string;
}

export interface ConventionHandler {
  /** Absolute path of the handler's file, of its code folder and of the project folder. */
  readonly file: string;
  readonly codePath: string;
  readonly root: string;
  readonly language: HandlerLanguage;
  readonly symbol: string;
  readonly confidence: 'likely' | 'possible';
  /** Where the symbol is written. */
  readonly name?: TextRange;
}

/** The function of a handler that no template describes. `isNamed`: its symbol is part of its name. */
export function conventionFunction(
  { file, codePath, root, language, symbol, confidence, name }: ConventionHandler,
  isNamed: boolean,
  { nodeRuntime = 'nodejs22.x', pythonRuntime = 'python3.13' }: BareHandlerOptions,
): ProjectFunction {
  const handler = `${modulePath(codePath, file)}.${symbol}`;
  const below = modulePath(path.relative(root, file).startsWith('..') ? codePath : root, file);
  const logicalName = functionName(isNamed ? `${below}-${symbol}` : below);
  const runtime = language === 'node' ? nodeRuntime : pythonRuntime;
  return projectFunction({
    logicalName,
    origin: 'convention',
    confidence,
    configuration: functionConfiguration({ name: logicalName, runtime, handler, codePath }),
    handlerFile: file,
    handlerSymbol: symbol,
    ...(name === undefined ? {} : { places: { handler: { file, ...name } } }),
  });
}

/** With slashes and without extension. */
function modulePath(folder: string, file: string): string {
  const withoutExtension = file.slice(0, -path.extname(file).length);
  return path.relative(folder, withoutExtension).split(path.sep).join('/');
}

/** Function names have letters, digits, hyphens and underscores, 64 at most. */
function functionName(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+/, '')
      .slice(-64) || 'function'
  );
}
