import * as vscode from 'vscode';

/** Of a file that nobody looks at. */
interface FileFindings {
  readonly uri: vscode.Uri;
  readonly resultId: string | undefined;
  readonly diagnostics: readonly vscode.Diagnostic[];
}

/** What was found in the files of the workspace: those in a tab show their findings themselves, the others do it here. */
export class WorkspaceFindings implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('warmpath.workspace');
  private readonly known = new Map<string, FileFindings>();
  private readonly subscription = vscode.window.tabGroups.onDidChangeTabs(() => this.show());

  /** Of each file that has been looked at, to be asked only for what is new. */
  get resultIds(): readonly { readonly uri: vscode.Uri; readonly resultId: string }[] {
    return [...this.known.values()].flatMap(({ uri, resultId }) => (resultId === undefined ? [] : [{ uri, resultId }]));
  }

  set(uri: vscode.Uri, diagnostics: readonly vscode.Diagnostic[], resultId: string | undefined): void {
    this.known.set(uri.toString(), { uri, resultId, diagnostics });
    this.showFile(uri, filesInTabs());
  }

  delete(uri: vscode.Uri): void {
    this.known.delete(uri.toString());
    this.collection.delete(uri);
  }

  dispose(): void {
    this.subscription.dispose();
    this.collection.dispose();
  }

  private show(): void {
    const inTabs = filesInTabs();
    for (const { uri } of this.known.values()) this.showFile(uri, inTabs);
  }

  private showFile(uri: vscode.Uri, inTabs: ReadonlySet<string>): void {
    const key = uri.toString();
    this.collection.set(uri, inTabs.has(key) ? [] : this.known.get(key)?.diagnostics);
  }
}

function filesInTabs(): Set<string> {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return new Set(
    inputs.flatMap((input) => {
      if (input instanceof vscode.TabInputText) return [input.uri.toString()];
      return input instanceof vscode.TabInputTextDiff ? [input.modified.toString()] : [];
    }),
  );
}
