// @ts-check
// Builds dist/. Flags: --watch rebuilds on change, --production minifies what people do not read.
import { existsSync, readdirSync, watch as watchFile } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const TARGET = 'node20';

/** @type {esbuild.BuildOptions} */
const common = { bundle: true, platform: 'node', target: TARGET, charset: 'utf8', logLevel: 'warning' };

/** @type {esbuild.BuildOptions} */
const core = {
  ...common,
  // The extension host loads CommonJS, so everything that shares the core is CommonJS too.
  format: 'cjs',
  // esbuild starts its own native program, which a bundle cannot contain; vscode exists only inside the editor.
  external: ['esbuild', 'vscode'],
  // The module builds of these packages are the ones a bundler can follow statically.
  mainFields: ['module', 'main'],
  // Its module build asks for import.meta.url, which CommonJS does not have.
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
  sourcemap: true,
  // Names stay: stack traces of users who report a problem have to be readable.
  minifyWhitespace: production,
  minifySyntax: production,
};

/** @type {(esbuild.BuildOptions & { entry: string })[]} */
const bundles = [
  { ...core, entry: 'src/cli/main.ts', outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...core,
    entry: 'src/extension.ts',
    outdir: 'dist',
    // What is loaded on first use must not be read when the window opens, so it is a file of its own. Only ES modules are
    // split by the bundler; the parts become CommonJS afterwards.
    format: 'esm',
    splitting: true,
    chunkNames: 'extension-[hash]',
    sourcemap: 'inline',
    write: false,
    plugins: [
      { name: 'CommonJS parts', setup: (build) => build.onEnd(({ outputFiles = [] }) => writeParts(outputFiles)) },
    ],
  },
  { ...core, entry: 'src/index.ts', outfile: 'dist/index.js' },
  { ...core, entry: 'src/languageServer/main.ts', outfile: 'dist/languageServer.js' },
  {
    ...common,
    entry: 'src/runtimes/node/client/main.ts',
    outfile: 'dist/runtimes/node/client.cjs',
    // It runs inside the user's function and shows up in their stack traces and debugger: one plain, readable file.
    format: 'cjs',
  },
  {
    ...common,
    entry: 'src/runtimes/node/probe/main.ts',
    outfile: 'dist/runtimes/node/probe.cjs',
    format: 'cjs',
    // It is loaded into whatever Node.js a function brings.
    target: 'node16',
  },
  {
    entry: 'src/webview/timeline/main.tsx',
    // Its style sheet lies beside it.
    outfile: 'dist/webview/timeline.js',
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    charset: 'utf8',
    logLevel: 'warning',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: production,
  },
];

const PYTHON_PROBE = 'src/runtimes/python/probe';

/** What ships as it is: the Python client with its probe and its way into a debugger, and the parser with its grammars, which are looked for beside the program. */
const copies = [
  { entry: 'src/runtimes/python/client.py', outfile: 'dist/runtimes/python/client.py' },
  { entry: 'src/runtimes/python/debugger.py', outfile: 'dist/runtimes/python/debugger.py' },
  ...readdirSync(PYTHON_PROBE)
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ entry: `${PYTHON_PROBE}/${name}`, outfile: `dist/runtimes/python/probe/${name}` })),
  {
    entry: 'src/runtimes/python/sitecustomize/sitecustomize.py',
    outfile: 'dist/runtimes/python/sitecustomize/sitecustomize.py',
  },
  ...[
    import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    import.meta.resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm'),
    import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm'),
    import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'),
    import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm'),
    import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm'),
  ].map((url) => ({ entry: fileURLToPath(url), outfile: `dist/${path.basename(url)}` })),
];

/**
 * Writes ES modules as CommonJS, and removes the parts of earlier builds.
 * @param {esbuild.OutputFile[]} files
 */
async function writeParts(files) {
  const names = new Set(files.map((file) => path.basename(file.path)));
  await mkdir('dist', { recursive: true });
  await Promise.all(
    files.map(async ({ path: file, text }) => {
      const { code, map } = await esbuild.transform(text, {
        format: 'cjs',
        platform: 'node',
        target: TARGET,
        charset: 'utf8',
        // Parts are required: the extension host knows CommonJS only.
        supported: { 'dynamic-import': false },
        sourcemap: 'external',
        sourcefile: path.basename(file),
        minifyWhitespace: production,
      });
      await writeFile(`${file}.map`, map);
      await writeFile(file, `${code}//# sourceMappingURL=${path.basename(file)}.map\n`);
    }),
  );
  const old = (await readdir('dist')).filter((name) => /^extension-.*\.js$/.test(name) && !names.has(name));
  await Promise.all(old.flatMap((name) => [rm(`dist/${name}`), rm(`dist/${name}.map`, { force: true })]));
}

/** @param {{ entry: string, outfile: string }} copy */
async function copyInto({ entry, outfile }) {
  await mkdir(path.dirname(outfile), { recursive: true });
  await copyFile(entry, outfile);
}

const contexts = await Promise.all(
  bundles
    .filter(({ entry }) => existsSync(entry))
    .map(({ entry, ...options }) => esbuild.context({ ...options, entryPoints: [entry] })),
);
const presentCopies = copies.filter(({ entry }) => existsSync(entry));

// A package must not carry a file whose source is gone. Other builds keep dist/, because running programs load from it.
if (production) await rm('dist', { recursive: true, force: true });
await Promise.all(presentCopies.map(copyInto));

if (watch) {
  await Promise.all(contexts.map((context) => context.watch()));
  for (const copy of presentCopies) watchFile(copy.entry, () => void copyInto(copy));
} else {
  // Every bundle is tried, so that one build shows every error; esbuild has printed them by the time it throws.
  const results = await Promise.allSettled(contexts.map((context) => context.rebuild()));
  await Promise.all(contexts.map((context) => context.dispose()));
  process.exitCode = results.some(({ status }) => status === 'rejected') ? 1 : 0;
}
