import type { Locator } from 'playwright-core';
import { errors } from 'playwright-core';

const ATTEMPTS = 5;
/** The first attempt gets this, the second one twice as much, and so on: a slow machine must not be interrupted for ever. */
const ATTEMPT_MS = 3_000;

/**
 * Repeats what a user does until it works: the editor draws anew what it is told anew, and a click or key in that moment
 * is lost. `action` gets the milliseconds that each of its steps may take. Throws what the last attempt throws.
 */
export async function patiently<Result>(action: (timeout: number) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action(attempt * ATTEMPT_MS);
    } catch (thrown) {
      if (attempt === ATTEMPTS || !(thrown instanceof errors.TimeoutError)) throw thrown;
    }
  }
}

/** Repeats what a user does until it shows something; does nothing when that is shown already. */
export async function untilShown(element: Locator, action: (timeout: number) => Promise<void>): Promise<void> {
  await patiently(async (timeout) => {
    // It may only have been late.
    if (await element.first().isVisible()) return;
    await action(timeout);
    await element.first().waitFor({ timeout });
  });
}

/** Repeats what a user does until something is not shown any more; does nothing when there is no such thing. */
export async function untilHidden(element: Locator, action: (timeout: number) => Promise<void>): Promise<void> {
  await patiently(async (timeout) => {
    if (!(await element.first().isVisible())) return;
    await action(timeout);
    await element.first().waitFor({ state: 'hidden', timeout });
  });
}
