// @ts-check
// Makes the pictures of README and walkthrough: the packaged extension in a real editor, on a copy of the examples.
// `npm run pictures`; look at each of them before it is committed.
import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openBrowser } from '../test/editor/support/browser';
import { EditorHost } from '../test/editor/support/editorHost';
import { EDITOR_HOSTS } from './installEditorHosts.mjs';

/** @typedef {import('../test/editor/support/editorWindow').EditorWindow} EditorWindow */

const ROOT = path.dirname(import.meta.dirname);
const MEDIA = path.join(ROOT, 'media');
const EDITOR = Object.keys(EDITOR_HOSTS).at(-1) ?? '';
/** Small windows, since pictures are shown small. */
const SIZE = { width: 900, height: 580 };
const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'debug.toolBarLocation': 'docked',
  'editor.lineNumbersMinChars': 3,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.navigationControl.enabled': false,
};
const FUNCTION = 'NodeCounter';
const BREAKPOINT_LINE = 9;
/** An invocation takes a second or two. */
const ATTEMPTS = 200;
const ATTEMPT_MS = 100;
const SETTLED_MS = 2_000;
const ICON_PIXELS = 256;

/** What a user sees on the way through the examples, in one theme. */
class Tour {
  /**
   * @param {EditorWindow} window
   * @param {string} folder a copy of the examples
   * @param {keyof typeof THEMES} theme
   */
  constructor(window, folder, theme) {
    this.window = window;
    this.theme = theme;
    this.handler = path.join(folder, 'lifecycle', 'node', 'counter.js');
  }

  async take() {
    const { window } = this;
    await window.editor.open(this.handler);
    await this.#showFunctions();
    await this.#picture('open');
    await window.runCommand('Warmpath: Choose Event…');
    // Two functions have this handler.
    await window.quickPick.choose(FUNCTION);
    await window.quickPick.choose('hello');
    await this.#run('workbench.action.closeSidebar');
    await this.#settled();
    await window.editor.clickLens('Invoke');
    await window.quickPick.choose(FUNCTION);
    await this.#printed(1);
    await this.#picture('invoke');
    await window.runCommand('Warmpath: Invoke Again');
    await this.#printed(2);
    await this.#changeCode();
    await window.runCommand('Warmpath: Invoke Again');
    await this.#printed(3);
    // From the warm invocation to the cold one, with its reason.
    await this.#run('workbench.action.toggleMaximizedPanel');
    await this.#picture('again');
    await this.#run('workbench.action.toggleMaximizedPanel');
    await this.#showFunctions();
    await window.row('Functions', FUNCTION).and(window.page.locator('[aria-expanded]')).waitFor();
    await window.expand('Functions', FUNCTION);
    await this.#run('workbench.action.closePanel');
    // Of the editor, so that the view has more room beside it.
    for (let step = 0; step < 2; step += 1) await this.#run('workbench.action.decreaseViewWidth');
    await this.#picture('environments');
    for (let step = 0; step < 2; step += 1) await this.#run('workbench.action.increaseViewWidth');
    await this.#debug();
  }

  /** Stops in a warm invocation of a session. */
  async #debug() {
    const { window } = this;
    await window.editor.setBreakpoint(this.handler, BREAKPOINT_LINE);
    await window.editor.clickLens('Debug');
    await window.quickPick.choose(FUNCTION);
    const first = await window.sessions.stop();
    await window.sessions.continue(first);
    await this.#printed(4);
    await window.evaluate((vscode) => void vscode.commands.executeCommand('warmpath.invokeAgain'));
    const second = await window.sessions.stop(first);
    await window.debug.variables();
    await window.expand('Variables', /^Local/);
    await this.#picture('debug');
    await window.sessions.continue(second);
    await this.#printed(5);
  }

  async #changeCode() {
    await this.window.evaluate(async (vscode, file) => {
      const document = vscode.workspace.textDocuments.find(({ uri }) => uri.path === file);
      if (document === undefined) throw new Error(`${file} is not open.`);
      const start = document.positionAt(document.getText().indexOf('Hello'));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(start, start.translate(0, 'Hello'.length)), 'Welcome');
      await vscode.workspace.applyEdit(edit);
      await document.save();
    }, this.handler);
  }

  async #showFunctions() {
    await this.#run('warmpath.functions.focus');
    await this.window.row('Functions', FUNCTION).waitFor();
  }

  /** @param {string} command of the editor */
  async #run(command) {
    await this.window.evaluate(async (vscode, id) => void (await vscode.commands.executeCommand(id)), command);
  }

  /** Waits until so many invocations are over, in the output too. @param {number} invocations */
  async #printed(invocations) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const text = await this.window.outputChannel('Warmpath');
      if ((text.match(/REPORT RequestId/g)?.length ?? 0) >= invocations) return;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
    }
    throw new Error(`No end of invocation ${invocations}; see ${await this.window.screenshot('pictures')}.`);
  }

  /** Until nothing moves any more. */
  async #settled() {
    await this.window.page.waitForTimeout(SETTLED_MS);
  }

  /** @param {string} name */
  async #picture(name) {
    const { page } = this.window;
    // Nobody has just passed by with the mouse.
    await page.mouse.move(SIZE.width / 2, 2);
    await this.#settled();
    await page.screenshot({
      path: path.join(MEDIA, 'walkthrough', `${name}-${this.theme}.png`),
      animations: 'disabled',
    });
  }
}

/** The icon of the view on a ground of its own, as the gallery shows it. */
async function makeIcon() {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: ICON_PIXELS, height: ICON_PIXELS } });
    const drawing = await readFile(path.join(MEDIA, 'warmpath.svg'), 'utf8');
    await page.setContent(`<style>
      body { margin: 0; display: grid; place-items: center; height: 100vh; border-radius: 56px; color: #ffb366;
             background: linear-gradient(160deg, #4a2412, #1d0f08); }
      html { background: transparent; }
      svg { width: 72%; height: 72%; }
    </style>${drawing}`);
    await page.screenshot({ path: path.join(MEDIA, 'icon.png'), omitBackground: true });
  } finally {
    await browser.close();
  }
}

/** @param {keyof typeof THEMES} theme */
async function takePictures(theme) {
  const place = await realpath(await mkdtemp(path.join(os.tmpdir(), 'warmpath-pictures-')));
  try {
    const folder = path.join(place, 'examples');
    await cp(path.join(ROOT, 'examples'), folder, { recursive: true });
    const { name, version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
    const host = await EditorHost.start({
      version: EDITOR,
      packages: [path.join(ROOT, `${name}-${version}.vsix`)],
      settings: { ...SETTINGS, 'workbench.colorTheme': THEMES[theme] },
      size: SIZE,
    });
    try {
      await new Tour(await host.open(folder), folder, theme).take();
    } finally {
      await host[Symbol.asyncDispose]();
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

await mkdir(path.join(MEDIA, 'walkthrough'), { recursive: true });
await makeIcon();
for (const theme of /** @type {const} */ (['dark', 'light'])) await takePictures(theme);
