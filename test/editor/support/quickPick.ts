import type { Locator, Page } from 'playwright-core';
import { clickSurely } from './sureClick';
import { patiently } from './untilShown';
import { visibleText } from './visibleText';

/** The list or the input field that opens at the top of a window. */
export class QuickPick {
  constructor(private readonly page: Page) {}

  /** Waits until it is open and writes into its field. */
  async filter(text: string): Promise<void> {
    await this.field.waitFor();
    await this.field.fill(text);
  }

  /** What is written in its field, as soon as it is open. */
  async text(): Promise<string> {
    await this.field.waitFor();
    return await this.field.inputValue();
  }

  /** Opens it with `open`, writes into its field and takes the entry with exactly this label; opens it again when need be. */
  async openAndChoose(open: () => Promise<void>, text: string, label: string): Promise<void> {
    await patiently(async (timeout) => {
      await open();
      await this.field.waitFor({ timeout });
      await this.field.fill(text, { timeout });
      await this.entry(label).first().waitFor({ timeout });
    });
    await this.choose(label);
  }

  /** Takes the entry with exactly this label, as soon as it is there; with `description` only one that says so beside it. */
  async choose(label: string, description = ''): Promise<void> {
    const entry = this.entry(label).filter({ hasText: description }).first();
    await entry.waitFor();
    await clickSurely(entry);
  }

  /** Accepts what is written or marked. */
  async accept(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  /** The entries that can be seen, as soon as there is one. */
  async entries(): Promise<string[]> {
    await this.rows.first().waitFor();
    return await visibleText(this.rows);
  }

  /** The title, or the text that the empty field shows. */
  async prompt(): Promise<string> {
    await this.field.waitFor();
    const title = (await this.widget.locator('.quick-input-title').innerText()).trim();
    return title === '' ? ((await this.field.getAttribute('placeholder')) ?? '') : title;
  }

  private entry(label: string): Locator {
    const labels = '.quick-input-list-rows > .quick-input-list-row:first-child .label-name';
    return this.rows.filter({ has: this.page.locator(labels, { hasText: exactly(label) }) });
  }

  private get field(): Locator {
    return this.widget.locator('.quick-input-box input');
  }

  private get widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  private get rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }
}

/** A text and nothing else, whatever white space the page puts around it. */
export function exactly(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s`);
  return new RegExp(`^\\s*${escaped}\\s*$`);
}
