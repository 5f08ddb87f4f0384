import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { untilShown } from './untilShown';

/**
 * Follows a link in the output as the editor tells users to: with the mouse on it, Ctrl held down, and a click. The lowest
 * link with this text is taken: those above it may be out of sight. Ready when `opened` is shown.
 */
export async function followOutputLink(window: EditorWindow, text: string, opened: Locator): Promise<void> {
  const { keyboard, mouse } = window.page;
  // Under the mouse the editor draws the link anew and gives it another class, so a locator would lose it in mid-click.
  const marked = window.page.locator('.panel .detected-link-active', { hasText: text });
  const links = window.page.locator('.panel .detected-link', { hasText: text }).or(marked);
  await untilShown(opened, async (timeout) => {
    await links.first().waitFor({ timeout });
    const boxes = await Promise.all((await links.all()).map((link) => link.boundingBox({ timeout })));
    const [lowest] = boxes.filter((box) => box !== null).toSorted((one, other) => other.y - one.y);
    if (lowest === undefined) return;
    const place = { x: lowest.x + lowest.width / 2, y: lowest.y + lowest.height / 2 };
    await mouse.move(place.x, place.y);
    await keyboard.down('Control');
    try {
      // The editor looks for the key when the mouse moves.
      await mouse.move(place.x + 1, place.y);
      await marked.first().waitFor({ timeout });
      await mouse.down();
      await mouse.up();
    } finally {
      await keyboard.up('Control');
    }
  });
}
