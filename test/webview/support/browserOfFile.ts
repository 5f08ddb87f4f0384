import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findChromium, openBrowser } from '../../editor/support/browser';

/** Why these tests cannot run here; undefined when they can. */
export const missingBrowser = findChromium().missing;

/** One browser for all tests of the file that calls it. */
export function browserOfFile(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (missingBrowser === undefined) browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return () => {
    if (browser === undefined) throw new Error('The browser has not started.');
    return browser;
  };
}
