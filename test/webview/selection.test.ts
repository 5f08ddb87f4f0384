import { describe, expect, test } from 'vitest';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, evenly, historyOf, shareOf, twoFunctions } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

describe.skipIf(missingBrowser !== undefined)('selecting in the timeline', () => {
  const browser = browserOfFile();

  async function open(events = evenly(), width = 900): Promise<TimelineWindow> {
    const window = await TimelineWindow.open(browser(), { width });
    await window.say(historyOf(events, { live: false }));
    await window.page.locator('.label.environment').first().waitFor();
    return window;
  }

  async function click(window: TimelineWindow, milliseconds: number): Promise<void> {
    const { x, y } = await window.place('3f9c2a71', shareOf(milliseconds));
    await window.page.mouse.click(x, y);
  }

  test('hovering tells what is under the pointer, elsewhere nothing', async () => {
    await using window = await open();
    const { x, y } = await window.place('3f9c2a71', shareOf(250));
    await window.page.mouse.move(x, y);
    const tooltip = window.page.getByRole('tooltip');
    await expect.poll(() => tooltip.textContent()).toMatch(/cold/iu);
    await window.screenshot('tooltip');
    await window.page.mouse.move(x, y + 200);
    await expect.poll(() => tooltip.count()).toBe(0);
  });

  test('a click shows phases, REPORT numbers and logs, and asks for event and result', async () => {
    await using window = await open();
    await click(window, 250);
    await window.details.waitFor();
    await expect.poll(() => window.details.innerText()).toMatch(/cold/iu);
    const text = await window.details.innerText();
    expect(text).toMatch(/Billed[\s\S]*100 ms/u);
    expect(text).toMatch(/128 MB/u);
    const { requestId } = await window.said('askInvocation');
    await window.say({ type: 'invocation', requestId, event: '{ "order": 7 }', result: '{ "ok": true }' });
    await expect.poll(() => window.details.innerText()).toMatch(/"order": 7[\s\S]*"ok": true/u);
    await window.screenshot('details');
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.details.count()).toBe(0);
  });

  test('evidence in the details leads to the line', async () => {
    await using window = await open(coldAndWarm());
    await window.lanes.focus();
    await window.page.keyboard.press('.');
    await window.details.getByRole('button', { name: 'orders.py:12' }).click();
    const { functionName, place } = await window.said('openHandler');
    expect({ functionName, place }).toEqual({
      functionName: 'orders',
      place: { file: '/project/src/orders.py', line: 12 },
    });
  });

  test('handler, log and event are a click or a key away', async () => {
    await using window = await open();
    await click(window, 250);
    await window.details.getByRole('button', { name: 'Handler' }).click();
    await window.details.getByRole('button', { name: 'Log', exact: true }).click();
    await window.details.getByRole('button', { name: 'Event', exact: true }).click();
    await window.lanes.focus();
    for (const key of ['h', 'o', 'e']) await window.page.keyboard.press(key);
    const said = (await window.messages()).filter(({ type }) => type.startsWith('open'));
    const once = [
      { type: 'openHandler', functionName: 'orders' },
      { type: 'openLog', requestId: '3f9c2a71-request-1' },
      { type: 'openEvent', requestId: '3f9c2a71-request-1', functionName: 'orders' },
    ];
    expect(said).toEqual([...once, ...once]);
  });

  test('arrows go from phase to phase and from environment to environment, with a tooltip and in words', async () => {
    await using window = await open(twoFunctions());
    await window.page.keyboard.press('Tab');
    await window.lanes.focus();
    await expect.poll(() => window.active()).toMatch(/Init/u);
    const first = await window.active();
    await window.page.keyboard.press('ArrowRight');
    await expect.poll(() => window.active()).toMatch(/cold/iu);
    await expect.poll(() => window.page.getByRole('tooltip').textContent()).toMatch(/cold/iu);
    await window.page.keyboard.press('ArrowLeft');
    await expect.poll(() => window.active()).toBe(first);
    await window.page.keyboard.press('ArrowDown');
    await expect.poll(() => window.active()).toMatch(/aa000002/u);
    await window.page.keyboard.press('ArrowUp');
    await expect.poll(() => window.active()).toBe(first);
    // Esc closes the tooltip; Enter selects what the keyboard is at.
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.page.getByRole('tooltip').count()).toBe(0);
    await window.page.keyboard.press('Enter');
    await window.details.waitFor();
  });

  test('period and comma select one invocation after the other', async () => {
    await using window = await open();
    await click(window, 250);
    const heading = window.details.getByRole('heading', { level: 2 });
    await heading.waitFor();
    const selected = (): Promise<string[]> => window.page.getByRole('option', { selected: true }).allTextContents();
    await expect.poll(selected).toEqual([expect.stringMatching(/request-1/u)]);
    await window.page.keyboard.press('.');
    await expect.poll(selected).toEqual([expect.stringMatching(/request-2/u)]);
    await window.page.keyboard.press('.');
    await expect.poll(selected).toEqual([expect.stringMatching(/request-3/u)]);
    await window.page.keyboard.press(',');
    await expect.poll(selected).toEqual([expect.stringMatching(/request-2/u)]);
  });

  test('Ctrl and a click compares two invocations; the comparison can be copied and closed', async () => {
    await using window = await open();
    await click(window, 250);
    await window.page.keyboard.down('Control');
    await click(window, 450);
    await window.page.keyboard.up('Control');
    const comparison = window.page.getByRole('region', { name: 'Comparison' });
    await expect.poll(() => comparison.getByRole('row').count()).toBeGreaterThan(3);
    expect(await comparison.innerText()).toMatch(/cold[\s\S]*warm/iu);
    await window.screenshot('comparison');
    await comparison.getByRole('button', { name: 'Copy' }).click();
    expect((await window.said('copy')).text).toMatch(/cold/iu);
    await comparison.getByRole('button', { name: 'Close' }).click();
    await window.details.waitFor();
  });

  test('Compare with… waits for the other invocation, and only takes one', async () => {
    await using window = await open();
    await click(window, 250);
    await window.details.getByRole('button', { name: 'Compare with…' }).click();
    await window.page.getByText('Choose the invocation to compare with', { exact: true }).first().waitFor();
    await click(window, 350);
    await expect.poll(() => window.announcement()).toBe('Only invocations can be compared.');
    await click(window, 650);
    await window.page.getByRole('region', { name: 'Comparison' }).waitFor();
  });

  test('the command to compare says what to do when nothing is selected', async () => {
    await using window = await open();
    await window.say({ type: 'command', command: 'compare' });
    await expect.poll(() => window.announcement()).toMatch('Select an invocation first');
  });

  test('a pinned environment comes first, a closed function shows its heading only', async () => {
    await using window = await open(twoFunctions());
    const labels = (): Promise<string[]> => window.page.locator('.label .label-name').allTextContents();
    await expect.poll(labels).toEqual(['orders', 'aa000001', 'aa000002', 'aa000003', 'report', 'bb000001']);
    await window.page.locator('.label.environment', { hasText: 'aa000003' }).click();
    await window.page.keyboard.press('p');
    await expect.poll(async () => (await labels())[0]).toBe('★ aa000003');
    await window.page.keyboard.press('p');
    await expect.poll(async () => (await labels())[0]).toBe('orders');
    const heading = window.page.getByRole('button', { name: 'orders 3 environments' });
    await heading.click();
    await expect.poll(labels).toEqual(['orders', 'report', 'bb000001']);
    expect(await heading.getAttribute('aria-expanded')).toBe('false');
    await heading.press('Enter');
    await expect.poll(async () => (await labels()).length).toBe(6);
  });

  test('one function alone, and all of them again', async () => {
    await using window = await open(twoFunctions());
    await window.page.getByRole('combobox', { name: 'Function' }).selectOption('report');
    await expect.poll(() => window.page.locator('.label.environment').count()).toBe(1);
    await expect
      .poll(() => window.page.getByRole('region', { name: 'Summary' }).innerText())
      .toMatch(/Invocations\s+1/u);
    await window.page.getByRole('combobox', { name: 'Function' }).selectOption('All functions');
    await expect.poll(() => window.page.locator('.label.environment').count()).toBe(4);
  });

  test('the details are beside the lanes where there is room, and beneath them where there is none', async () => {
    await using window = await open(evenly(), 1200);
    await click(window, 250);
    await window.details.waitFor();
    const beside = await window.details.boundingBox();
    const lanes = await window.lanes.boundingBox();
    expect(beside?.x).toBeGreaterThanOrEqual((lanes?.x ?? 0) + (lanes?.width ?? 0));
    await window.page.setViewportSize({ width: 280, height: 640 });
    await expect
      .poll(async () => (await window.details.boundingBox())?.y)
      .toBeGreaterThanOrEqual(((await window.lanes.boundingBox())?.y ?? 0) + 60);
  });
});
