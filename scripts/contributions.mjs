// @ts-check
// Writes into package.json what follows from types and from the rules: the properties of launch configurations, and the
// settings of the analysis.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const manifestFile = new URL('../package.json', import.meta.url);

/**
 * What a module of src/ exports.
 * @param {string} module
 */
async function exportsOf(module) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../src/${module}.ts`, import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [{ text } = { text: '' }] = outputFiles;
  return await import(`data:text/javascript,${encodeURIComponent(text)}`);
}

const [{ CONFIGURATION_ATTRIBUTES }, { ANALYSIS_SETTINGS_SCHEMA }] = await Promise.all(
  ['debugAdapter/configurationSchema', 'analysis/settingsSchema'].map(exportsOf),
);
const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
const contributed = manifest.contributes.debuggers.find(
  (/** @type {{ type: string }} */ { type }) => type === 'lambda',
);
contributed.configurationAttributes = CONFIGURATION_ATTRIBUTES;
for (const { properties } of manifest.contributes.configuration) {
  for (const [name, schema] of Object.entries(ANALYSIS_SETTINGS_SCHEMA)) {
    Object.assign(properties[`warmpath.analysis.${name}`] ?? {}, schema);
  }
}
await writeFile(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
