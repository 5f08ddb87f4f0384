import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock, Logger } from '../../lambda/ports';
import { timelinePage } from '../../timeline/view/page';
import type { ViewCommand } from '../../timeline/viewMessages';
import { TIMELINE_PANEL, type ViewId } from '../identifiers';
import { PageLoad } from './pageLoad';
import { TimelineConnection, type ViewRequests } from './timelineConnection';
import type { TimelineHistory } from './timelineHistory';
import type { TimelineSource } from './timelineSource';

const VIEW: ViewId = 'warmpath.timeline';

export interface TimelinesParts {
  readonly extensionUri: vscode.Uri;
  readonly history: TimelineHistory;
  readonly requests: ViewRequests;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly showError: (error: Error) => void;
}

/** What to show of a timeline. */
export interface RevealedPlace {
  readonly environmentId?: string;
  readonly requestId?: string;
}

/** A place where a timeline is shown. */
interface Surface {
  readonly connection: TimelineConnection;
  readonly source: TimelineSource;
  readonly visible: () => boolean;
  /** The user works in it. */
  readonly active: () => boolean;
}

/** Every timeline that is shown now: the view, the editor beside it, and those of files. */
export class Timelines implements vscode.Disposable {
  private readonly surfaces = new Set<Surface>();
  private view: Surface | undefined;
  private panel: (Surface & { readonly webview: vscode.WebviewPanel }) | undefined;
  /** What the view is to be told as soon as it is there. */
  private readonly waiting: ((connection: TimelineConnection) => void)[] = [];

  constructor(private readonly parts: TimelinesParts) {}

  /** The timeline that commands are about. */
  get current(): TimelineSource {
    return this.activeSurface?.source ?? this.parts.history;
  }

  resolveView(view: vscode.WebviewView): void {
    const { history } = this.parts;
    const connection = this.connect(view.webview, history);
    const surface: Surface = { connection, source: history, visible: () => view.visible, active: () => false };
    this.add(surface, view.onDidDispose.bind(view));
    this.view = surface;
    view.onDidDispose(() => {
      if (this.view === surface) this.view = undefined;
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) connection.hidden();
    });
    for (const tell of this.waiting.splice(0)) tell(connection);
  }

  /** Shows the history of the window in an editor. */
  openPanel(): void {
    if (this.panel !== undefined) {
      this.panel.webview.reveal();
      return;
    }
    const title = vscode.l10n.t('Timeline');
    this.resolvePanel(vscode.window.createWebviewPanel(TIMELINE_PANEL, title, vscode.ViewColumn.Active));
  }

  /** Fills an editor that was opened now, or before the window was reloaded. */
  resolvePanel(panel: vscode.WebviewPanel): void {
    const picture = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(this.parts.extensionUri, 'media', `timeline-${theme}.svg`);
    panel.iconPath = { light: picture('light'), dark: picture('dark') };
    const surface = { ...this.inPanel(panel, this.parts.history), webview: panel };
    this.panel = surface;
    panel.onDidDispose(() => {
      if (this.panel === surface) this.panel = undefined;
    });
  }

  /** Fills the editor of a file. */
  resolveFile(panel: vscode.WebviewPanel, source: TimelineSource): void {
    this.inPanel(panel, source);
  }

  /** Does something in the timeline that the user works in, or in the view. */
  async command(command: ViewCommand): Promise<void> {
    await this.tell((connection) => connection.command(command));
  }

  /** Shows something in a timeline of the window that is to be seen, or in the view. */
  async reveal(place: RevealedPlace): Promise<void> {
    const visible = this.panel?.visible() === true ? this.panel : undefined;
    if (visible === undefined) await this.tellView((connection) => connection.reveal(place));
    else visible.connection.reveal(place);
  }

  dispose(): void {
    for (const { connection } of this.surfaces) connection.dispose();
    this.surfaces.clear();
  }

  private get activeSurface(): Surface | undefined {
    return [...this.surfaces].find(({ active }) => active());
  }

  private async tell(say: (connection: TimelineConnection) => void): Promise<void> {
    const { activeSurface } = this;
    if (activeSurface === undefined) await this.tellView(say);
    else say(activeSurface.connection);
  }

  private async tellView(say: (connection: TimelineConnection) => void): Promise<void> {
    if (this.view?.visible() !== true) await vscode.commands.executeCommand(`${VIEW}.focus`);
    if (this.view === undefined) this.waiting.push(say);
    else say(this.view.connection);
  }

  private inPanel(panel: vscode.WebviewPanel, source: TimelineSource): Surface {
    const connection = this.connect(panel.webview, source);
    const surface: Surface = {
      connection,
      source,
      visible: () => panel.visible,
      active: () => panel.active,
    };
    this.add(surface, panel.onDidDispose.bind(panel));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) connection.hidden();
    });
    return surface;
  }

  private add(surface: Surface, onDidDispose: (listener: () => void) => void): void {
    this.surfaces.add(surface);
    onDidDispose(() => {
      this.surfaces.delete(surface);
      surface.connection.dispose();
    });
  }

  /** The connection listens before the page can speak. */
  private connect(webview: vscode.Webview, source: TimelineSource): TimelineConnection {
    const { extensionUri, requests, clock, logger, showError } = this.parts;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
    const connection = new TimelineConnection({ webview, source, requests, clock, logger, showError });
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    const load = (): void => {
      webview.html = timelinePage({
        scriptUri: address('timeline.js'),
        styleUri: address('timeline.css'),
        cspSource: webview.cspSource,
        nonce: randomBytes(16).toString('base64url'),
        language: vscode.env.language,
      });
    };
    connection.own(new PageLoad(clock, load, (listener) => webview.onDidReceiveMessage(listener)));
    return connection;
  }
}
