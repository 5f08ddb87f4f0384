// @ts-check
// Installs editors that tests and `npm start` run in a browser: VS Code's own server, from the npm package code-server.
// Arguments: versions of code-server; without any, all that are supported.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} EditorRecipe
 * @property {string} editor The version of VS Code in it.
 * @property {string} node The version of Node.js it is made for; another one of the same major version does too.
 * @property {readonly string[]} native Modules to build. What is not named here is never loaded, or ships its programs:
 *   kerberos is for proxies with sign-in, sqlite3 and fs-copyfile for agents, deviceid for telemetry.
 * @property {boolean} lacksRipgrep The editor looks for a program that its package only downloads.
 */

/**
 * By version of code-server, the oldest editor first.
 * @type {Readonly<Record<string, EditorRecipe>>}
 */
export const EDITOR_HOSTS = {
  '4.100.3': {
    editor: '1.100.3',
    node: '20.20.2',
    native: ['@vscode/spdlog', 'native-watchdog', 'node-pty'],
    lacksRipgrep: true,
  },
  '4.139.1': {
    editor: '1.139.1',
    node: '24.21.0',
    native: ['@vscode/spdlog', '@vscode/native-watchdog'],
    lacksRipgrep: false,
  },
};

/**
 * What starts an editor: `node serverMain …`.
 * @typedef {{ version: string, editor: string, node: string, serverMain: string }} EditorHostFiles
 */

const CACHE = path.join(path.dirname(import.meta.dirname), 'node_modules', '.cache', 'warmpath');
const EDITORS = path.join(CACHE, 'editors');
/** Written last. Another recipe makes an installation of before useless. */
const FINISHED = 'finished.json';
const RECIPE = 1;
const RIPGREP = '@vscode/ripgrep-universal@1.18.0';
const STEP_TIMEOUT_MS = 600_000;
const INSTALL = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * The files of an installed editor, or a sentence that says what to do.
 * @param {string} version
 * @returns {Promise<EditorHostFiles | string>}
 */
export async function findEditorHost(version) {
  const folder = path.join(EDITORS, version);
  try {
    const finished = JSON.parse(await readFile(path.join(folder, FINISHED), 'utf8'));
    if (finished.recipe === RECIPE && existsSync(finished.node) && !isReplaced(finished.node, recipeOf(version).node)) {
      const serverMain = path.join(folder, 'lib', 'vscode', 'out', 'server-main.js');
      return { version, editor: recipeOf(version).editor, node: finished.node, serverMain };
    }
  } catch {
    // It is not there, or not complete.
  }
  return `the editor host ${version} is not installed; run node scripts/installEditorHosts.mjs ${version}`;
}

/**
 * Installs an editor unless it is there. May be interrupted at any time, and run by several programs at once.
 * @param {string} version
 * @param {(step: string) => void} report called with every step
 * @returns {Promise<EditorHostFiles>}
 */
export async function installEditorHost(version, report) {
  const recipe = recipeOf(version);
  const present = await findEditorHost(version);
  if (typeof present !== 'string') return present;
  const target = path.join(EDITORS, version);
  const building = path.join(EDITORS, `installing-${version}-${process.pid}`);
  await removeInterrupted();
  try {
    await mkdir(building, { recursive: true });
    const node = await nodeFor(recipe, report);
    await build(version, recipe, node, building, report);
    await writeFile(path.join(building, FINISHED), JSON.stringify({ recipe: RECIPE, node: node.executable }));
    if (typeof (await findEditorHost(version)) === 'string') {
      await rm(target, { recursive: true, force: true });
      await rename(building, target);
    }
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  const installed = await findEditorHost(version);
  if (typeof installed === 'string') throw new Error(installed);
  return installed;
}

/**
 * @param {string} version
 * @param {EditorRecipe} recipe
 * @param {{ executable: string, headers: string }} node
 * @param {string} folder
 * @param {(step: string) => void} report
 */
async function build(version, recipe, node, folder, report) {
  const variables = { PATH: `${path.dirname(node.executable)}${path.delimiter}${process.env['PATH'] ?? ''}` };
  report('downloading');
  const packed = await run('npm', ['pack', '--silent', `code-server@${version}`], folder);
  const archive = packed.trim().split('\n').at(-1) ?? '';
  await run('tar', ['-xzf', archive, '--strip-components=1'], folder);
  await rm(path.join(folder, archive));

  report('installing what it uses');
  const server = path.join(folder, 'lib', 'vscode');
  await run('npm', INSTALL, server, variables);
  // TypeScript's language server.
  await run('npm', INSTALL, path.join(server, 'extensions'), variables);
  await symlink('node_modules', path.join(server, 'node_modules.asar'), 'junction');
  if (recipe.lacksRipgrep) await addRipgrep(folder, server, variables);

  // npm offers its own node-gyp to the scripts of a package, and only to them.
  await writeFile(path.join(folder, 'package.json'), '{"private":true,"scripts":{"node-gyp":"node-gyp"}}');
  for (const name of recipe.native) {
    report(`building ${name}`);
    const module = path.join(server, 'node_modules', name);
    const parameters = [
      'run',
      '--silent',
      'node-gyp',
      '--',
      'rebuild',
      `--nodedir=${node.headers}`,
      '--directory',
      module,
    ];
    // It writes a few log lines: compiling it well takes longer than it ever runs.
    await run('npm', parameters, folder, { ...variables, CXXFLAGS: '-O0' });
    await rm(path.join(module, 'build', 'Release', 'obj.target'), { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} server
 * @param {NodeJS.ProcessEnv} variables
 */
async function addRipgrep(folder, server, variables) {
  const holder = path.join(folder, 'ripgrep');
  await mkdir(holder);
  await writeFile(path.join(holder, 'package.json'), '{"private":true}');
  await run('npm', [...INSTALL, RIPGREP], holder, variables);
  const programs = path.join(holder, 'node_modules', '@vscode', 'ripgrep-universal', 'bin');
  const expected = path.join(server, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await rename(path.join(programs, `${process.platform}-${process.arch}`), expected);
  await rm(holder, { recursive: true });
}

/**
 * This Node.js when it fits and has its headers, else one from npm.
 * @param {EditorRecipe} recipe
 * @param {(step: string) => void} report
 */
async function nodeFor(recipe, report) {
  const own = path.dirname(path.dirname(process.execPath));
  if (isMajorOf(recipe.node) && hasHeaders(own)) {
    return { executable: process.execPath, headers: own };
  }
  const name = `node-${process.platform}-${process.arch}`;
  const holder = path.join(CACHE, `${name}-${recipe.node}`);
  const unpacked = path.join(holder, 'node_modules', name);
  if (!hasHeaders(unpacked)) {
    report(`downloading Node.js ${recipe.node}`);
    const building = `${holder}-${process.pid}`;
    try {
      await mkdir(building, { recursive: true });
      await writeFile(path.join(building, 'package.json'), '{"private":true}');
      await run('npm', [...INSTALL, `${name}@${recipe.node}`], building);
      if (!hasHeaders(unpacked)) {
        await rm(holder, { recursive: true, force: true });
        await rename(building, holder);
      }
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  return { executable: path.join(unpacked, 'bin', 'node'), headers: unpacked };
}

/**
 * Whether this Node.js took the place of the one that the modules were built for.
 * @param {string} executable
 * @param {string} version
 */
function isReplaced(executable, version) {
  return executable === process.execPath && !isMajorOf(version);
}

/** @param {string} version */
function isMajorOf(version) {
  return process.versions.node.split('.')[0] === version.split('.')[0];
}

/** @param {string} folder */
function hasHeaders(folder) {
  return existsSync(path.join(folder, 'include', 'node', 'node.h'));
}

/** @param {string} version */
function recipeOf(version) {
  const recipe = EDITOR_HOSTS[version];
  if (recipe === undefined) {
    throw new Error(`No recipe for code-server ${version}; there are ${Object.keys(EDITOR_HOSTS).join(' and ')}.`);
  }
  return recipe;
}

/** Removes what an installation left that did not come to its end. */
async function removeInterrupted() {
  await mkdir(EDITORS, { recursive: true });
  for (const name of await readdir(EDITORS)) {
    const owner = /^installing-.*-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(path.join(EDITORS, name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/**
 * Returns what the program printed.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [variables]
 * @returns {Promise<string>}
 */
function run(command, parameters, folder, variables = {}) {
  const options = {
    cwd: folder,
    timeout: STEP_TIMEOUT_MS,
    env: { ...process.env, ...variables },
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  };
  return new Promise((resolve, reject) => {
    execFile(command, parameters, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${parameters.join(' ')} failed:\n${`${stdout}${stderr}`.trim().slice(-2000)}`));
    });
  });
}

/** @param {readonly string[]} versions */
async function main(versions) {
  const began = performance.now();
  // Side by side: downloads and the compilation of one module each leave a core idle.
  await Promise.all(
    versions.map(async (version) => {
      const report = (/** @type {string} */ step) =>
        console.log(
          `${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  code-server ${version}: ${step}`,
        );
      await installEditorHost(version, report);
      report('ready');
    }),
  );
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const named = process.argv.slice(2);
    await main(named.length > 0 ? named : Object.keys(EDITOR_HOSTS));
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    process.exitCode = 1;
  }
}
