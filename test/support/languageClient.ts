import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeParams,
  InitializeResult,
  ProtocolConnection,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

export interface LanguageClientOptions {
  /** Absolute paths of the workspace's folders. */
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** How the server is started, behind `node`. */
  readonly program?: readonly string[];
  /** Whose end the server watches; this process by default. */
  readonly processId?: number | null;
}

/** A client of the built language server, which runs in a process of its own over stdio. */
export class LanguageClient {
  readonly connection: ProtocolConnection;
  /** By URI: what the server published last. */
  readonly published = new Map<string, readonly Diagnostic[]>();
  readonly logged: string[] = [];
  /** Settles with the exit code, or the signal, when the process has ended. */
  readonly ended: Promise<number | string>;
  stderr = '';
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly waiting = new Set<() => void>();
  private readonly versions = new Map<string, number>();

  constructor(private readonly options: LanguageClientOptions = {}) {
    const program = options.program ?? [path.resolve('dist/languageServer.js'), '--stdio'];
    this.child = spawn(process.execPath, [...program], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    // What is written to a server that has ended is lost, and that is what some tests are about.
    this.child.stdin.on('error', () => undefined);
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.published.set(uri, diagnostics);
      this.wake();
    });
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.logged.push(message);
      this.wake();
    });
    onTestFinished(() => {
      this.connection.dispose();
      this.child.kill('SIGKILL');
    });
  }

  /** A client that has said `initialize` and `initialized`. `prepare` is for handlers that have to be there before. */
  static async start(
    options: LanguageClientOptions = {},
    prepare: (client: LanguageClient) => void = () => undefined,
  ): Promise<LanguageClient> {
    const client = new LanguageClient(options);
    prepare(client);
    await client.initialize();
    return client;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async initialize(): Promise<InitializeResult> {
    const { folders = [], capabilities = {}, initializationOptions, processId = process.pid } = this.options;
    this.connection.listen();
    const parameters: Omit<InitializeParams, 'rootUri'> = {
      processId,
      capabilities,
      workspaceFolders: folders.map((folder) => ({ uri: uriOf(folder), name: path.basename(folder) })),
      initializationOptions,
    };
    const result = await this.connection.sendRequest<InitializeResult>(InitializeRequest.method, parameters);
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(file: string, text: string): Promise<void> {
    const languageId = file.endsWith('.py') ? 'python' : 'typescript';
    this.versions.set(file, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uriOf(file), languageId, version: 1, text },
    });
  }

  /** Replaces the whole text of an open document. */
  async edit(file: string, text: string): Promise<void> {
    const version = (this.versions.get(file) ?? 0) + 1;
    this.versions.set(file, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(file), version },
      contentChanges: [{ text }],
    });
  }

  async close(file: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(file) } });
  }

  /** `line:code` of what is published for a file, once `expected` says that this is it. */
  async shows(file: string, expected: readonly string[]): Promise<readonly Diagnostic[]> {
    for (;;) {
      const diagnostics = this.published.get(uriOf(file)) ?? [];
      if (this.published.has(uriOf(file)) || expected.length === 0) {
        if (JSON.stringify(inShort(diagnostics)) === JSON.stringify(expected)) return diagnostics;
      }
      await this.next(() => `${file} never has ${expected.join(', ')}, but ${inShort(diagnostics).join(', ')}`);
    }
  }

  /** Applies the edits of a code action to a text. */
  static applied(text: string, file: string, { documentChanges, changes }: WorkspaceEdit): string {
    const versioned = (documentChanges ?? []).flatMap((change) => ('edits' in change ? change.edits : []));
    const edits = [...versioned, ...(changes?.[uriOf(file)] ?? [])].filter((edit) => 'newText' in edit);
    return TextDocument.applyEdits(TextDocument.create(uriOf(file), '', 1, text), edits);
  }

  /** Waits until a condition holds; it is looked at whenever the server has said something. */
  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) await this.next(() => `Never: ${what}`);
  }

  /** Looks at what is waited for again. */
  wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /** Ends the server as clients do. */
  async stop(): Promise<number | string> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return this.ended;
  }

  endInput(): void {
    this.child.stdin.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private async next(failure: () => string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.waiting.add(resolve);
      void this.ended.then((end) => reject(new Error(`${failure()}; the server ended with ${end}: ${this.stderr}`)));
    });
  }
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** `line:code`, with lines from 1. */
export function inShort(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ range, code }) => `${range.start.line + 1}:${code ?? ''}`);
}
