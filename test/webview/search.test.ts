import { describe, expect, test } from 'vitest';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, historyOf } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

describe.skipIf(missingBrowser !== undefined)('searching the timeline', () => {
  const browser = browserOfFile();

  async function search(text: string): Promise<TimelineWindow> {
    const window = await TimelineWindow.open(browser());
    await window.say(historyOf(coldAndWarm(), { live: false }));
    await window.lanes.waitFor();
    await window.page.keyboard.press('Control+f');
    await window.page.getByRole('textbox', { name: 'Search' }).fill(text);
    return window;
  }

  /** Which match is shown, of how many. */
  async function state(window: TimelineWindow): Promise<string> {
    return await window.page.locator('#search-state').innerText();
  }

  test('Enter goes to the next match and Shift+Enter to the one before, round and round', async () => {
    await using window = await search('received');
    await expect.poll(() => state(window)).toBe('1 of 6');
    await window.page.keyboard.press('Enter');
    await expect.poll(() => state(window)).toBe('2 of 6');
    await expect.poll(() => window.announcement()).toBe('2 of 6: order 1 received');
    await window.page.keyboard.press('Shift+Enter');
    await expect.poll(() => state(window)).toBe('1 of 6');
    await window.page.keyboard.press('Shift+Enter');
    await expect.poll(() => state(window)).toBe('6 of 6');
    await window.screenshot('search');
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.page.getByRole('search').count()).toBe(0);
    await expect.poll(() => window.page.locator('[role="listbox"]:focus').count()).toBe(1);
  });

  test('case and regular expressions can be asked for, and a mistake in one is said', async () => {
    await using window = await search('ORDER [23]');
    await expect.poll(() => state(window)).toBe('No results');
    await window.page.getByRole('button', { name: 'Use regular expression' }).click();
    await expect.poll(() => state(window)).toBe('1 of 2');
    await window.page.getByRole('button', { name: 'Match case' }).click();
    await expect.poll(() => state(window)).toBe('No results');
    await window.page.getByRole('textbox', { name: 'Search' }).fill('order [');
    await expect.poll(() => state(window)).toMatch(/regular expression/iu);
    expect(await window.page.getByRole('textbox', { name: 'Search' }).getAttribute('aria-invalid')).toBe('true');
  });

  test('letters that are typed are no keys of the timeline', async () => {
    await using window = await search('was');
    await window.page.keyboard.type('dft?');
    await expect.poll(() => window.page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('wasdft?');
    expect(await window.page.getByRole('dialog').count()).toBe(0);
    expect(await window.lanes.count()).toBe(1);
  });
});
