import { describe, expect, test } from 'vitest';
import { Scenario } from '../unit/timeline/scenario';
import { browserOfFile, missingBrowser } from './support/browserOfFile';
import { coldAndWarm, EVENLY_MS, evenly, historyOf, shareOf } from './support/histories';
import { TimelineWindow } from './support/timelineWindow';

const EVERYTHING = '1 environment, from 0 ms to 800 ms of 800 ms';

describe.skipIf(missingBrowser !== undefined)('moving through the timeline', () => {
  const browser = browserOfFile();

  async function open(): Promise<TimelineWindow> {
    const window = await TimelineWindow.open(browser());
    await window.say(historyOf(evenly(), { live: false }));
    await shows(window, EVERYTHING);
    return window;
  }

  async function shows(window: TimelineWindow, text: string | RegExp): Promise<void> {
    await expect.poll(() => window.description()).toMatch(text);
  }

  /** First and last moment in view, in milliseconds. */
  async function shown(window: TimelineWindow): Promise<{ from: number; to: number }> {
    const found = /from ([\d.]+) ms to ([\d.]+) ms of/u.exec(await window.description());
    return { from: Number(found?.[1]), to: Number(found?.[2]) };
  }

  async function changed(window: TimelineWindow, before: string): Promise<{ from: number; to: number }> {
    await expect.poll(() => window.description()).not.toBe(before);
    return await shown(window);
  }

  test.each([
    ['the wheel', ''],
    ['a pinch, which comes as a wheel with Ctrl', 'Control'],
  ])('%s zooms, and what is at the pointer stays there', async (_name, key) => {
    await using window = await open();
    const { x, y } = await window.place('3f9c2a71', shareOf(250));
    await window.page.mouse.move(x, y);
    if (key !== '') await window.page.keyboard.down(key);
    await window.page.mouse.wheel(0, key === '' ? -300 : -100);
    const { from, to } = await changed(window, EVERYTHING);
    expect(to - from).toBeLessThan(EVENLY_MS * 0.8);
    expect((250 - from) / (to - from)).toBeCloseTo(shareOf(250), 1);
    // The cold invocation is under the pointer as before.
    await window.page.mouse.move(x + 1, y);
    await expect.poll(() => window.page.getByRole('tooltip').textContent()).toMatch(/cold/iu);
  });

  test('Shift and the wheel move to the right and back', async () => {
    await using window = await open();
    await window.lanes.focus();
    await window.page.keyboard.press('w');
    const before = await changed(window, EVERYTHING);
    const { x, y } = await window.place('3f9c2a71', 0.5);
    await window.page.mouse.move(x, y);
    await window.page.keyboard.down('Shift');
    const description = await window.description();
    await window.page.mouse.wheel(0, 60);
    const after = await changed(window, description);
    expect(after.from).toBeGreaterThan(before.from);
    expect(after.to - after.from).toBeCloseTo(before.to - before.from, -1);
  });

  test('dragging moves what was taken hold of', async () => {
    await using window = await open();
    await window.lanes.focus();
    await window.page.keyboard.press('w');
    const before = await changed(window, EVERYTHING);
    const description = await window.description();
    const from = await window.place('3f9c2a71', 0.5);
    await window.page.mouse.move(from.x, from.y);
    await window.page.mouse.down();
    await window.page.mouse.move(from.x - 60, from.y, { steps: 4 });
    await window.page.mouse.up();
    const after = await changed(window, description);
    expect(after.from).toBeGreaterThan(before.from);
    // What was only dragged is not selected.
    await expect.poll(() => window.details.count()).toBe(0);
  });

  test('W and S zoom, A and D move, + - and 0 as well', async () => {
    await using window = await open();
    await window.lanes.focus();
    for (const [zoomIn, zoomOut] of [
      ['w', 's'],
      ['+', '-'],
    ] as const) {
      await window.page.keyboard.press(zoomIn);
      const near = await changed(window, EVERYTHING);
      expect(near.to - near.from).toBeLessThan(600);
      await window.page.keyboard.press(zoomOut);
      await shows(window, EVERYTHING);
    }
    await window.page.keyboard.press('w');
    await window.page.keyboard.press('w');
    const middle = await changed(window, EVERYTHING);
    let description = await window.description();
    await window.page.keyboard.press('a');
    const left = await changed(window, description);
    expect(left.from).toBeLessThan(middle.from);
    description = await window.description();
    await window.page.keyboard.press('d');
    expect((await changed(window, description)).from).toBeGreaterThan(left.from);
    await window.page.keyboard.press('0');
    await shows(window, EVERYTHING);
  });

  test('Home and End go to the beginning and the end', async () => {
    await using window = await open();
    await window.lanes.focus();
    for (let press = 0; press < 4; press += 1) await window.page.keyboard.press('w');
    await expect.poll(async () => (await shown(window)).from).toBeGreaterThan(100);
    await window.page.keyboard.press('Home');
    await shows(window, /from 0 ms to/u);
    await window.page.keyboard.press('End');
    await shows(window, /to 8\d\d ms of 800 ms/u);
  });

  test('F zooms to the selection, and F again to everything', async () => {
    await using window = await open();
    const { x, y } = await window.place('3f9c2a71', shareOf(250));
    await window.page.mouse.click(x, y);
    await window.details.waitFor();
    await window.page.keyboard.press('f');
    const near = await changed(window, EVERYTHING);
    expect(near.from).toBeGreaterThan(150);
    expect(near.to).toBeLessThan(350);
    await window.page.keyboard.press('f');
    await shows(window, EVERYTHING);
  });

  test('a double-click zooms to what was clicked, beside everything it shows everything', async () => {
    await using window = await open();
    const { x, y } = await window.place('3f9c2a71', shareOf(450));
    await window.page.mouse.dblclick(x, y);
    const near = await changed(window, EVERYTHING);
    expect(near.from).toBeGreaterThan(350);
    expect(near.to).toBeLessThan(550);
    await window.page.keyboard.press('Escape');
    await expect.poll(() => window.details.count()).toBe(0);
    await window.page.mouse.dblclick(x, y + 150);
    await shows(window, EVERYTHING);
  });

  test('idle time is shortened with its length in words, and G shows it as it was', async () => {
    await using window = await TimelineWindow.open(browser());
    const scenario = new Scenario();
    scenario.environment('3f9c2a71').created().init(200).invoke(50).frozen(720_000).invoke(20).shutdown(1);
    await window.say(historyOf(scenario.events, { live: false }));
    await shows(window, '1 idle time shortened');
    await window.lanes.focus();
    await window.page.keyboard.press('g');
    await expect.poll(() => window.description()).not.toMatch('shortened');
    await expect.poll(() => window.announcement()).toBe('Idle time is shown as long as it was.');
    await window.page.keyboard.press('g');
    await shows(window, '1 idle time shortened');
  });

  test('the minimap: a drag marks what is shown, the lens can be moved, a double-click shows everything', async () => {
    await using window = await open();
    const minimap = window.page.locator('.minimap');
    const box = await minimap.boundingBox();
    if (box === null) throw new Error('The minimap is not shown.');
    const drag = async (from: number, to: number): Promise<void> => {
      await window.page.mouse.move(box.x + from * box.width, box.y + 10);
      await window.page.mouse.down();
      await window.page.mouse.move(box.x + to * box.width, box.y + 10, { steps: 4 });
      await window.page.mouse.up();
    };
    await drag(0.25, 0.5);
    const marked = await changed(window, EVERYTHING);
    expect(marked.from).toBeGreaterThan(180);
    expect(marked.to).toBeLessThan(430);
    const description = await window.description();
    await drag(0.375, 0.5);
    const moved = await changed(window, description);
    expect(moved.from - marked.from).toBeGreaterThan(80);
    await minimap.dblclick();
    await shows(window, EVERYTHING);
  });

  test('Shift and a drag measure: duration, invocations and cold starts; Esc ends it', async () => {
    await using window = await open();
    const from = await window.place('3f9c2a71', shareOf(150));
    const to = await window.place('3f9c2a71', shareOf(550));
    await window.page.mouse.move(from.x, from.y);
    await window.page.keyboard.down('Shift');
    await window.page.mouse.down();
    await window.page.mouse.move(to.x, to.y, { steps: 4 });
    await window.page.mouse.up();
    await window.page.keyboard.up('Shift');
    const measured = window.page.getByRole('group', { name: 'Measured' });
    await expect.poll(() => measured.textContent()).toMatch(/^(39|40)\d ms, 2 invocations, 1 cold, 200 ms billed/u);
    await expect.poll(() => window.announcement()).toMatch('2 invocations, 1 cold');
    await window.screenshot('measured');
    await window.page.keyboard.press('Escape');
    await expect.poll(() => measured.count()).toBe(0);
  });

  test('follows what happens until somebody moves; the chip goes back to now', async () => {
    await using window = await TimelineWindow.open(browser());
    const events = coldAndWarm();
    const first = events.slice(0, 12);
    await window.say(historyOf(first));
    await window.page.getByText('3f9c2a71').waitFor();
    const chip = window.page.getByRole('button', { name: 'Jump to now' });
    await window.lanes.focus();
    for (let press = 0; press < 3; press += 1) await window.page.keyboard.press('w');
    await window.page.keyboard.press('Home');
    await chip.waitFor();
    await expect.poll(() => window.description()).toMatch(/from 0 ms to/u);
    const before = (await window.description()).split(' of ')[0];
    const rest = events.slice(12);
    await window.say({ type: 'events', events: rest, nowMonotonicMs: rest.at(-1)?.monotonicMs ?? 0 });
    await expect.poll(() => window.page.locator('.label.environment').textContent()).toMatch('5 warm');
    // Whoever has moved is left where they are.
    expect((await window.description()).split(' of ')[0]).toBe(before);
    await chip.click();
    await expect.poll(() => chip.count()).toBe(0);
    await expect.poll(() => window.description()).not.toMatch(/from 0 ms to/u);
    // A step to the left is enough, also while the present is still in view.
    await window.lanes.focus();
    await window.page.keyboard.press('a');
    await chip.waitFor();
  });
});
