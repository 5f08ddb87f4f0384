// @ts-check
// VS Code in the browser: its server from the npm package code-server, for as long as nobody interrupts.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { EditorServer } from './editorServer.mjs';
import { EDITOR_HOSTS, findEditorHost, installEditorHost } from './installEditorHosts.mjs';

/** @typedef {import('./start.mjs').OpenOptions} OpenOptions */
/** @typedef {import('./editorServer.mjs').EditorFolders} EditorFolders */

/** What a new user starts with; from then on the settings are the user's. */
const FIRST_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};
/** Variables of npm, and of an editor in whose terminal this runs. */
const NOT_INHERITED = /^(npm_|VSCODE_|ELECTRON_|INIT_CWD$|NODE_OPTIONS$)/;
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Starts the server, prints its address, and ends it when it is interrupted; with `check` as soon as its page has answered.
 * Throws when the server cannot be installed, does not start, does not answer, or ends by itself.
 * @param {OpenOptions} options
 * @param {boolean} check
 */
export async function openInBrowser({ extension, folder, place, interrupted }, check) {
  const files = await editorHost(interrupted);
  const folders = { data: path.join(place, 'data'), extensions: path.join(place, 'extensions') };
  await prepare(folders, extension);
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  const server = await EditorServer.start({ files, folders, environment, workspaceTrust: false });
  try {
    const address = server.address(folder);
    console.log(`\nVS Code ${files.editor} with Warmpath, on ${folder}:\n\n  ${address}\n`);
    if (check) {
      await checkPage(address);
      console.log('The editor answers there.');
      return;
    }
    console.log('Open it in a browser on this machine. It is served until Ctrl+C.');
    if ((await Promise.race([server.ended().then(() => 'ended'), aborted(interrupted)])) === 'ended') {
      throw new Error(`The editor server has ended:\n${server.log.split('\n').slice(-20).join('\n')}`);
    }
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

/**
 * The newest editor that is installed, or the newest there is.
 * @param {AbortSignal} interrupted
 */
async function editorHost(interrupted) {
  const versions = Object.keys(EDITOR_HOSTS).reverse();
  for (const version of versions) {
    const files = await findEditorHost(version);
    if (typeof files !== 'string') return files;
  }
  const [newest = ''] = versions;
  console.log(
    `There is no desktop editor. Installing code-server ${newest} below node_modules/.cache, once, in minutes:`,
  );
  const report = (/** @type {string} */ step) => {
    interrupted.throwIfAborted();
    console.log(`  ${step}`);
  };
  return await installEditorHost(newest, report);
}

/**
 * The extension is this checkout itself: a window that is loaded again after a build runs the new code.
 * @param {EditorFolders} folders
 * @param {string} extension
 */
async function prepare({ data, extensions }, extension) {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8'));
  // Without what the editor remembers of the folder, it reads the extension again.
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  await symlink(extension, path.join(extensions, `${publisher}.${name}-${version}`), 'junction');
  const settings = path.join(data, 'data', 'Machine', 'settings.json');
  if (existsSync(settings)) return;
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, `${JSON.stringify(FIRST_SETTINGS, undefined, 2)}\n`);
}

/**
 * Opens the page as a browser does: the token of the address becomes a cookie.
 * @param {string} address
 */
async function checkPage(address) {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const entered = await fetch(address, { redirect: 'manual', signal });
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const page = await fetch(new URL(entered.headers.get('location') ?? '/', address), { headers: { cookie }, signal });
  const text = await page.text();
  if (!page.ok || !text.includes('vscode-workbench-web-configuration')) {
    throw new Error(`The editor server answers with status ${page.status} and no editor: ${text.slice(0, 200)}`);
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<'interrupted'>}
 */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('interrupted');
    signal.addEventListener('abort', () => resolve('interrupted'));
  });
}
