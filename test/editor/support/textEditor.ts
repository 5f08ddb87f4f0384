import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { exactly } from './quickPick';
import { visibleText } from './visibleText';

/** The active text editor of a window. */
export class TextEditor {
  constructor(private readonly window: EditorWindow) {}

  /** Opens a file by its absolute path, with the cursor in a line (counted from 1). */
  async open(file: string, line = 1): Promise<void> {
    await this.window.evaluate(
      async (vscode, { uri, at }) => {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.file(uri));
        const position = new vscode.Position(at - 1, 0);
        await vscode.window.showTextDocument(document, {
          preview: false,
          selection: new vscode.Range(position, position),
        });
      },
      { uri: file, at: line },
    );
    await this.window.page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
    await this.area.waitFor();
  }

  /** Titles of the code lenses that can be seen, from top to bottom; also of those that only tell something. */
  async codeLenses(): Promise<string[]> {
    const titles = await visibleText(this.area.locator('.codelens-decoration > *'));
    return titles.filter((title) => title !== '|');
  }

  /** Clicks the code lens with exactly this title, as soon as it is there; the `number`th when there are several. */
  async clickLens(title: string, number = 1): Promise<void> {
    await this.lenses
      .filter({ hasText: exactly(title) })
      .nth(number - 1)
      .click();
  }

  /** Sets a breakpoint in a file, or removes the one there, with the keyboard. Lines count from 1. */
  async toggleBreakpoint(file: string, line: number): Promise<void> {
    await this.open(file, line);
    await this.focus();
    await this.window.page.keyboard.press('F9');
  }

  /** Sets a breakpoint where there is none, with the keyboard; ready when the editor knows it. */
  async setBreakpoint(file: string, line: number): Promise<void> {
    await this.toggleBreakpoint(file, line);
    await this.window.evaluate(
      async (vscode, wanted) => {
        const isSet = () =>
          vscode.debug.breakpoints.some(
            (breakpoint) =>
              breakpoint instanceof vscode.SourceBreakpoint &&
              breakpoint.location.uri.fsPath === wanted.file &&
              breakpoint.location.range.start.line === wanted.line - 1,
          );
        await new Promise<void>((resolve) => {
          const check = () => {
            if (isSet()) resolve();
          };
          vscode.debug.onDidChangeBreakpoints(check);
          check();
        });
      },
      { file, line },
    );
  }

  /** Writes at the cursor. */
  async type(text: string): Promise<void> {
    await this.focus();
    await this.window.page.keyboard.insertText(text);
  }

  /** Saves the active file; ready when it is written, and the editor no longer marks it as changed. */
  async save(): Promise<void> {
    await this.focus();
    await this.window.page.keyboard.press('Control+s');
    // The mark of what was typed last may come after the key; this waits for the save that the key has begun.
    await this.window.evaluate(async (vscode) => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.isUntitled === false) await document.save();
    });
    await this.window.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** The lines that can be seen. */
  async text(): Promise<string> {
    return (await this.area.locator('.view-lines').innerText()).replaceAll('\u00A0', ' ');
  }

  async focus(): Promise<void> {
    await this.window.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup'));
    await this.window.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  }

  private get area(): Locator {
    return this.window.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  private get lenses(): Locator {
    return this.area.locator('.codelens-decoration > a');
  }
}
