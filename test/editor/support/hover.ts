import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { patiently } from './untilShown';
import { plain } from './visibleText';

/**
 * Moves the mouse over `target` until `hover` is shown, and away and back when it is not; returns its text. The editor
 * hides a hover when what lies below it is drawn anew.
 */
export async function hoverText(window: EditorWindow, target: Locator, hover: Locator): Promise<string> {
  return await patiently(async (timeout) => {
    await window.page.mouse.move(0, 0);
    await target.first().waitFor({ timeout });
    // Text lies over what marks it.
    await target.first().hover({ force: true, timeout });
    await hover.first().waitFor({ timeout });
    return plain(await hover.first().innerText({ timeout }));
  });
}
