import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { timelinePage } from '../../../src/timeline/view/page';
import type { HostMessage, ViewMessage } from '../../../src/timeline/viewMessages';
import { editorColours } from './editorColours';
import type { EditorTheme } from './editorColours';

const ORIGIN = 'http://timeline.test';
const BUILT = path.resolve('dist/webview');
/** Pictures of failed and interesting moments; not committed. */
const ARTEFACTS = path.resolve('test-artefacts/webview');

/** The middle of the bar with phases, from the top of its lane. */
const BAR_PX = 12;

interface WindowOptions {
  readonly theme?: EditorTheme;
  readonly width?: number;
  readonly height?: number;
  /** What the editor kept of an earlier page. */
  readonly state?: unknown;
  /** Further classes of the body, e.g. `vscode-using-screen-reader`. */
  readonly classes?: readonly string[];
  readonly reducedMotion?: boolean;
  readonly deviceScaleFactor?: number;
}

/**
 * The timeline's page as the editor shows it: the host's HTML with its policy, the editor's colours, and a stand-in for
 * `acquireVsCodeApi` that keeps what the page says.
 */
export class TimelineWindow implements AsyncDisposable {
  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    /** What the page should not have done: refused by its policy, or thrown. */
    readonly complaints: readonly string[],
  ) {}

  static async open(browser: Browser, options: WindowOptions = {}): Promise<TimelineWindow> {
    const { theme = 'dark', width = 900, height = 560, classes = [], reducedMotion = false } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: options.deviceScaleFactor ?? 1,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route(`${ORIGIN}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') await route.fulfill({ contentType: 'text/html', body: html() });
      else if (name === 'favicon.ico') await route.fulfill({ status: 204 });
      else await route.fulfill({ contentType: contentType(name), body: await readFile(path.join(BUILT, name)) });
    });
    await page.addInitScript({ content: standIn(options.state, editorColours(theme), classes) });
    await page.goto(`${ORIGIN}/`);
    const window = new TimelineWindow(context, page, complaints);
    await window.said('ready');
    return window;
  }

  /** Says something to the page as its host does. */
  async say(message: HostMessage): Promise<void> {
    await this.sayAnything(message);
  }

  /** Says what no host would say. */
  async sayAnything(message: unknown): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** Everything that the page has told its host, in order. */
  async messages(): Promise<ViewMessage[]> {
    return await this.page.evaluate<ViewMessage[]>('window.saidToHost');
  }

  /** The first message of this type; waits for it. */
  async said<Type extends ViewMessage['type']>(type: Type): Promise<Extract<ViewMessage, { type: Type }>> {
    return await this.page.evaluate<Extract<ViewMessage, { type: Type }>>(`new Promise((resolve) => {
      const look = () => {
        const found = window.saidToHost.find(({ type }) => type === ${JSON.stringify(type)});
        if (found === undefined) requestAnimationFrame(look);
        else resolve(found);
      };
      look();
    })`);
  }

  /** What the page asked the editor to keep. */
  async state(): Promise<unknown> {
    return await this.page.evaluate('window.keptByHost');
  }

  /** Gives the page other colours, as the editor does when its theme changes. */
  async useTheme(theme: EditorTheme): Promise<void> {
    await this.page.evaluate(`window.useColours(${JSON.stringify(editorColours(theme))})`);
  }

  /** The surface with the environments. */
  get lanes(): Locator {
    return this.page.getByRole('listbox', { name: 'Timeline' });
  }

  /** What is drawn, in words. */
  async description(): Promise<string> {
    return (await this.page.locator('#timeline-description').textContent()) ?? '';
  }

  /** What was said to those who cannot see the change. */
  async announcement(): Promise<string> {
    return (await this.page.getByRole('status').textContent()) ?? '';
  }

  /** The details pane, as people read it. */
  get details(): Locator {
    return this.page.getByRole('region', { name: 'Details' });
  }

  /** What the keyboard is at, as a screen reader says it. */
  async active(): Promise<string> {
    const id = await this.lanes.getAttribute('aria-activedescendant');
    return id === null ? '' : ((await this.page.locator(`#${id}`).textContent()) ?? '');
  }

  /**
   * Where a share (0 to 1) of the drawn width is in the lane of an environment, on the bar with its phases; in pixels
   * of the page.
   */
  async place(environmentId: string, share: number): Promise<{ x: number; y: number }> {
    const surface = await this.lanes.boundingBox();
    const label = await this.page.locator('.label.environment', { hasText: environmentId }).boundingBox();
    if (surface === null || label === null) throw new Error(`No lane of ${environmentId} is shown.`);
    return { x: surface.x + share * surface.width, y: label.y + BAR_PX };
  }

  /** Keeps a picture of the page; returns its file. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(ARTEFACTS, `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}

function html(): string {
  return timelinePage({
    scriptUri: `${ORIGIN}/timeline.js`,
    styleUri: `${ORIGIN}/timeline.css`,
    cspSource: ORIGIN,
    nonce: 'bm9uY2U',
  });
}

function contentType(name: string): string {
  return name.endsWith('.css') ? 'text/css' : 'text/javascript';
}

/** What the editor puts into the page before any of its scripts runs. */
function standIn(state: unknown, colours: ReturnType<typeof editorColours>, classes: readonly string[]): string {
  return `
    window.saidToHost = [];
    window.keptByHost = ${JSON.stringify(state) as string | undefined};
    window.acquireVsCodeApi = () => {
      window.acquireVsCodeApi = () => { throw new Error('An instance of the editor API has already been acquired'); };
      return {
        postMessage: (message) => { window.saidToHost.push(structuredClone(message)); },
        getState: () => window.keptByHost,
        setState: (state) => { window.keptByHost = structuredClone(state); },
      };
    };
    window.useColours = ({ bodyClass, variables }) => {
      const style = document.documentElement.style;
      for (const name of [...style]) style.removeProperty(name);
      for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
      // The page lies on the editor's own background.
      style.setProperty('background-color', variables['--vscode-sideBar-background']);
      document.body.className = [bodyClass, ...${JSON.stringify(classes)}].join(' ');
    };
    const whenBody = new MutationObserver(() => {
      if (document.body === null) return;
      whenBody.disconnect();
      window.useColours(${JSON.stringify(colours)});
    });
    whenBody.observe(document, { childList: true, subtree: true });
  `;
}
