import * as vscode from 'vscode';
import { DIAGNOSTIC_SOURCE } from '../../languageServer/protocol';

/** Documents that the analysis is about. */
export const ANALYSED_DOCUMENTS = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'].map(
  (language) => ({ scheme: 'file', language }),
);

/** Whether a document is one of them, in a folder of the workspace. */
export function isAnalysed(document: vscode.TextDocument): boolean {
  return (
    vscode.languages.match(ANALYSED_DOCUMENTS, document) > 0 &&
    vscode.workspace.getWorkspaceFolder(document.uri) !== undefined
  );
}

/** What was found in a file. */
export function findingsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === DIAGNOSTIC_SOURCE);
}
