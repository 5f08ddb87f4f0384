import type { CancellationToken, Connection, InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import {
  CodeActionKind,
  ErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import packageJson from '../../package.json' with { type: 'json' };
import { toError } from '../lambda/errors';
import { clientHover } from './clientHover';
import { codeLenses } from './codeLenses';
import { pathOfUri } from './documentUris';
import { FIX_ALL_KIND, OBSERVATIONS_METHOD, observationsIn } from './protocol';
import { isExpected, unlessCancelled } from './requests';
import { Session } from './session';

/** Serves one client until it says `exit`. `programFolder`: the folder of the built program, beside the rules' pages. */
export class LanguageServer {
  private readonly documents = new TextDocuments(TextDocument);
  private session: Session | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly programFolder: string,
  ) {}

  /** Begins to listen. */
  start(): void {
    const { connection, documents } = this;
    connection.onInitialize((parameters) => this.initialize(parameters));
    connection.onInitialized(() => this.initialized());
    connection.onShutdown(() => this.session?.dispose());
    connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) =>
      this.notified('Settings could not be taken in', (session) => session.settingsChanged(settings)),
    );
    connection.onDidChangeWatchedFiles(({ changes }) => this.session?.filesChanged(changes.map(({ uri }) => uri)));
    connection.onNotification(OBSERVATIONS_METHOD, (given: unknown) =>
      this.session?.workspace.setObservations(observationsIn(given)),
    );
    this.answerDiagnostics();
    this.answerActions();
    documents.onDidChangeContent(({ document }) => this.session?.take(document));
    documents.onDidClose(({ document }) => this.session?.close(document.uri));
    documents.listen(connection);
    connection.listen();
  }

  private initialize(parameters: InitializeParams): InitializeResult {
    const { connection, documents, programFolder } = this;
    const session = new Session(parameters, {
      ...{ connection, documents, programFolder },
      onError: (what, error) => this.log(what, error),
    });
    this.session = session;
    const { client, given } = session;
    return {
      serverInfo: { name: 'Warmpath', version: packageJson.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND],
          resolveProvider: client.resolvesEdits,
        },
        hoverProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pullsDiagnostics
          ? {
              diagnosticProvider: {
                identifier: 'warmpath',
                interFileDependencies: true,
                workspaceDiagnostics: true,
                workDoneProgress: true,
              },
            }
          : {}),
        ...(given.codeLens === true ? { codeLensProvider: {} } : {}),
      },
    };
  }

  private initialized(): void {
    if (this.session?.client.changesFolders === true) {
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        this.notified('Folders could not be taken in', (session) =>
          session.foldersChanged(
            added.map(({ uri }) => uri),
            removed.map(({ uri }) => uri),
          ),
        ),
      );
    }
    this.notified('The session could not begin', (session) => session.begin());
  }

  private answerDiagnostics(): void {
    const { diagnostics } = this.connection.languages;
    diagnostics.on(({ textDocument, previousResultId }, token) =>
      this.answer('textDocument/diagnostic', token, ({ pulled }) =>
        pulled.ofDocument(textDocument.uri, previousResultId),
      ),
    );
    diagnostics.onWorkspace((parameters, token, progress, partial) =>
      this.answer('workspace/diagnostic', token, ({ pulled }) =>
        pulled.ofWorkspace(parameters, token, progress, partial),
      ),
    );
  }

  private answerActions(): void {
    const { connection } = this;
    connection.onCodeAction((parameters, token) =>
      this.answer('textDocument/codeAction', token, ({ actions }) => actions.at(parameters, token)),
    );
    connection.onCodeActionResolve((action, token) =>
      this.answer('codeAction/resolve', token, ({ actions }) => actions.resolve(action)),
    );
    connection.onHover((parameters, token) =>
      this.answer('textDocument/hover', token, ({ client, workspace }) =>
        clientHover(parameters, workspace, client.showsMarkdown),
      ),
    );
    connection.onCodeLens(({ textDocument }, token) =>
      this.answer('textDocument/codeLens', token, ({ workspace }) => {
        const file = pathOfUri(textDocument.uri);
        return file === undefined ? [] : codeLenses(file, workspace);
      }),
    );
  }

  /** Answers a request when everything that came before it is taken in. What goes wrong is logged and answered. */
  private async answer<Result>(
    name: string,
    token: CancellationToken,
    action: (session: Session) => Promise<Result> | Result,
  ): Promise<Result> {
    const { session } = this;
    if (session === undefined) throw new ResponseError(ErrorCodes.ServerNotInitialized, 'Send "initialize" first');
    try {
      await unlessCancelled(session.settled(), token);
      return await action(session);
    } catch (thrown) {
      if (!isExpected(thrown)) this.log(`${name} failed`, toError(thrown));
      throw thrown;
    }
  }

  private notified(failure: string, action: (session: Session) => Promise<void>): void {
    if (this.session === undefined) return;
    action(this.session).catch((thrown: unknown) => this.log(failure, toError(thrown)));
  }

  private log(what: string, error: Error): void {
    this.connection.console.error(`${what}: ${error.stack ?? error.message}`);
  }
}
