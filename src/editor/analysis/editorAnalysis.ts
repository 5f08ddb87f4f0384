import * as vscode from 'vscode';
import type { Observation } from '../../analysis/observation';
import { UserError } from '../../lambda/errors';
import type { Disposable } from '../../lambda/lifecycleEvents';
import { FIX_ALL_KIND } from '../../languageServer/protocol';
import type { Settings } from '../settings';
import { isAnalysed } from './analysedDocuments';
import type { AnalysisServer } from './analysisServer';
import { AnalysisStatus } from './analysisStatus';

/** What there is while the language server is wanted. */
interface Running {
  readonly server: AnalysisServer;
  readonly status: AnalysisStatus;
}

/** The linter in the editor. Its server is started with the first document that it reads, and lives as long as the window. */
export class EditorAnalysis implements vscode.Disposable {
  private readonly subscriptions: Disposable[];
  private running: Promise<Running> | undefined;
  private observations: readonly Observation[] = [];
  private log: vscode.LogOutputChannel | undefined;
  private isDisposed = false;

  constructor(
    private readonly settings: Settings,
    private readonly extensionFolder: string,
  ) {
    // What is open when the extension is activated waits until that is over.
    const timer = setTimeout(() => this.meetAll());
    this.subscriptions = [
      { dispose: () => clearTimeout(timer) },
      vscode.workspace.onDidOpenTextDocument((document) => this.meet(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.meetAll()),
      settings.onChange(['analysis.enabled', 'analysis.run'], () => void this.applySettings()),
    ];
  }

  /** Starts the language server anew, or for the first time. Throws a UserError when the analysis is off. */
  async restart(): Promise<void> {
    const wasRunning = this.running !== undefined;
    const { server } = await this.wanted();
    if (wasRunning) await server.restart();
  }

  /** Says what runs have shown, in place of what was said before. */
  setObservations(observations: readonly Observation[]): void {
    this.observations = observations;
    void this.running?.then(({ server }) => server.setObservations(observations));
  }

  showLog(): void {
    this.channel.show();
  }

  /** Looks at every file of the workspace; what is found is in the Problems view. Throws a UserError without a server. */
  async lintWorkspace(): Promise<void> {
    const { server } = await this.wanted();
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const title = vscode.l10n.t('Linting the workspace');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    await vscode.window.withProgress(options, (progress, token) => server.lintWorkspace(progress, token));
  }

  /** Looks at every file of the workspace and shows nothing of it. Throws a UserError without a server. */
  async lintQuietly(token: vscode.CancellationToken): Promise<void> {
    const { server } = await this.wanted();
    await server.lintWorkspace({ report: () => undefined }, token);
  }

  /** Makes every safe fix in the file in front. */
  async fixAll(): Promise<void> {
    await vscode.commands.executeCommand('editor.action.sourceAction', { kind: FIX_ALL_KIND, apply: 'first' });
  }

  dispose(): void {
    this.isDisposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    void this.end();
    this.log?.dispose();
  }

  private get channel(): vscode.LogOutputChannel {
    this.log ??= vscode.window.createOutputChannel('Warmpath Analysis', { log: true });
    return this.log;
  }

  private get isEnabled(): boolean {
    return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => this.settings.analysisEnabled(uri));
  }

  private meetAll(): void {
    for (const document of vscode.workspace.textDocuments) this.meet(document);
  }

  private meet(document: vscode.TextDocument): void {
    if (isAnalysed(document) && this.settings.analysisEnabled(document.uri)) this.running ??= this.start();
  }

  private async wanted(): Promise<Running> {
    if (!this.isEnabled) {
      throw new UserError(vscode.l10n.t('The analysis is off; set warmpath.analysis.enabled to true to use it.'));
    }
    this.running ??= this.start();
    return await this.running;
  }

  private async start(): Promise<Running> {
    const { AnalysisServer } = await import('./analysisServer');
    const status = new AnalysisStatus();
    const server = new AnalysisServer({
      ...{ settings: this.settings, extensionFolder: this.extensionFolder, channel: this.channel },
      onState: (state) => (status.state = state),
      onGivenUp: () => void this.offerRestart(),
    });
    // The window may have been closed in the meantime.
    if (!this.isDisposed) server.start();
    server.setObservations(this.observations);
    return { server, status };
  }

  private async end(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    const { server, status } = (await running) ?? {};
    server?.dispose();
    status?.dispose();
  }

  private async applySettings(): Promise<void> {
    if (!this.isEnabled) {
      await this.end();
    } else if (this.running === undefined) {
      this.meetAll();
    } else {
      const { server } = await this.running;
      await server.refresh();
    }
  }

  private async offerRestart(): Promise<void> {
    const restart = vscode.l10n.t('Restart');
    const showLog = vscode.l10n.t('Show Log');
    const message = vscode.l10n.t('The analysis ended several times and was not started again.');
    const chosen = await vscode.window.showErrorMessage(message, restart, showLog);
    if (chosen === restart) await this.restart();
    if (chosen === showLog) this.showLog();
  }
}
