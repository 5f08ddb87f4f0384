// @ts-check
// What takes the room in the packaged extension.
import { once } from 'node:events';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

const PARTS = /** @type {const} */ ([
  ['parser and grammars', /\.wasm$/],
  ['esbuild', /node_modules\//],
  ['extension', /dist\/extension\.js$/],
  ['command line', /dist\/cli\.js$/],
  ['runtime clients', /dist\/runtimes\//],
  ['pictures', /\/media\//],
]);
const OTHERS = 'everything else';

/**
 * Compressed sizes in bytes by part, the largest first.
 * @param {string} packageFile
 * @returns {Promise<[name: string, bytes: number][]>}
 */
export async function packageParts(packageFile) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const zip = await promisify(
    (/** @type {string} */ file, /** @type {(error: Error | null, zip: yauzl.ZipFile) => void} */ done) =>
      yauzl.open(file, done),
  )(packageFile);
  zip.on('entry', (/** @type {yauzl.Entry} */ { fileName, compressedSize }) => {
    const name = PARTS.find(([, files]) => files.test(fileName))?.[0] ?? OTHERS;
    sizes.set(name, (sizes.get(name) ?? 0) + compressedSize);
  });
  await once(zip, 'end');
  return [...sizes].sort(([, left], [, right]) => right - left);
}
