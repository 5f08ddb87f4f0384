import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findHandlerFile as findNodeHandlerFile } from '../runtimes/node/handlerFile';

/** Languages whose handlers are looked for on disk. */
export const HANDLER_LANGUAGES = ['node', 'python'] as const;
export type HandlerLanguage = (typeof HANDLER_LANGUAGES)[number];

/** The parts of a handler string. */
export interface HandlerParts {
  /** Path of the module relative to the code folder, with slashes and without extension. */
  readonly modulePath: string;
  /** Name of the exported function; dots lead into objects. */
  readonly exportName: string;
}

/** The language of a runtime identifier; undefined when its handlers are not files. */
export function languageOfRuntime(runtime: string): HandlerLanguage | undefined {
  if (runtime.startsWith('nodejs')) return 'node';
  return runtime.startsWith('python') ? 'python' : undefined;
}

/** The language of a file by its name; undefined when it cannot hold a handler. */
export function languageOfFile(file: string): HandlerLanguage | undefined {
  if (/\.(?:[cm]?[jt]s|tsx)$/.test(file)) return 'node';
  return file.endsWith('.py') ? 'python' : undefined;
}

/**
 * Splits a handler string as the runtime clients do (lambda-contract §9.2): Node at the first dot of the last path
 * segment, Python at the last dot of all, with the other dots as folders. Undefined when there is nothing to split.
 */
export function handlerParts(handler: string, language: HandlerLanguage): HandlerParts | undefined {
  const slash = handler.lastIndexOf('/') + 1;
  const dot = language === 'node' ? handler.indexOf('.', slash) : handler.lastIndexOf('.');
  if (dot <= slash || dot === handler.length - 1) return undefined;
  const modulePath = handler.slice(0, dot);
  return {
    modulePath: language === 'python' ? modulePath.replaceAll('.', '/') : modulePath,
    exportName: handler.slice(dot + 1),
  };
}

/** Absolute path of the source file that a handler string leads to; undefined when there is none. */
export async function findHandlerFile(
  codePath: string,
  handler: string,
  language: HandlerLanguage,
): Promise<string | undefined> {
  if (language === 'node') return findNodeHandlerFile(codePath, handler)?.file;
  const parts = handlerParts(handler, language);
  if (parts === undefined) return undefined;
  const base = path.resolve(codePath, parts.modulePath);
  // Python prefers a package to a module of the same name.
  for (const candidate of [path.join(base, '__init__.py'), `${base}.py`]) {
    if ((await kindOf(candidate)) === 'file') return candidate;
  }
  return undefined;
}

/** What is at a path; undefined when nothing is, or nothing that may be looked at. */
export async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}
