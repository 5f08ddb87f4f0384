import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { clickSurely } from './sureClick';
import { plain, rowsAsText, visibleText, type PageElement } from './visibleText';

/** What a window shows of debug sessions. */
export class DebugView {
  constructor(private readonly window: EditorWindow) {}

  /** The buttons of the floating toolbar that can be used, as soon as it is there. */
  async toolbar(): Promise<string[]> {
    await this.bar.waitFor();
    const labels = await this.bar
      .locator('.action-label:not(.disabled)')
      .evaluateAll((buttons: PageElement[]) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
    return labels.map(withoutKey).filter((label) => label !== '');
  }

  /** Clicks a button of the toolbar, such as `Continue` or `Stop`. */
  async press(button: string): Promise<void> {
    const label = `:is([aria-label="${button}"], [aria-label^="${button} ("])`;
    await clickSurely(this.bar.locator(`.action-label:not(.disabled)${label}`));
  }

  /** The call stack with sessions and threads, indented. Opens the view. */
  async callStack(): Promise<string> {
    return await this.rowsOf('Call Stack');
  }

  /** The rows of the Variables view, indented. Opens the view. */
  async variables(): Promise<string> {
    return await this.rowsOf('Variables');
  }

  /** The lines of the debug console that can be seen. Opens it. */
  async console(): Promise<string[]> {
    await this.window.evaluate((vscode) => vscode.commands.executeCommand('workbench.debug.action.focusRepl'));
    const console = this.window.page.locator('.repl');
    await console.waitFor();
    return await visibleText(console.locator('.monaco-list-row'));
  }

  /** Types an expression into the debug console and enters it. */
  async enter(expression: string): Promise<void> {
    await this.window.evaluate((vscode) => vscode.commands.executeCommand('workbench.debug.action.focusRepl'));
    const input = this.window.page.locator('.repl-input-wrapper');
    // The command is over before the console takes keys.
    await input.locator(':focus').waitFor({ state: 'attached' });
    await this.window.page.keyboard.insertText(expression);
    await input.locator('.view-line', { hasText: expression.replaceAll(' ', '\u00a0') }).waitFor();
    await this.window.page.keyboard.press('Enter');
  }

  /** The line that the editor marks as the one where the program is stopped, as soon as there is one. */
  async markedLine(): Promise<string> {
    const marked = this.window.page.locator('.debug-top-stack-frame-line').first();
    await marked.waitFor();
    const box = await marked.boundingBox();
    const lines = this.window.page.locator('.editor-group-container.active .view-line');
    const texts = await lines.evaluateAll(
      (elements: PageElement[], top) =>
        elements
          .filter((element) => Math.abs(element.getBoundingClientRect().top - top) < 2)
          .map((element) => element.textContent),
      box?.y ?? Number.NaN,
    );
    return plain(texts[0] ?? '');
  }

  /** Ready when no session is left. */
  async ended(): Promise<void> {
    await this.bar.waitFor({ state: 'hidden' });
  }

  private async rowsOf(name: string): Promise<string> {
    await this.window.evaluate((vscode) => vscode.commands.executeCommand('workbench.view.debug'));
    const rows = this.window.view(name).locator('.monaco-list-row');
    await rows.first().waitFor();
    return await rowsAsText(rows);
  }

  private get bar(): Locator {
    return this.window.page.locator('.debug-toolbar');
  }
}

/** Labels end with the key binding, in brackets, and with what the Alt key makes of the button. */
function withoutKey(label: string): string {
  return (label.split('\n')[0] ?? '').replace(/ \([^()]*\)$/, '');
}
