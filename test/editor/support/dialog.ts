import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { untilHidden } from './untilShown';

/** The text of the modal dialog, as soon as there is one. */
export async function dialogText(window: EditorWindow): Promise<string> {
  const text = dialog(window).locator('.dialog-message-container');
  await text.waitFor();
  return (await text.innerText()).trim();
}

/** Leaves the modal dialog by the Escape key; ready when it is gone. */
export async function leaveDialog(window: EditorWindow): Promise<void> {
  await untilHidden(dialog(window), (timeout) => dialog(window).press('Escape', { timeout }));
}

function dialog(window: EditorWindow): Locator {
  return window.page.locator('.monaco-dialog-box');
}
