import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import type { EditorWindow } from './editorWindow';

/** The pages of all timelines that a window shows, as soon as there are as many. */
export async function timelinePages(window: EditorWindow, count = 1): Promise<Frame[]> {
  let pages: Frame[] = [];
  await expect
    .poll(async () => {
      pages = await shownTimelines(window);
      return pages.length;
    })
    .toBe(count);
  return pages;
}

/** The pages of the timelines that are shown now. */
export async function shownTimelines(window: EditorWindow): Promise<Frame[]> {
  const shown = await Promise.all(window.page.frames().map(showsTimeline));
  return shown.filter((frame) => frame !== undefined);
}

async function showsTimeline(frame: Frame): Promise<Frame | undefined> {
  // A frame that goes away meanwhile shows nothing.
  const page = frame.locator('#timeline > *').first();
  const isVisible = await page.isVisible().catch(() => false);
  return isVisible ? frame : undefined;
}

/** The rows of the table, each as the texts of the named columns; the table is shown for it if it is not. */
export async function tableRows(page: Frame, columns: readonly string[]): Promise<string[]> {
  const table = page.locator('table[role="grid"]');
  if ((await table.count()) === 0) await page.getByRole('button', { name: 'Table' }).click();
  await table.waitFor();
  // The page knows a document, which this program does not.
  return await page.evaluate<string[]>(`
    [...document.querySelectorAll('table[role="grid"] tbody tr[id^="row-"]')].map((row) =>
      ${JSON.stringify(columns)}.map((column) => row.querySelector('td.' + column)?.textContent ?? '').join(' | '),
    )
  `);
}

/** The value of a custom property of the page, such as `--init`. */
export async function customProperty(page: Frame, name: string): Promise<string> {
  return await page.evaluate<string>(`getComputedStyle(document.body).getPropertyValue('${name}').trim()`);
}
