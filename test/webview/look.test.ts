import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../editor/support/browser';
import { SCENARIOS } from '../unit/timeline/scenarios';
import { coldAndWarm, historyOf } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

describe('look', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('pictures', async () => {
    await using window = await TimelineWindow.open(browser, { width: 1200 });
    await window.say(historyOf(coldAndWarm()));
    await window.page.getByText('3f9c2a71').first().waitFor();
    await window.lanes.focus();
    await window.page.keyboard.press('.');
    await window.page.keyboard.press('.');
    await window.page.waitForTimeout(300);
    await window.screenshot('cold-warm');
    expect(window.complaints).toEqual([]);
    await window.page.keyboard.press('?');
    await window.page.waitForTimeout(100);
    await window.screenshot('keys');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('t');
    await window.page.waitForTimeout(300);
    await window.screenshot('table');
    await using narrow = await TimelineWindow.open(browser, { width: 280, height: 640 });
    await narrow.say(historyOf(SCENARIOS['failures']?.() ?? []));
    await narrow.page.waitForTimeout(500);
    await narrow.screenshot('narrow');
    await narrow.lanes.focus();
    await narrow.page.keyboard.press('.');
    await narrow.page.waitForTimeout(300);
    await narrow.screenshot('narrow-details');
  });
});
