import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { EditorServer } from '../../../scripts/editorServer.mjs';
import { DebugSessions } from './debugSessions';
import { DebugView } from './debugView';
import type { HostChannel, HostConnection, HostFunction } from './hostChannel';
import { outputChannelText } from './outputChannels';
import { exactly, QuickPick } from './quickPick';
import { TextEditor } from './textEditor';
import { untilShown } from './untilShown';
import { rowsAsText, visibleText } from './visibleText';

/** Pictures of failed and interesting moments; not committed. */
const ARTEFACTS = path.resolve('test-artefacts');

/** One window of an editor: what a user sees and does, and `evaluate` for what the editor's API tells. */
export class EditorWindow {
  readonly quickPick: QuickPick;
  readonly editor: TextEditor;
  readonly debug: DebugView;
  private connection: HostConnection;

  private constructor(
    readonly page: Page,
    private readonly channel: HostChannel,
    private readonly server: EditorServer,
    private readonly dataFolder: string,
    connection: HostConnection,
    private watched: DebugSessions,
  ) {
    this.connection = connection;
    this.quickPick = new QuickPick(page);
    this.editor = new TextEditor(this);
    this.debug = new DebugView(this);
  }

  /** Loads the page; ready when the extension host of the folder answers. */
  static async open(
    page: Page,
    channel: HostChannel,
    server: EditorServer,
    folder: string | undefined,
    dataFolder: string,
  ): Promise<EditorWindow> {
    const { connection, sessions } = await load(page, channel, server, folder);
    return new EditorWindow(page, channel, server, dataFolder, connection, sessions);
  }

  /** Everything that happened to debug sessions since the window was loaded. */
  get sessions(): DebugSessions {
    return this.watched;
  }

  /** Opens another folder in this window. */
  async openFolder(folder: string): Promise<void> {
    const { connection, sessions } = await load(this.page, this.channel, this.server, folder);
    this.connection = connection;
    this.watched = sessions;
  }

  /** Loads the window anew as its user does: what was open comes back. */
  async reload(): Promise<void> {
    const { connection, sessions } = await loaded(this.page, this.channel, async () => {
      await this.evaluate((vscode) => void vscode.commands.executeCommand('workbench.action.reloadWindow'));
    });
    this.connection = connection;
    this.watched = sessions;
  }

  /** Runs a self-contained function beside the extensions: `evaluate((vscode, name) => …, name)`. */
  async evaluate<Parameters, Result>(run: HostFunction<Parameters, Result>, parameters: Parameters): Promise<Result>;
  async evaluate<Result>(run: HostFunction<undefined, Result>): Promise<Result>;
  async evaluate(run: HostFunction<never, unknown>, parameters?: unknown): Promise<unknown> {
    return await this.connection.evaluate(run, parameters as never);
  }

  /** Chooses a command in the palette by its whole title, such as `Warmpath: Invoke`. */
  async runCommand(title: string): Promise<void> {
    await this.quickPick.openAndChoose(() => this.page.keyboard.press('F1'), `>${title}`, title);
  }

  /** Commands that the palette offers for this text. */
  async commandsFor(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickPick.filter(`>${text}`);
    const found = await this.quickPick.entries();
    await this.page.keyboard.press('Escape');
    return found;
  }

  /** Everything an output channel was given, also if nobody looks at it. */
  async outputChannel(name: string): Promise<string> {
    return await outputChannelText(this.dataFolder, name);
  }

  /** The rows of a view that can be seen, indented by their depth, with `+` before closed and `-` before open ones. */
  async treeView(name: string): Promise<string> {
    return await rowsAsText(this.view(name).locator('.monaco-list-row'));
  }

  /** A view in a side bar or the panel, by its title. */
  view(name: string): Locator {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** The row of a view whose label is this text. */
  row(view: string, label: string): Locator {
    const exact = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.view(view).locator('.monaco-list-row').filter({ has: exact });
  }

  /** Opens a closed row of a view, named by a part of its text. */
  async expand(view: string, text: string | RegExp): Promise<void> {
    const row = this.view(view).locator('.monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'false') return;
    const opened = this.view(view).locator('.monaco-list-row[aria-expanded="true"]', { hasText: text });
    await untilShown(opened, (timeout) => row.locator('.monaco-tl-twistie').click({ timeout }));
  }

  /** Messages shown at the lower right. */
  async notifications(): Promise<string[]> {
    return await visibleText(this.page.locator('.notifications-toasts .notification-list-item-message'));
  }

  /** Everything that was notified and is not dismissed, the latest first: toasts go by themselves. Opens the list for it. */
  async allNotifications(): Promise<string[]> {
    await this.evaluate((vscode) => vscode.commands.executeCommand('notifications.showList'));
    const messages = this.page.locator('.notifications-center .notification-list-item-message');
    await messages.first().waitFor();
    const texts = await visibleText(messages);
    await this.evaluate((vscode) => vscode.commands.executeCommand('notifications.hideList'));
    return texts;
  }

  /** The toast with this text, as soon as it is there. */
  async notification(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notifications-toasts .notification-toast', { hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  /** The entries of the status bar, from left to right. */
  async statusBar(): Promise<string[]> {
    const entries = await visibleText(this.page.locator('.statusbar-item:visible'));
    return entries.filter((entry) => entry !== '');
  }

  /** Keeps a picture of the whole window; returns its file. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(ARTEFACTS, `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Closes the window as a user does. */
  async close(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }
}

async function load(
  page: Page,
  channel: HostChannel,
  server: EditorServer,
  folder: string | undefined,
): Promise<{ connection: HostConnection; sessions: DebugSessions }> {
  return await loaded(page, channel, () => page.goto(server.address(folder)));
}

/** The window that comes of an action, as soon as its extension host answers. */
async function loaded(
  page: Page,
  channel: HostChannel,
  begin: () => Promise<unknown>,
): Promise<{ connection: HostConnection; sessions: DebugSessions }> {
  const window = channel.nextWindow();
  await begin();
  await page.locator('.monaco-workbench').waitFor();
  const connection = await window;
  return { connection, sessions: await DebugSessions.watch(connection) };
}
