import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  WorkDoneProgress,
  WorkspaceDiagnosticRequest,
  type LanguageClient,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  type WorkspaceDiagnosticReportPartialResult,
} from 'vscode-languageclient/node';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Settings } from '../settings';
import { WorkspaceFindings } from './workspaceFindings';

/** A checkout changes many files at once. */
const QUIET_MS = 500;

type WorkDone = WorkDoneProgressBegin | WorkDoneProgressEnd | WorkDoneProgressReport;
type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Looks at every file of the workspace when that is asked for, and follows the files from then on. */
export class WorkspaceLint implements vscode.Disposable {
  private readonly findings = new WorkspaceFindings();
  private readonly subscriptions: Disposable[] = [this.findings];
  private follower: vscode.FileSystemWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: LanguageClient,
    private readonly settings: Settings,
  ) {}

  /** Throws what the server answers with when it cannot do it; a cancelled run keeps what it has found. */
  async run(progress: Progress, token: vscode.CancellationToken): Promise<void> {
    await this.ask(progress, token);
    if (!token.isCancellationRequested) this.follow();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async ask(progress: Progress, token: vscode.CancellationToken): Promise<void> {
    const [workDoneToken, partialResultToken] = [randomUUID(), randomUUID()];
    let taken = Promise.resolve();
    const take = (report: WorkspaceDiagnosticReportPartialResult): void => {
      taken = taken.then(() => this.take(report));
    };
    const subscription = vscode.Disposable.from(
      this.client.onProgress(WorkDoneProgress.type, workDoneToken, progressTeller(progress)),
      this.client.onProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, take),
    );
    try {
      const { code2ProtocolConverter: converter } = this.client;
      const previousResultIds = this.findings.resultIds.map(({ uri, resultId }) => ({
        uri: converter.asUri(uri),
        value: resultId,
      }));
      const parameters = { previousResultIds, workDoneToken, partialResultToken };
      take(await this.client.sendRequest(WorkspaceDiagnosticRequest.type, parameters, token));
      await taken;
    } catch (thrown) {
      if (!token.isCancellationRequested) throw thrown;
    } finally {
      subscription.dispose();
    }
  }

  private async take({ items }: WorkspaceDiagnosticReportPartialResult): Promise<void> {
    const { protocol2CodeConverter: converter } = this.client;
    for (const report of items) {
      const uri = converter.asUri(report.uri);
      if (report.kind === 'unchanged') continue;
      const diagnostics = this.settings.analysisEnabled(uri) ? await converter.asDiagnostics(report.items) : [];
      this.findings.set(uri, diagnostics, report.resultId);
    }
  }

  /** What is shown stays true: a change in one file may be a finding in another. */
  private follow(): void {
    if (this.follower !== undefined) return;
    this.follower = vscode.workspace.createFileSystemWatcher('**/*.{py,js,mjs,cjs,jsx,ts,mts,cts,tsx}');
    const again = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.askAgain(), QUIET_MS);
    };
    this.subscriptions.push(
      this.follower,
      this.follower.onDidChange(again),
      this.follower.onDidCreate(again),
      this.follower.onDidDelete((uri) => {
        this.findings.delete(uri);
        again();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('warmpath.analysis')) again();
      }),
    );
  }

  private async askAgain(): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    try {
      await this.ask({ report: () => undefined }, source.token);
    } catch (thrown) {
      this.client.error('The workspace could not be linted again', thrown);
    } finally {
      source.dispose();
    }
  }
}

/** The editor wants to know how much is new, the protocol tells how much there is. */
function progressTeller(progress: Progress): (value: WorkDone) => void {
  let done = 0;
  return (value) => {
    const percentage = value.kind === 'end' ? 100 : (value.percentage ?? done);
    const { message } = value;
    progress.report({ increment: percentage - done, ...(message === undefined ? {} : { message }) });
    done = percentage;
  };
}
