import type { ElementHandle, Locator } from 'playwright-core';
import { errors } from 'playwright-core';
import { patiently } from './untilShown';

/** An element of the page; the repository has no types of pages. */
interface ClickedElement {
  addEventListener(event: 'click', listener: () => void, options: { capture: true; once: true }): void;
}

/**
 * Clicks an element, and does so again only when it has got no click: it was replaced between press and release of the
 * button, as buttons and rows are that are drawn anew.
 */
export async function clickSurely(target: Locator): Promise<void> {
  await patiently(async (timeout) => {
    const element = (await target.elementHandle({ timeout })) as ElementHandle<ClickedElement> | null;
    const clicks = await element?.evaluateHandle((clicked) => {
      const seen = { number: 0 };
      const count = (): void => void (seen.number += 1);
      clicked.addEventListener('click', count, { capture: true, once: true });
      return seen;
    });
    try {
      await element?.click({ timeout });
    } catch (thrown) {
      const isGone = thrown instanceof Error && thrown.message.includes('not attached');
      if (!isGone) throw thrown;
    }
    const number = await clicks?.evaluate((seen) => seen.number);
    if (number !== 1) throw new errors.TimeoutError('The element got no click.');
  });
}
