import * as vscode from 'vscode';
import { notedLines, type NotedLine, type SeenLine } from '../../evidence/seenLines';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Settings } from '../settings';

/** A quiet note at the end of each line that runs have shown something about, and more when the pointer rests on it. */
export class EvidenceNotes implements vscode.Disposable {
  private readonly fresh = noteDecoration({ color: new vscode.ThemeColor('editorCodeLens.foreground') });
  private readonly stale = noteDecoration({
    color: new vscode.ThemeColor('disabledForeground'),
    fontStyle: 'italic',
  });
  private readonly subscriptions: Disposable[];
  private seen: readonly SeenLine[] = [];

  constructor(private readonly settings: Settings) {
    this.subscriptions = [
      this.fresh,
      this.stale,
      vscode.window.onDidChangeVisibleTextEditors(() => this.showAll()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        for (const editor of editorsOf(document)) this.show(editor);
      }),
      settings.onChange(['evidence.notes'], () => this.showAll()),
    ];
  }

  /** Shows this in place of what was shown before. */
  update(seen: readonly SeenLine[]): void {
    this.seen = seen;
    this.showAll();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private showAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.show(editor);
  }

  private show(editor: vscode.TextEditor): void {
    const { document } = editor;
    const seen = this.settings.evidenceNotes
      ? this.seen.filter(({ file }) => document.uri.scheme === 'file' && file === document.uri.fsPath)
      : [];
    const lines = seen.length === 0 ? [] : notedLines(seen, document.getText());
    const isFresh = ({ isStale }: NotedLine): boolean => !isStale;
    editor.setDecorations(
      this.fresh,
      lines.filter(isFresh).map((line) => noteOf(line, document)),
    );
    editor.setDecorations(
      this.stale,
      lines.filter(({ isStale }) => isStale).map((line) => noteOf(line, document)),
    );
  }
}

function noteDecoration(after: vscode.ThemableDecorationAttachmentRenderOptions): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2.5em', ...after },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
}

function noteOf({ line, notes, isStale }: NotedLine, document: vscode.TextDocument): vscode.DecorationOptions {
  const { range } = document.lineAt(line - 1);
  const text = notes.map(({ note }) => note).join(' · ');
  const contentText = isStale ? vscode.l10n.t('before this change: {0}', text) : text;
  return { range, hoverMessage: hoverOf(notes, isStale, range), renderOptions: { after: { contentText } } };
}

function hoverOf(notes: readonly SeenLine[], isStale: boolean, range: vscode.Range): vscode.MarkdownString {
  const hover = new vscode.MarkdownString(undefined, true);
  // Only these may be called from it.
  hover.isTrusted = { enabledCommands: ['editor.action.quickFix', 'warmpath.openTimeline'] };
  hover.appendMarkdown(`**${vscode.l10n.t('Seen in runs')}**\n\n`);
  for (const { note, functionName } of notes) {
    hover.appendMarkdown('- ').appendText(`${functionName}: ${note}`).appendMarkdown('\n');
  }
  if (isStale) {
    hover
      .appendMarkdown('\n')
      .appendText(vscode.l10n.t('The line was changed since; invoke the function to see it again.'));
  } else if (notes.some(({ confirms }) => confirms !== undefined)) {
    const place = { lineNumber: range.start.line + 1, column: range.start.character + 1 };
    const argument = encodeURIComponent(JSON.stringify([place]));
    hover.appendMarkdown(`\n[${vscode.l10n.t('Quick Fix…')}](command:editor.action.quickFix?${argument}) · `);
    hover.appendMarkdown(`[${vscode.l10n.t('Open Timeline')}](command:warmpath.openTimeline)`);
  }
  return hover;
}

function editorsOf(document: vscode.TextDocument): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}
