import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { hoverText } from './hover';
import { patiently, untilHidden, untilShown } from './untilShown';
import { visibleText } from './visibleText';

/** What the linter shows in a window, and what a user does with it. */
export class Lint {
  constructor(private readonly window: EditorWindow) {}

  /** Codes and lines (from 1) of what the extension found in a file, by its absolute path: `client-in-handler 5`. */
  async findings(file: string): Promise<string[]> {
    return await this.window.evaluate((vscode, wanted) => {
      const found = vscode.languages.getDiagnostics(vscode.Uri.file(wanted));
      return found
        .filter(({ source }) => source === 'Warmpath')
        .map(({ code, range }) => `${String(typeof code === 'object' ? code.value : code)} ${range.start.line + 1}`);
    }, file);
  }

  /** Texts of the lines in which a warning is underlined. */
  async underlined(): Promise<string[]> {
    const marks = await this.boxes(this.marks);
    const lines = this.area.locator('.view-line');
    const texts = (await lines.allInnerTexts()).map((text) => text.replaceAll('\u00A0', ' ').trim());
    const places = await this.boxes(lines);
    return texts.filter((_, index) => {
      const line = places[index];
      return line !== undefined && marks.some(({ top }) => top >= line.top && top < line.top + line.height);
    });
  }

  /** Titles in the menu of the lightbulb, which is opened with the keyboard. */
  async openFixes(): Promise<string[]> {
    await this.window.editor.focus();
    let pressed = false;
    // What another extension finds in this moment closes it.
    await untilShown(this.rows, async () => {
      // In a menu that is only late, the key would accept the first fix.
      if (pressed) await this.window.evaluate((vscode) => vscode.commands.executeCommand('editor.action.quickFix'));
      else await this.window.page.keyboard.press('Control+.');
      pressed = true;
    });
    return await this.fixTitles();
  }

  /** Closes the menu with the keyboard. */
  async closeFixes(): Promise<void> {
    await untilHidden(this.menu, () => this.window.page.keyboard.press('Escape'));
  }

  /** Clicks the lightbulb of the line of the cursor. */
  async clickLightbulb(): Promise<string[]> {
    const bulb = this.area.locator('.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]:visible');
    const { keyboard } = this.window.page;
    await untilShown(this.rows, async (timeout) => {
      await this.window.editor.focus();
      // It comes some time after the cursor has moved.
      if (!(await bulb.first().isVisible())) {
        await keyboard.press('End');
        await keyboard.press('Home');
      }
      await bulb.first().click({ timeout });
    });
    return await this.fixTitles();
  }

  /** Takes one of the fixes in the menu, which is opened again when it has been closed meanwhile. */
  async chooseFix(title: RegExp | string): Promise<void> {
    const row = this.rows.filter({ hasText: title }).first();
    await patiently(async (timeout) => {
      if (!(await row.isVisible())) await this.openFixes();
      // A menu that has just opened takes clicks when the mouse has moved.
      await row.hover({ force: true, timeout });
      await row.click({ timeout });
    });
    await this.menu.waitFor({ state: 'hidden' });
  }

  /** What is said about the document in front at the lower right, beside its language. */
  async status(): Promise<string> {
    const { page } = this.window;
    const hover = page.locator('.monaco-hover .hover-language-status', { hasText: 'Warmpath' });
    return await hoverText(this.window, page.locator('[id="status.languageStatus"]'), hover);
  }

  /** Shows the finding under the mouse; ready when its hover names the rule. */
  async hover(code: string): Promise<void> {
    await hoverText(this.window, this.marks, this.ruleLink(code));
  }

  /** Follows the link of a finding to the page of its rule, with the mouse; ready when the page is in front. */
  async openRule(code: string): Promise<void> {
    await untilShown(this.window.page.locator('.tab.active', { hasText: `${code}.md` }), async (timeout) => {
      await this.hover(code);
      await this.ruleLink(code).first().click({ timeout });
    });
  }

  /** The lists of `findings` of a file, one for each change from now on; the function that is returned reads them. */
  async watch(file: string): Promise<() => Promise<string[][]>> {
    await this.window.evaluate((vscode, wanted, { kept }) => {
      const lists: string[][] = [];
      kept['findings'] = lists;
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (!uris.some(({ fsPath }) => fsPath === wanted)) return;
        const found = vscode.languages.getDiagnostics(vscode.Uri.file(wanted));
        lists.push(found.filter(({ source }) => source === 'Warmpath').map(({ message }) => message));
      });
    }, file);
    return () => this.window.evaluate((_vscode, _parameters, { kept }) => kept['findings'] as string[][], undefined);
  }

  private get marks(): Locator {
    return this.area.locator('.cdr.squiggly-warning');
  }

  private ruleLink(code: string): Locator {
    return this.window.page.locator('.monaco-hover a.code-link', { hasText: code });
  }

  private get menu(): Locator {
    return this.window.page.locator('.action-widget:not(.action-list-submenu-panel)');
  }

  private get rows(): Locator {
    return this.menu.locator('.monaco-list-row');
  }

  private get area(): Locator {
    return this.window.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  private async fixTitles(): Promise<string[]> {
    await this.rows.first().waitFor();
    return await visibleText(this.rows.and(this.window.page.locator('.action')));
  }

  private async boxes(elements: Locator): Promise<{ top: number; height: number }[]> {
    return await elements.evaluateAll((found: Element[]) =>
      found.map((element) => {
        const { top, height } = element.getBoundingClientRect();
        return { top, height };
      }),
    );
  }
}

/** An element of the page; the repository has no types of pages. */
interface Element {
  getBoundingClientRect(): { readonly top: number; readonly height: number };
}
