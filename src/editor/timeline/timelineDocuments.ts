import * as vscode from 'vscode';
import { OUTPUT_LANGUAGE } from '../output/warmpathOutput';

const SCHEME = 'warmpath-timeline';
/** Documents whose text is kept for when the editor asks for it again. */
const MAXIMUM = 50;

/** Texts of the timeline as documents: the log of an invocation, its event. They cannot be edited. */
export class TimelineDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  readonly onDidChange = this.changes.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? vscode.l10n.t('This text is not kept any more.');
  }

  async showLog(requestId: string, text: string): Promise<void> {
    await this.show(`/${requestId}.log`, text, OUTPUT_LANGUAGE);
  }

  async showEvent(requestId: string, text: string): Promise<void> {
    const { readableBody } = await import('../output/responseBody');
    await this.show(
      `/${requestId}/event.json`,
      readableBody(text, () => ''),
      'json',
    );
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }

  private async show(path: string, text: string, language: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path });
    const before = this.texts.get(path);
    this.texts.delete(path);
    this.texts.set(path, text);
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= MAXIMUM) break;
      this.texts.delete(oldest);
    }
    if (before !== undefined && before !== text) this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
