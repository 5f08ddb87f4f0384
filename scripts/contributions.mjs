// @ts-check
// Writes into package.json what follows from types: the properties of launch configurations.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const manifestFile = new URL('../package.json', import.meta.url);
const { outputFiles } = await build({
  entryPoints: [new URL('../src/debugAdapter/configurationSchema.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const [{ text } = { text: '' }] = outputFiles;
const { CONFIGURATION_ATTRIBUTES } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
const contributed = manifest.contributes.debuggers.find(
  (/** @type {{ type: string }} */ { type }) => type === 'lambda',
);
contributed.configurationAttributes = CONFIGURATION_ATTRIBUTES;
await writeFile(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
