import path from 'node:path';
import * as vscode from 'vscode';
import { DocumentDiagnosticRequest } from 'vscode-languageclient/node';
import type { Observation } from '../../analysis/observation';
import { toError, UserError } from '../../lambda/errors';
import {
  OBSERVATIONS_METHOD,
  STATUS_METHOD,
  type InitializationOptions,
  type Status,
} from '../../languageServer/protocol';
import type { Settings } from '../settings';
import { ANALYSED_DOCUMENTS, isAnalysed } from './analysedDocuments';
import { analysisMiddleware } from './analysisMiddleware';
import type { AnalysisState } from './analysisStatusText';
import { AnalysisClient } from './languageClient';
import { RestartPolicy } from './restartPolicy';
import { ServerProcess } from './serverProcess';
import { WorkspaceLint } from './workspaceLint';

/** What the server needs of the rest of the extension. */
export interface AnalysisServerParts {
  readonly extensionFolder: string;
  readonly settings: Settings;
  readonly channel: vscode.LogOutputChannel;
  readonly onState: (state: AnalysisState) => void;
  /** The server ended too often to be started again. */
  readonly onGivenUp: () => void;
}

/** From the start of a process to its end. */
interface Life {
  readonly process: ServerProcess;
  readonly client: AnalysisClient;
  readonly lint: WorkspaceLint;
  readonly started: Promise<boolean>;
}

/** Keeps the language server running: a process that ends by itself is followed by another one. */
export class AnalysisServer implements vscode.Disposable {
  private policy = new RestartPolicy();
  private life: Life | undefined;
  private timer: NodeJS.Timeout | undefined;
  private observations: readonly Observation[] = [];

  constructor(private readonly parts: AnalysisServerParts) {}

  start(): void {
    this.parts.onState({ state: 'starting' });
    this.begin();
  }

  /** Starts a new process, whatever became of the earlier ones. */
  async restart(): Promise<void> {
    await this.stop();
    this.policy = new RestartPolicy();
    this.start();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    const { life } = this;
    this.life = undefined;
    if (life === undefined) return;
    life.lint.dispose();
    const { client, process } = life;
    await client.dispose().catch((thrown: unknown) => client.warn('The client did not end in order', toError(thrown)));
    await process.end();
  }

  dispose(): void {
    clearTimeout(this.timer);
    const { life } = this;
    this.life = undefined;
    life?.lint.dispose();
    // The extension host does not wait.
    life?.process.endAtOnce();
  }

  /** Says what runs have shown, to this server and to those that follow it. */
  setObservations(observations: readonly Observation[]): void {
    this.observations = observations;
    void this.tellObservations(this.life);
  }

  /** Looks at the open documents anew. */
  async refresh(): Promise<void> {
    const { life } = this;
    if (life === undefined || !(await life.started)) return;
    const document = vscode.workspace.textDocuments.find(isAnalysed);
    if (document === undefined) return;
    const provider = life.client.getFeature(DocumentDiagnosticRequest.method)?.getProvider(document);
    provider?.onDidChangeDiagnosticsEmitter.fire();
  }

  /** Throws a UserError when there is no server. */
  async lintWorkspace(...[progress, token]: Parameters<WorkspaceLint['run']>): Promise<void> {
    const { life } = this;
    if (life === undefined || !(await life.started)) {
      throw new UserError(vscode.l10n.t('The analysis is not running; restart it, or look at its log.'));
    }
    await life.lint.run(progress, token);
  }

  private begin(): void {
    const { extensionFolder, settings, channel } = this.parts;
    const program = path.join(extensionFolder, 'dist', 'languageServer.js');
    const process = ServerProcess.start(program, extensionFolder, (text) => channel.info(text));
    const client = new AnalysisClient(process, channel, {
      documentSelector: ANALYSED_DOCUMENTS,
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: analysisMiddleware(settings),
      initializationOptions: { status: true } satisfies InitializationOptions,
    });
    const started = client.start().then(
      () => true,
      (thrown: unknown) => {
        channel.error('The language server could not be started', toError(thrown));
        // Its end counts.
        process.endAtOnce();
        return false;
      },
    );
    const life = { process, client, lint: new WorkspaceLint(client, settings), started };
    this.life = life;
    if (this.observations.length > 0) void this.tellObservations(life);
    client.onNotification(STATUS_METHOD, (status: Status) => {
      if (this.life === life) this.parts.onState(status);
    });
    void process.ended.then((how) => {
      if (this.life === life) this.endedByItself(life, how);
    });
  }

  private async tellObservations(life: Life | undefined): Promise<void> {
    if (life === undefined || !(await life.started) || this.life !== life) return;
    const { observations } = this;
    await life.client
      .sendNotification(OBSERVATIONS_METHOD, { observations })
      .catch((thrown: unknown) => life.client.warn('What runs have shown could not be told', toError(thrown)));
  }

  /** The client notices the end, too, and removes what it shows. */
  private endedByItself(life: Life, how: string): void {
    this.life = undefined;
    life.lint.dispose();
    this.parts.channel.warn(`The language server ended: ${how}`);
    const { policy, pauseMs } = this.policy.after(Date.now());
    this.policy = policy;
    if (pauseMs === undefined) {
      this.parts.onState({ state: 'stopped' });
      this.parts.onGivenUp();
    } else {
      this.parts.onState({ state: 'restarting' });
      this.timer = setTimeout(() => this.begin(), pauseMs);
    }
  }
}
