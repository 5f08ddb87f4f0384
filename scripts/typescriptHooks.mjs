// @ts-check
// Hooks of Node.js' module loader: finds imports without an extension, and leaves types away.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  if (specifier.startsWith('.') && context.parentURL !== undefined) {
    const source = new URL(`${specifier}.ts`, context.parentURL);
    if (source.protocol === 'file:' && existsSync(source)) return await nextResolve(source.href, context);
  }
  return await nextResolve(specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return await nextLoad(url, context);
  const sourcefile = fileURLToPath(url);
  const { code } = await transform(await readFile(sourcefile, 'utf8'), {
    ...{ sourcefile, loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'inline' },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
