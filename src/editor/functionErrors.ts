import * as vscode from 'vscode';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import type { ProjectFunction, SourceLocation } from '../project/projectFunction';
import type { FunctionHost } from './functionHost';
import { readErrorPayload, type FunctionErrorPayload } from './output/errorPayload';
import { errorPlace, importLine } from './output/errorPlace';

/** Name of the diagnostics' source, as users see it. */
const SOURCE = 'Warmpath';

/**
 * Shows errors of functions where they happened, until the function succeeds, its source is changed, or the window is
 * closed.
 */
export class FunctionErrors implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('warmpath.functionErrors');
  /** Name of the function -> where its last error is shown. */
  private readonly shown = new Map<string, vscode.Uri>();
  /** Invocations that ended in an error of the function and are not over. */
  private readonly failed = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(host: FunctionHost) {
    this.subscriptions = [
      host.onEvent((event) => this.record(event)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.clearFile(document.uri);
      }),
    ];
  }

  /** Shows the error that a function answered with, at the place of it that is the user's. */
  async report(found: ProjectFunction, payload: string): Promise<void> {
    const error = readErrorPayload(payload);
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const place = error === undefined ? undefined : errorPlace(error, found, folders);
    if (error === undefined || place === undefined) return;
    const document = await openDocument(place.file);
    if (document === undefined) return;
    this.clear(found.configuration.name);
    const diagnostic = diagnosticAt(document, place, error);
    const others = this.collection.get(document.uri) ?? [];
    this.collection.set(document.uri, [...others, diagnostic]);
    this.shown.set(found.configuration.name, document.uri);
  }

  /** Removes the error of a function, or of all when none is named. */
  clear(functionName?: string): void {
    const cleared = functionName === undefined ? [...this.shown.values()] : [this.shown.get(functionName)];
    for (const uri of cleared) if (uri !== undefined) this.clearFile(uri);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private record(event: LifecycleEvent): void {
    if (event.type === 'invocation.functionError') this.failed.add(event.record.requestId);
    if (event.type !== 'platform.report') return;
    const failed = this.failed.delete(event.record.requestId) || event.record.status !== 'success';
    if (!failed) this.clear(event.functionName);
  }

  private clearFile(uri: vscode.Uri): void {
    if (!this.collection.has(uri)) return;
    this.collection.delete(uri);
    for (const [name, shown] of this.shown) if (shown.toString() === uri.toString()) this.shown.delete(name);
  }
}

function diagnosticAt(
  document: vscode.TextDocument,
  place: SourceLocation,
  { errorType, errorMessage, missingModule }: FunctionErrorPayload,
): vscode.Diagnostic {
  const importing = missingModule === undefined ? undefined : importLine(document.getText(), missingModule);
  const line = document.lineAt(Math.min((importing ?? place.line) - 1, document.lineCount - 1));
  const column = importing === undefined && place.column > 1 ? place.column - 1 : line.firstNonWhitespaceCharacterIndex;
  const range = new vscode.Range(
    line.lineNumber,
    Math.min(column, line.range.end.character),
    line.lineNumber,
    line.range.end.character,
  );
  const diagnostic = new vscode.Diagnostic(range, errorMessage, vscode.DiagnosticSeverity.Error);
  diagnostic.source = SOURCE;
  diagnostic.code = errorType;
  return diagnostic;
}

/** Undefined when the file is gone, or was never on this machine. */
async function openDocument(file: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  } catch {
    return undefined;
  }
}
