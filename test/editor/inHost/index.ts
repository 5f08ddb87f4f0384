import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What is asked inside of the editor, by what it shows. */
const checks: Readonly<Record<string, () => Promise<void> | void>> = {
  'the extension under test is there and starts': async () => {
    const extension = vscode.extensions.getExtension('warmpath-test.sample');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.ok((await vscode.commands.getCommands()).includes('sample.greet'));
  },
  'debug sessions can be started': () => {
    assert.equal(typeof vscode.debug.startDebugging, 'function');
    assert.ok(vscode.extensions.getExtension('ms-vscode.js-debug'));
  },
};

/** Called by the editor; the run fails with what this throws. */
export async function run(): Promise<void> {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`passed: ${name}`);
    } catch (thrown) {
      console.error(`failed: ${name}\n${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`Failed: ${failed.join(', ')}`);
}
