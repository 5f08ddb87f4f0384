import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';

const PROGRAM = `let calls = 0;
function handle(name) {
  calls += 1;
  return name + calls;
}
setInterval(() => handle('order-'), 50);
`;
const SAMPLE = path.resolve('test/fixtures/editor/sampleExtension');

describe.each(EDITOR_VERSIONS)('the editor host %s', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({ 'program.js': PROGRAM });
    host = await EditorHost.start({ version, extensionFolders: [SAMPLE] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`host-${version}`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  it('runs functions beside the extensions', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const found = await window.evaluate(
      (vscode, extension) => ({ version: vscode.version, extension: vscode.extensions.getExtension(extension)?.id }),
      'ms-vscode.js-debug',
    );
    expect(found).toEqual({ version: host.files.editor, extension: 'ms-vscode.js-debug' });
    const failing = window.evaluate(() => {
      throw new RangeError('too far');
    });
    await expect(failing).rejects.toThrow('In the editor: RangeError: too far');
  });

  it('does and sees what a user does and sees', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('program.js'));
    await expect.poll(() => window.editor.codeLenses()).toEqual(['Greet Lens', 'Greet', '2 warm']);
    await window.editor.clickLens('Greet Lens');
    await window.notification('Hello Lens');
    await window.editor.clickLens('Greet');
    await expect.poll(() => window.quickPick.prompt()).toBe('Whom?');
    await expect.poll(() => window.quickPick.entries()).toEqual(['Ada', 'Grace', 'Grace Two']);
    await window.quickPick.choose('Grace');
    await window.notification('Hello Grace');
    await expect.poll(() => window.statusBar()).toContain('Grace');

    expect(await window.commandsFor('Sample: ')).toContain('Sample: Greet');
    await window.runCommand('Sample: Greet');
    await window.quickPick.choose('Ada');
    await window.notification('Hello Ada');
    await expect.poll(() => window.notifications()).toContain('Hello Ada');
    await expect.poll(() => window.allNotifications()).toEqual(['Hello Ada', 'Hello Grace', 'Hello Lens']);
    await expect.poll(() => window.outputChannel('Sample Output')).toBe('Hello Lens\nHello Grace\nHello Ada\n');
    await expect.poll(() => window.outputChannel('Sample Log')).toMatch(/\[info\] greeted Ada\n$/);

    await window.evaluate((vscode) => vscode.commands.executeCommand('workbench.view.extension.sample'));
    await window.row('Rows', 'pear').waitFor();
    await expect.poll(() => window.treeView('Rows')).toBe('- fruit\n  apple\n  pear\nstone');
    await window.screenshot(`host-${version}-view`);

    await window.editor.open(project.path('program.js'), 7);
    await window.editor.type('// the end\n');
    await window.editor.save();
    await expect.poll(() => window.editor.text()).toContain("setInterval(() => handle('order-'), 50);\n// the end");
  });

  it('stops a debugged program at a breakpoint', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await using program = await startProgram(project.path('program.js'));
    await window.editor.setBreakpoint(project.path('program.js'), 4);
    await window.evaluate(
      (vscode, port) =>
        vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
          ...{ type: 'pwa-node', request: 'attach', name: 'Program' },
          ...{ address: '127.0.0.1', port, continueOnAttach: true },
        }),
      program.port,
    );
    const first = await window.sessions.stop();
    expect(first.frames[0]).toMatchObject({ name: 'global.handle', file: project.path('program.js'), line: 4 });
    expect(await window.sessions.locals(first)).toMatchObject({ name: "'order-'" });
    await expect.poll(() => window.debug.markedLine()).toBe('return name + calls;');
    await expect.poll(() => window.debug.toolbar()).toContain('Continue');
    await expect.poll(() => window.debug.callStack()).toMatch(/« Program.* Paused On Breakpoint/i);
    await window.expand('Variables', 'Local: handle');
    await expect.poll(() => window.debug.variables()).toContain("name = 'order-'");
    await window.screenshot(`host-${version}-stopped`);

    const calls = Number(await window.sessions.evaluate(first, 'calls'));
    await window.debug.press('Continue');
    const second = await window.sessions.stop(first);
    expect(await window.sessions.evaluate(second, 'calls')).toBe(String(calls + 1));
    await window.debug.press('Disconnect');
    await window.debug.ended();
  });
});

/** Starts a program that a debugger can attach to. */
async function startProgram(file: string): Promise<AsyncDisposable & { readonly port: number }> {
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The program ended.')));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const listening = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (listening !== undefined) resolve(Number(listening));
    });
  });
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
