import type { Connection, InitializeParams, TextDocuments } from 'vscode-languageserver/node';
import {
  CodeLensRefreshRequest,
  DiagnosticRefreshRequest,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toError } from '../lambda/errors';
import { SyntaxParser } from '../syntax/syntaxParser';
import { clientFeatures } from './clientFeatures';
import type { ClientFeatures } from './clientFeatures';
import { ClientSettings } from './clientSettings';
import { CodeActions } from './codeActions';
import { DocumentUris, pathOfUri } from './documentUris';
import { FileDiagnostics } from './fileDiagnostics';
import { initializationOptions, STATUS_METHOD } from './protocol';
import type { InitializationOptions } from './protocol';
import { PulledDiagnostics } from './pulledDiagnostics';
import { PushedDiagnostics } from './pushedDiagnostics';
import { beginReading } from './readingReporter';
import { RulePages } from './rulePages';
import { StatusReporter } from './statusReporter';
import { Workspace } from './workspace';

export interface SessionOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  /** The folder of the built program. */
  readonly programFolder: string;
  readonly onError: (what: string, error: Error) => void;
}

/** What there is between `initialize` and `shutdown`. */
export class Session {
  readonly client: ClientFeatures;
  readonly given: InitializationOptions;
  readonly workspace: Workspace;
  readonly pulled: PulledDiagnostics;
  readonly actions: CodeActions;
  private readonly uris = new DocumentUris();
  private readonly settings: ClientSettings;
  private readonly pushed: PushedDiagnostics;
  private readonly status: StatusReporter | undefined;
  private isBegun = false;
  private hasBegun: () => void = () => undefined;
  private readonly beginning = new Promise<void>((resolve) => {
    this.hasBegun = resolve;
  });

  constructor(
    private readonly parameters: InitializeParams,
    private readonly options: SessionOptions,
  ) {
    const { connection, documents, onError, programFolder } = options;
    const client = clientFeatures(parameters.capabilities);
    const uriOf = (file: string): string => this.uris.of(file);
    this.client = client;
    this.given = initializationOptions(parameters.initializationOptions);
    this.settings = new ClientSettings({ connection, client, initial: this.given.settings, uriOf });
    this.workspace = new Workspace({
      syntax: new SyntaxParser(),
      beginReading: (folder, cancel) => beginReading(connection, folder, { isShown: client.showsProgress, cancel }),
      onError,
      onChange: (cause) => this.tell(cause),
    });
    if (this.given.status === true) {
      this.status = new StatusReporter(this.workspace, (status) => {
        void connection.sendNotification(STATUS_METHOD, status);
      });
    }
    const pages = new RulePages(programFolder);
    const diagnostics = new FileDiagnostics(this.workspace, { client, uriOf, pageOf: (code) => pages.uri(code) });
    const document = (uri: string): TextDocument | undefined => documents.get(uri);
    this.actions = new CodeActions({ workspace: this.workspace, diagnostics, document, client });
    this.pulled = new PulledDiagnostics({
      ...{ workspace: this.workspace, diagnostics, uris: this.uris },
      versionOf: (uri) => document(uri)?.version ?? null,
      takesRelatedDocuments: client.takesRelatedDocuments,
    });
    this.pushed = new PushedDiagnostics({
      files: () => [...this.openFiles(), ...this.workspace.files],
      diagnostics: (file) => diagnostics.of(file).diagnostics,
      publish: (file, now) => {
        const { version } = document(uriOf(file)) ?? {};
        void connection.sendDiagnostics({
          uri: uriOf(file),
          diagnostics: [...now],
          ...(version === undefined ? {} : { version }),
        });
      },
    });
  }

  /** After `initialized`: asks for settings, then reads the folders. */
  async begin(): Promise<void> {
    const { connection, onError } = this.options;
    try {
      await this.settings.follow();
      await this.settings.ask(this.folders());
      await this.workspace.setSettings(this.settings.of);
      if (this.client.watchesFiles) {
        // All files, because templates name files of any kind, and only so a folder that is moved is told.
        const watchers = [{ globPattern: '**/*' }];
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
    } catch (thrown) {
      onError('The client did not answer as it said it would', toError(thrown));
    }
    for (const folder of this.folders()) this.workspace.addFolder(folder);
    this.isBegun = true;
    this.status?.update();
    this.hasBegun();
  }

  /** Settles when everything that the client said by now is taken in. */
  async settled(): Promise<void> {
    await this.beginning;
    await this.workspace.settled();
  }

  /** A document was opened or edited. */
  take(document: TextDocument): void {
    const file = this.uris.open(document.uri);
    if (file !== undefined) this.workspace.setText(file, document.getText());
  }

  close(uri: string): void {
    const file = pathOfUri(uri);
    if (file === undefined) return;
    this.workspace.setText(file, undefined);
    this.uris.close(file);
  }

  filesChanged(uris: readonly string[]): void {
    this.workspace.placesChanged(uris.flatMap((uri) => pathOfUri(uri) ?? []));
  }

  async foldersChanged(added: readonly string[], removed: readonly string[]): Promise<void> {
    for (const uri of removed) {
      const folder = pathOfUri(uri);
      if (folder !== undefined) this.workspace.removeFolder(folder);
    }
    const folders = added.flatMap((uri) => pathOfUri(uri) ?? []);
    await this.settings.ask([...this.workspace.roots, ...folders]);
    for (const folder of folders) this.workspace.addFolder(folder);
  }

  async settingsChanged(sent: unknown): Promise<void> {
    this.settings.take(sent);
    await this.settings.ask(this.workspace.roots);
    await this.workspace.setSettings(this.settings.of);
  }

  dispose(): void {
    this.workspace.dispose();
  }

  private folders(): string[] {
    return (this.parameters.workspaceFolders ?? []).flatMap(({ uri }) => pathOfUri(uri) ?? []);
  }

  private openFiles(): string[] {
    return this.options.documents.all().flatMap(({ uri }) => pathOfUri(uri) ?? []);
  }

  /** Says that findings may be others than before. */
  private tell(cause: 'other' | 'texts'): void {
    const { connection, onError } = this.options;
    const failed = (thrown: unknown): void => onError('Findings could not be told', toError(thrown));
    if (!this.client.pullsDiagnostics) this.pushed.refresh().catch(failed);
    // A client asks again by itself for what it edits.
    else if (cause === 'other' && this.client.refreshesDiagnostics) {
      connection.sendRequest(DiagnosticRefreshRequest.type).catch(failed);
    }
    if (cause === 'other' && this.given.codeLens === true && this.client.refreshesCodeLenses) {
      connection.sendRequest(CodeLensRefreshRequest.type).catch(failed);
    }
    if (this.isBegun) this.status?.update();
  }
}
