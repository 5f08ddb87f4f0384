import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../unit/timeline/scenarios';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, evenly, historyOf, shareOf, twoFunctions } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

describe.skipIf(missingBrowser !== undefined)('the timeline and its host', () => {
  const browser = browserOfFile();

  test('keeps to the policy of the page, with reduced motion, on a fine screen', async () => {
    await using window = await TimelineWindow.open(browser(), { reducedMotion: true, deviceScaleFactor: 2 });
    await window.say(historyOf(coldAndWarm()));
    await window.lanes.waitFor();
    const canvas = window.lanes.locator('canvas');
    const box = await canvas.boundingBox();
    // As sharp as the screen.
    await expect.poll(() => canvas.getAttribute('width')).toBe(String(Math.round((box?.width ?? 0) * 2)));
    expect(window.complaints).toEqual([]);
  });

  test('says what to do while there is nothing', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.page.getByText('Loading…').waitFor();
    await window.say(historyOf([]));
    await expect.poll(() => window.page.locator('.empty').innerText()).toMatch(/Nothing has run yet[\s\S]*Invoke/u);
    await window.say(historyOf([], { live: false, title: 'Before the fix' }));
    await expect.poll(() => window.page.locator('.empty').innerText()).toMatch(/Before the fix is empty/u);
  });

  test('passes over what is no message of the host', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.say(historyOf(evenly(), { live: false }));
    await window.lanes.waitFor();
    const before = await window.description();
    for (const message of [
      undefined,
      null,
      'history',
      { type: 'unheard' },
      { type: 'history', events: 'none' },
      { ...historyOf([]), live: 'yes' },
      { ...historyOf([]), events: [{ type: 'platform.start' }] },
      { type: 'events', events: [null], nowMonotonicMs: 1 },
      { type: 'command', command: 'toString' },
      { type: 'reveal', requestId: 7 },
      { type: 'invocation' },
    ]) {
      await window.sayAnything(message ?? null);
    }
    // The last one is understood, so all before it were looked at.
    await window.say({ type: 'command', command: 'showKeys' });
    await window.page.getByRole('dialog').waitFor();
    expect(await window.description()).toBe(before);
    expect(window.complaints).toEqual([]);
  });

  test('does every command of the title bar', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.say(historyOf(evenly(), { live: false }));
    await window.lanes.waitFor();
    const everything = '1 environment, from 0 ms to 800 ms of 800 ms';
    await expect.poll(() => window.description()).toBe(everything);
    await window.say({ type: 'command', command: 'zoomIn' });
    await expect.poll(() => window.description()).not.toBe(everything);
    await window.say({ type: 'command', command: 'zoomOut' });
    await expect.poll(() => window.description()).toBe(everything);
    await window.say({ type: 'command', command: 'zoomIn' });
    await window.say({ type: 'command', command: 'fit' });
    await expect.poll(() => window.description()).toBe(everything);
    await window.say({ type: 'command', command: 'toggleGaps' });
    await expect.poll(() => window.announcement()).toBe('Idle time is shown as long as it was.');
    await window.say({ type: 'command', command: 'toggleTable' });
    await window.page.getByRole('grid').waitFor();
    await window.say({ type: 'command', command: 'toggleTable' });
    await window.lanes.waitFor();
    await window.say({ type: 'command', command: 'search' });
    await window.page.getByRole('search').waitFor();
  });

  test('reveals an invocation, also one that is told later', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.say({ type: 'reveal', requestId: '3f9c2a71-request-2' });
    await window.say(historyOf(evenly(), { live: false }));
    await expect.poll(() => window.details.innerText()).toMatch(/request-2/u);
    await window.say({ type: 'reveal', environmentId: '3f9c2a71' });
    await expect.poll(() => window.details.getByRole('heading', { level: 2 }).innerText()).toMatch(/3f9c2a71/u);
  });

  test('a hidden view comes back as it was', async () => {
    const first = await TimelineWindow.open(browser());
    let state: unknown;
    let description: string;
    {
      await using window = first;
      await window.say(historyOf(twoFunctions(), { live: false }));
      await window.lanes.waitFor();
      await window.page.locator('.label.environment', { hasText: 'aa000002' }).click();
      await window.page.keyboard.press('p');
      await window.page.keyboard.press('+');
      await window.page.getByRole('combobox', { name: 'Function' }).selectOption('orders');
      await expect.poll(() => window.state()).toMatchObject({ functionName: 'orders', pinned: ['aa000002'] });
      await expect.poll(async () => Object.keys((await window.state()) as object)).toContain('viewport');
      state = await window.state();
      description = await window.description();
    }
    await using again = await TimelineWindow.open(browser(), { state });
    await again.say(historyOf(twoFunctions(), { live: false }));
    await expect.poll(() => again.description()).toBe(description);
    await expect.poll(() => again.page.locator('.label-name').first().textContent()).toBe('★ aa000002');
    await expect.poll(() => again.details.innerText()).toMatch(/aa000002/u);
    await using odd = await TimelineWindow.open(browser(), { state: { viewport: 7, pinned: 'all', table: 'yes' } });
    await odd.say(historyOf(evenly(), { live: false }));
    await odd.lanes.waitFor();
    expect(odd.complaints).toEqual([]);
  });

  test('exports and clears through the host', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.say(historyOf(evenly()));
    await window.lanes.waitFor();
    for (const name of [/Perfetto/u, /OTLP/u, /CSV/u, /the events/u, /^Clear/u]) {
      await window.page.getByRole('button', { name: 'More actions' }).click();
      await window.page.getByRole('menuitem', { name }).click();
    }
    const said = (await window.messages()).filter(({ type }) => type === 'export' || type === 'clear');
    expect(said).toEqual([
      { type: 'export', format: 'trace' },
      { type: 'export', format: 'otlp' },
      { type: 'export', format: 'csv' },
      { type: 'export', format: 'events' },
      { type: 'clear' },
    ]);
    await window.say(historyOf([]));
    await window.page.getByText('Nothing has run yet').waitFor();
  });

  test('the menu is used with the keyboard', async () => {
    await using window = await TimelineWindow.open(browser());
    await window.say(historyOf(evenly()));
    await window.lanes.waitFor();
    const button = window.page.getByRole('button', { name: 'More actions' });
    await button.focus();
    await window.page.keyboard.press('Enter');
    await window.page.getByRole('menu').waitFor();
    await window.screenshot('menu');
    const focused = window.page.locator('[role^="menuitem"]:focus');
    await expect.poll(() => focused.textContent()).toContain('Show everything');
    for (let press = 0; press < 4; press += 1) await window.page.keyboard.press('ArrowDown');
    await expect.poll(() => focused.textContent()).toContain('Shorten idle time');
    await window.page.keyboard.press('Enter');
    await expect.poll(() => window.announcement()).toBe('Idle time is shown as long as it was.');
    await button.press('Enter');
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.page.getByRole('menu').count()).toBe(0);
  });

  test('draws in the colours of a theme that was changed meanwhile', async () => {
    const picture = async (window: TimelineWindow): Promise<string> => {
      const { x, y } = await window.place('3f9c2a71', shareOf(450));
      const clip = { x: x - 2, y: y + 3, width: 4, height: 3 };
      return (await window.page.screenshot({ clip })).toString('base64');
    };
    await using window = await TimelineWindow.open(browser(), { theme: 'dark' });
    await using light = await TimelineWindow.open(browser(), { theme: 'light' });
    for (const each of [window, light]) {
      await each.say(historyOf(evenly(), { live: false }));
      await each.lanes.waitFor();
    }
    await expect.poll(() => picture(window)).not.toBe(await picture(light));
    await window.useTheme('light');
    await expect.poll(async () => (await picture(window)) === (await picture(light))).toBe(true);
  });

  test('says how many older events were dropped, and the name of a kept run', async () => {
    await using window = await TimelineWindow.open(browser());
    const events = SCENARIOS['failures']?.() ?? [];
    await window.say(historyOf(events, { live: false, title: 'Before the fix', dropped: 1_234 }));
    await expect
      .poll(() => window.page.locator('.toolbar-title').innerText())
      .toMatch(/Before the fix\s+1234 older events dropped/u);
  });
});
