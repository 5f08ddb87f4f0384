import * as vscode from 'vscode';
import { sourceFrames } from './sourceFrames';
import { OUTPUT_LANGUAGE } from './warmpathOutput';

/** The latest; an editor has its limits with decorations, too. */
const MAXIMUM_LINKS = 1_000;

/** Makes the places in tracebacks links to the source. */
export function registerOutputLinks(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(
    { language: OUTPUT_LANGUAGE },
    {
      provideDocumentLinks: (document) =>
        sourceFrames(document.getText())
          .slice(-MAXIMUM_LINKS)
          .map(({ start, end, file, line, column }) => {
            const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
            const target = vscode.Uri.file(file).with({ fragment: `L${String(line)},${String(column)}` });
            return new vscode.DocumentLink(range, target);
          }),
    },
  );
}
