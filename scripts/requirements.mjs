// @ts-check
// What examples need and a machine may lack.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { startTemporaryDatabase } from '../examples/database.mjs';
import { DatabaseUnavailable } from '../examples/postgresql/programs.mjs';

/**
 * What was found, or a sentence that says what is missing and what to do.
 * @template Found @typedef {{ found: Found, missing?: never } | { missing: string, found?: never }} Requirement
 */

/** Names the modules that the interpreter cannot import. */
const MISSING_MODULES =
  'import importlib.util, sys; print(" and ".join(m for m in sys.argv[1:] if importlib.util.find_spec(m) is None))';

/** Looks for Python interpreters, once for each list of modules. */
export class PythonSearch {
  /** @type {Map<string, Requirement<string>>} */
  #known = new Map();

  /**
   * The first interpreter on PATH that can import all the modules.
   * @param {readonly string[]} modules
   */
  find(modules) {
    const key = modules.join();
    const python = this.#known.get(key) ?? findPython(modules);
    this.#known.set(key, python);
    return python;
  }
}

/**
 * @param {readonly string[]} modules
 * @returns {Requirement<string>}
 */
function findPython(modules) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  let lacking = '';
  for (const folder of folders) {
    const interpreter = path.join(folder, 'python3');
    const { status, stdout } = spawnSync(interpreter, ['-c', MISSING_MODULES, ...modules], { encoding: 'utf8' });
    if (status !== 0) continue;
    if (stdout.trim() === '') return { found: interpreter };
    lacking ||= stdout.trim();
  }
  return {
    missing:
      lacking === ''
        ? 'no python3 on PATH can be run; install Python 3.9 or newer.'
        : `no python3 on PATH can import ${lacking}; examples/orders-python/README.md says how to install it.`,
  };
}

/**
 * A server with the example data, for as long as it is not stopped.
 * @returns {Promise<Requirement<Awaited<ReturnType<typeof startTemporaryDatabase>>>>}
 */
export async function startDatabase() {
  try {
    return { found: await startTemporaryDatabase() };
  } catch (thrown) {
    if (thrown instanceof DatabaseUnavailable) return { missing: thrown.message };
    throw thrown;
  }
}

/**
 * The file that a package of this repository is loaded from.
 * @param {string} name
 * @returns {Requirement<string>}
 */
export function findPackage(name) {
  try {
    return { found: createRequire(import.meta.url).resolve(name) };
  } catch {
    return { missing: `the package ${name} is not installed; run npm install.` };
  }
}
