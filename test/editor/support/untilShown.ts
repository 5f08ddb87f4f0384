import type { Locator } from 'playwright-core';
import { errors } from 'playwright-core';

const ATTEMPTS = 5;
const ATTEMPT_MS = 3_000;

/**
 * Repeats what a user does until it shows something: the editor draws anew what it is told anew, and a click or key in
 * that moment is lost. `action` gets the milliseconds that it may take. Throws what the last attempt throws.
 */
export async function untilShown(element: Locator, action: (timeout: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await action(ATTEMPT_MS);
      await element.first().waitFor({ timeout: ATTEMPT_MS });
      return;
    } catch (thrown) {
      if (attempt === ATTEMPTS || !(thrown instanceof errors.TimeoutError)) throw thrown;
    }
  }
}
