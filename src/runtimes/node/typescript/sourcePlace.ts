import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

const FILENAME = '__warmpath_filename';
const DIRNAME = '__warmpath_dirname';
const URL = '__warmpath_url';

/** What tells code where it is, and the constant that keeps the answer true after bundling. */
export const PLACE_DEFINITIONS: Readonly<Record<string, string>> = {
  __filename: FILENAME,
  __dirname: DIRNAME,
  'import.meta.filename': FILENAME,
  'import.meta.dirname': DIRNAME,
  'import.meta.url': URL,
};

const MENTIONED = /__filename|__dirname|import\.meta/;
const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
};

/**
 * Lets `__filename`, `__dirname` and `import.meta` of every bundled file name the source file. The constants go to the
 * beginning of its first line, so that no line moves; `originals` receives the text as it is on disk.
 */
export function sourcePlace(originals: Map<string, string>): Plugin {
  return {
    name: 'source-place',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!MENTIONED.test(text)) {
          return undefined;
        }
        originals.set(file, text);
        return { contents: withPlace(text, file), loader: LOADERS[path.extname(file)] ?? 'js' };
      });
    },
  };
}

function withPlace(text: string, file: string): string {
  const constants = [
    [FILENAME, file],
    [DIRNAME, path.dirname(file)],
    [URL, pathToFileURL(file).href],
  ];
  const declaration = `const ${constants.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')};`;
  // A directive counts only at the very beginning, and so does the line that names an interpreter.
  const [head = ''] = /^(#!.*\n)?(\s*(['"])use strict\3;?)?/.exec(text) ?? [];
  return head + (head === '' || /[;\n]$/.test(head) ? '' : ';') + declaration + text.slice(head.length);
}
