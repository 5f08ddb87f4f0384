import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { dialogText, leaveDialog } from './support/dialog';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: orders.handler }
  Halved:
    Type: AWS::Serverless::Function
    Properties: { Handler: halved.handler }
  Typed:
    Type: AWS::Serverless::Function
    Properties: { Handler: typed.handler }
  Snake:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.11, Handler: snake.handler, CodeUri: snake }
  Python:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.11, Handler: python.handler, CodeUri: python }
  Wrong:
    Type: AWS::Serverless::Function
    Properties: { Handler: orders.handler, MemorySize: lots }
`;
const SYSTEM_PYTHON = '/usr/bin/python3';

describe.each(EDITOR_VERSIONS)('what is missing is said in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let withoutFunctions: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'src/orders.js': 'exports.handler = async () => 1;\n',
      'src/halved.js': 'exports.handler = async () => {\n  return {;\n};\n',
      'src/typed.ts': 'import { price } from "./prices";\nexport const handler = async () => price;\n',
      'snake/snake.py': 'def handler(event, context):\n    return 1\n',
      'python/python.py': 'def handler(event, context)\n    return 1\n',
    });
    withoutFunctions = await TemporaryProject.create({ 'notes.py': 'print("hello")\n' });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
    await withoutFunctions[Symbol.asyncDispose]();
  });

  async function change(setting: string, value: string | undefined): Promise<void> {
    await window.evaluate(
      (vscode, { name, to }) =>
        vscode.workspace.getConfiguration().update(name, to ?? undefined, vscode.ConfigurationTarget.Global),
      { name: setting, to: value ?? null },
    );
  }

  /** Starts a session that VS Code refuses with a dialog; returns the dialog's text when nothing is left of it. */
  async function refused(picture: string, configuration: object): Promise<string> {
    const from = window.sessions.records.length;
    await window.evaluate((vscode, given) => {
      void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        ...{ type: 'lambda', request: 'launch', name: 'Tested' },
        ...given,
      });
    }, configuration);
    const text = await dialogText(window);
    await window.screenshot(`missingTools-${version}-${picture}`);
    await leaveDialog(window);
    await window.sessions.record(({ what, sessionType }) => what === 'ended' && sessionType === 'lambda', from);
    await nothingLeft();
    return text;
  }

  /** Starts a session whose function cannot be run; returns the message shown for that when nothing is left of it. */
  async function failed(picture: string, configuration: object): Promise<string> {
    await window.evaluate((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
    const session = await LambdaSession.start(window, { event: {}, ...configuration });
    let messages: readonly string[] = [];
    await expect.poll(async () => (messages = await window.notifications())).toHaveLength(1);
    const [message = ''] = messages;
    await window.screenshot(`missingTools-${version}-${picture}`);
    await session.printed(message);
    await session.stop();
    await nothingLeft();
    return message;
  }

  /** No session, and no environment of one. */
  async function nothingLeft(): Promise<void> {
    await window.debug.ended();
    await expect.poll(() => window.evaluate((vscode) => vscode.debug.activeDebugSession?.name ?? 'none')).toBe('none');
    await expect.poll(() => window.statusBar()).not.toContainEqual(expect.stringContaining('warm'));
  }

  it('an unknown function, with a near name', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    expect(await refused('unknown', { function: 'Order' })).toBe(
      `There is no function or handler file "Order" in ${project.folder}; did you mean Orders?`,
    );
  });

  it('a function whose template has errors', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    expect(await refused('template', { function: 'Wrong' })).toBe(
      'Wrong cannot be run: MemorySize is not a number; correct it.',
    );
  });

  it('a Python that is not there', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await change('warmpath.runtime.pythonPath', '/nowhere/python3');
    expect(await failed('python', { function: 'Snake' })).toBe(
      'The Python chosen in the settings cannot be run: /nowhere/python3 (not found). Correct the path, or remove it to use the one that is found.',
    );
    await change('warmpath.runtime.pythonPath', undefined);
  });

  it('a Python without debugpy, with the command that installs it', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const place = project.path('snake/.venv');
    execFileSync(SYSTEM_PYTHON, ['-m', 'venv', '--without-pip', place]);
    const message = await failed('debugpy', { function: 'Snake' });
    expect(message).toBe(
      `Debugging Snake needs debugpy, which ${place}/bin/python does not have: run "${place}/bin/python -m ensurepip && ${place}/bin/python -m pip install debugpy", or install the Python Debugger extension.`,
    );
  });

  it('a Node.js that is not there', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await change('warmpath.runtime.nodePath', '/nowhere/node');
    expect(await failed('node', { function: 'Orders' })).toBe(
      'The Node.js chosen in the settings cannot be run: /nowhere/node (not found). Correct the path, or remove it to use the one that is found.',
    );
    await change('warmpath.runtime.nodePath', undefined);
  });

  it('TypeScript that cannot be built', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    expect(await failed('typed', { function: 'Typed' })).toBe(
      'typed.ts:1:23: Could not resolve "./prices"; correct it and invoke the function again.',
    );
  });

  it.for([
    { name: 'Halved', error: "SyntaxError: Unexpected token ';'", place: 'src/halved.js' },
    { name: 'Python', error: "Syntax error in module 'python': expected ':' (python.py, line 1)", place: 'python.py' },
  ])('the syntax error of $name, in a session that goes on', async ({ name, error, place }, ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await change('warmpath.runtime.pythonPath', SYSTEM_PYTHON);
    const session = await LambdaSession.start(window, { function: name, event: {} });
    await session.printed(/REPORT RequestId.*Error Type: Runtime.UserCodeSyntaxError/);
    expect(session.output()).toContain(error);
    expect(session.output()).toContain(place);
    expect(session.output()).not.toContain('No debugger attached');
    await expect.poll(async () => (await window.debug.console()).join('\n')).toContain(error);
    await window.screenshot(`missingTools-${version}-${name}`);
    await session.stop();
    await nothingLeft();
    await change('warmpath.runtime.pythonPath', undefined);
  });

  it('that there is no function to debug', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.openFolder(withoutFunctions.folder);
    await window.editor.open(withoutFunctions.path('notes.py'));
    await window.editor.focus();
    await window.page.keyboard.press('F5');
    // Nobody else debugs Python here, so nothing is asked.
    await window.notification(
      'No Lambda function was found in this workspace; add a template, or open the handler to debug.',
    );
    await window.screenshot(`missingTools-${version}-empty`);
    await nothingLeft();
  });
});
