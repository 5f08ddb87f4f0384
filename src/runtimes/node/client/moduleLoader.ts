import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtIns } from './builtIns';
import type { ClientConfiguration, HandlerRules } from './configuration';
import type { HandlerName } from './handlerString';
import { runtimeError } from './runtimeErrors';

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'] as const;

/**
 * Imports the module a handler string names: the file below the task root, else whatever Node.js finds under that name
 * (node_modules, NODE_PATH). Since nodejs24.x files are imported as ES modules are, before that CommonJS is required.
 * Throws what the module threw, `Runtime.UserCodeSyntaxError` or `Runtime.ImportModuleError`.
 */
export async function loadModule(
  { taskRoot, handlerFile, rules }: ClientConfiguration,
  name: HandlerName,
): Promise<unknown> {
  try {
    if (handlerFile !== undefined) return await loadFile(handlerFile, extname(handlerFile), rules);
    const path = resolve(taskRoot, name.folder, name.module);
    for (const extension of EXTENSIONS) {
      const file = path + extension;
      if (existsSync(file)) return await loadFile(file, extension, rules);
    }
    const requireHere = createRequire(__filename);
    return requireHere(requireHere.resolve(name.module, { paths: [taskRoot, join(taskRoot, name.folder)] })) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) {
      const syntaxError = runtimeError(rules, 'UserCodeSyntaxError', String(error));
      // The place of the mistake is in the original's stack only.
      if (error.stack !== undefined) syntaxError.stack = error.stack;
      throw syntaxError;
    }
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
      throw runtimeError(rules, 'ImportModuleError', String(error));
    }
    throw error;
  }
}

/** Not async, so that it is not in the stack traces of modules that fail. */
function loadFile(file: string, extension: string, rules: HandlerRules): unknown {
  const required =
    rules === 'callback' && extension !== '.mjs' && !(extension === '.js' && inModulePackage(dirname(file)));
  return required ? createRequire(__filename)(file) : import(pathToFileURL(file).href);
}

/** Whether the nearest package.json says `"type": "module"`. */
function inModulePackage(folder: string): boolean {
  if (folder.endsWith('/node_modules')) return false;
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      const description = builtIns.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown } | null;
      if (description !== null) return description.type === 'module';
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  const parent = dirname(folder);
  return parent !== folder && inModulePackage(parent);
}
