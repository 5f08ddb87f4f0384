import { describe, expect, test } from 'vitest';
import type { LifecycleEvent } from '../../src/lambda/lifecycleEvents';
import { timelineRows } from '../../src/timeline/rows';
import { lanesOf } from '../../src/timeline/view/lanes';
import { tableRows, tableText } from '../../src/timeline/view/table';
import { SCENARIOS } from '../unit/timeline/scenarios';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, historyOf } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

describe.skipIf(missingBrowser !== undefined)('the table twin', () => {
  const browser = browserOfFile();

  async function open(events: readonly LifecycleEvent[]): Promise<TimelineWindow> {
    const window = await TimelineWindow.open(browser(), { width: 1200 });
    await window.say(historyOf(events, { live: false }));
    await window.lanes.waitFor();
    await window.page.getByRole('button', { name: 'Table' }).click();
    await window.page.getByRole('grid').waitFor();
    return window;
  }

  /** The rows that the page has made, as text with tabs. */
  async function shown(window: TimelineWindow): Promise<string> {
    const rows = await window.page.getByRole('row').all();
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
    return cells.map((texts) => texts.join('\t')).join('\n');
  }

  function expected(events: readonly LifecycleEvent[]): string {
    const timeline = timelineRows(events);
    return tableText(tableRows(lanesOf(timeline), { startMs: timeline.startMs }));
  }

  test('has everything that the events tell', async () => {
    const events = coldAndWarm();
    await using window = await open(events);
    await expect.poll(() => shown(window)).toBe(expected(events));
    expect(await window.page.getByRole('grid').getAttribute('aria-rowcount')).toBe(
      String(expected(events).split('\n').length),
    );
    await window.screenshot('table');
  });

  test('is used at once by those who use a screen reader', async () => {
    await using window = await TimelineWindow.open(browser(), { classes: ['vscode-using-screen-reader'] });
    await window.say(historyOf(coldAndWarm(), { live: false }));
    await window.page.getByRole('grid', { name: 'Timeline as a table' }).waitFor();
    await window.page.keyboard.press('t');
    await window.lanes.waitFor();
  });

  test('makes only the rows in view, and says how many there are', async () => {
    const events = SCENARIOS['thousandInvocations']?.() ?? [];
    await using window = await open(events);
    const count = expected(events).split('\n').length;
    const grid = window.page.getByRole('grid');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(count));
    expect(await window.page.getByRole('row').count()).toBeLessThan(80);
    await grid.focus();
    await window.page.keyboard.press('End');
    const last = window.page.locator(`[aria-rowindex="${count}"]`);
    await last.waitFor();
    await expect.poll(() => grid.getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
  });

  test('arrows move, Enter selects, Ctrl+C copies the row', async () => {
    await using window = await open(coldAndWarm());
    await window.page.getByRole('grid').focus();
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Enter');
    await expect.poll(() => window.details.innerText()).toMatch(/request-1/u);
    await expect.poll(() => window.page.getByRole('row', { selected: true }).count()).toBe(1);
    await window.page.getByRole('grid').focus();
    await window.page.keyboard.press('Control+c');
    expect((await window.said('copy')).text).toMatch(/^Time\t[\s\S]*3f9c2a71-request-1/u);
  });
});
