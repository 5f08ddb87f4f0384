import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { EditorServer, installExtension, type EditorFolders } from '../../../scripts/editorServer.mjs';
import { EDITOR_HOSTS, findEditorHost, type EditorHostFiles } from '../../../scripts/installEditorHosts.mjs';
import { findChromium, openBrowser } from './browser';
import { CleanUp } from './cleanUp';
import { EditorWindow } from './editorWindow';
import { HostChannel } from './hostChannel';
import { OFFLINE, writeSettings } from './quietSettings';

/** The supported editors by their version of code-server, the oldest first. */
export const EDITOR_VERSIONS: readonly string[] = Object.keys(EDITOR_HOSTS);

export interface EditorHostOptions {
  /** Of code-server; see EDITOR_VERSIONS. */
  readonly version: string;
  /** Packaged extensions (.vsix) to install. */
  readonly packages?: readonly string[];
  /** Folders of unpackaged extensions without dependencies. */
  readonly extensionFolders?: readonly string[];
  /** The user's settings, beside those that keep a new window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folders that nobody has trusted then open in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** Further variables of the editor and so of the extensions. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
}

const HELPER = path.join(import.meta.dirname, 'helperExtension');
/** Of the machine; everything else would be the test runner's. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'USER', 'LOGNAME', 'SHELL'];

/** Why the tests of this editor cannot run on this machine, or undefined. */
export async function missingForEditor(version: string): Promise<string | undefined> {
  const host = await findEditorHost(version);
  return typeof host === 'string' ? host : findChromium().missing;
}

/** A real editor with its own settings and extensions, in a real browser. Everything of it ends with it. */
export class EditorHost implements AsyncDisposable {
  private constructor(
    private readonly resources: CleanUp,
    readonly files: EditorHostFiles,
    readonly server: EditorServer,
    private readonly browser: Browser,
    private readonly channel: HostChannel,
    private readonly folders: EditorFolders,
    private readonly size: { readonly width: number; readonly height: number },
  ) {}

  /** Throws when the editor or the browser is not installed or does not start. */
  static async start(options: EditorHostOptions): Promise<EditorHost> {
    const files = await findEditorHost(options.version);
    if (typeof files === 'string') throw new Error(files);
    await using starting = new CleanUp();
    const place = await realpath(await mkdtemp(path.join(tmpdir(), 'warmpath-editor-')));
    starting.defer(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));
    const folders = { data: path.join(place, 'data'), extensions: path.join(place, 'extensions') };
    const channel = starting.use(await HostChannel.open());
    const environment = { ...(await ownEnvironment(place)), ...options.environment };
    await prepare(folders, options);
    for (const packageFile of options.packages ?? []) {
      await installExtension(files, folders, environment, path.resolve(packageFile));
    }
    const serverOptions = { files, folders, workspaceTrust: options.workspaceTrust ?? false, smokeTestDriver: false };
    const [server, browser] = await Promise.all([
      EditorServer.start({ ...serverOptions, environment: { ...environment, ...channel.environment } }).then(
        (started) => starting.use(started),
      ),
      openBrowser().then((opened) => {
        starting.defer(() => opened.close());
        return opened;
      }),
    ]);
    // Also when the tests are interrupted; by now the server ends before its files are removed.
    const removeAtOnce = (): void => rmSync(place, { recursive: true, force: true });
    process.once('exit', removeAtOnce);
    starting.defer(() => process.off('exit', removeAtOnce));
    const size = options.size ?? { width: 1600, height: 1000 };
    return new EditorHost(starting.move(), files, server, browser, channel, folders, size);
  }

  /** Where the extensions of this editor are installed. */
  get extensionsFolder(): string {
    return this.folders.extensions;
  }

  /** Opens a window on a folder, or an empty one; ready when its extension host answers. */
  async open(folder?: string): Promise<EditorWindow> {
    const page = await this.browser.newPage({ viewport: this.size });
    return await EditorWindow.open(page, this.channel, this.server, folder, path.join(this.folders.data, 'data'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources[Symbol.asyncDispose]();
  }
}

/** Variables of a user whose home is new. */
async function ownEnvironment(place: string): Promise<Record<string, string>> {
  const home = path.join(place, 'home');
  const temporary = path.join(place, 'tmp');
  await Promise.all([mkdir(home), mkdir(temporary)]);
  const inherited = INHERITED.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(inherited), HOME: home, TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...OFFLINE };
}

/** Extensions that are there before the editor first looks need no installation. */
async function prepare({ data, extensions }: EditorFolders, options: EditorHostOptions): Promise<void> {
  for (const folder of [HELPER, ...(options.extensionFolders ?? [])]) {
    await cp(folder, path.join(extensions, path.basename(folder)), { recursive: true });
  }
  await writeSettings(data, {
    ...(options.workspaceTrust === true
      ? { 'security.workspace.trust.startupPrompt': 'never' }
      : { 'security.workspace.trust.enabled': false }),
    ...options.settings,
  });
}
