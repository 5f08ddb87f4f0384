import type { LogOutputChannel } from 'vscode';
import {
  CloseAction,
  type ClientCapabilities,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type ServerCapabilities,
  type StaticFeature,
} from 'vscode-languageclient/node';
import type { ServerProcess } from './serverProcess';

/** The server is started again by its owner, as a new process with a new client. */
const STAYS_CLOSED = {
  error: () => ({ action: ErrorAction.Continue, handled: true }),
  closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
};

/** What of the protocol is done in another way here. */
const OWN_WAYS: StaticFeature = {
  fillClientCapabilities: (capabilities: ClientCapabilities) => {
    // The status of the document says it; a notification on every start is too much.
    if (capabilities.window !== undefined) capabilities.window.workDoneProgress = false;
  },
  preInitialize: ({ diagnosticProvider }: ServerCapabilities) => {
    // The editor would ask for the findings of the whole workspace every two seconds; here the user asks.
    if (diagnosticProvider !== undefined) diagnosticProvider.workspaceDiagnostics = false;
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** Speaks with one process of the language server. What goes wrong is in its log; its owner tells the user. */
export class AnalysisClient extends LanguageClient {
  constructor(
    server: ServerProcess,
    private readonly channel: LogOutputChannel,
    options: LanguageClientOptions,
  ) {
    const transport = { reader: new IPCMessageReader(server.child), writer: new IPCMessageWriter(server.child) };
    super('warmpath.analysis', 'Warmpath Analysis', () => Promise.resolve(transport), {
      ...options,
      outputChannel: channel,
      errorHandler: STAYS_CLOSED,
      initializationFailedHandler: () => false,
    });
    this.registerFeature(OWN_WAYS);
  }

  override debug(message: string, data?: unknown): void {
    this.channel.debug(message, ...details(data));
  }

  override info(message: string, data?: unknown): void {
    this.channel.info(message, ...details(data));
  }

  override warn(message: string, data?: unknown): void {
    this.channel.warn(message, ...details(data));
  }

  override error(message: string, data?: unknown): void {
    this.channel.error(message, ...details(data));
  }
}

function details(data: unknown): unknown[] {
  return data === undefined ? [] : [data];
}
