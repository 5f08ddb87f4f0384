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

  it('an unknown function', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const from = window.sessions.records.length;
    await window.evaluate((vscode) => {
      void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        ...{ type: 'lambda', request: 'launch', name: 'Tested', function: 'Order' },
      });
    });
    const text = await dialogText(window);
    console.log('unknown', text);
    await window.screenshot(`missingTools-${version}-unknown`);
    await leaveDialog(window);
    await window.sessions.record(({ what }) => what === 'ended', from);
  });

  it.each([
    ['Wrong', {}],
    ['Halved', {}],
    ['Typed', {}],
    ['Snake', { 'warmpath.runtime.pythonPath': '/nowhere/python3' }],
    ['Orders', { 'warmpath.runtime.nodePath': '/nowhere/node' }],
    ['Python', { 'warmpath.runtime.pythonPath': SYSTEM_PYTHON }],
  ])('explore %s', async (name, settings) => {
    for (const [k, v] of Object.entries(settings))
      await window.evaluate(
        (vscode, a) => vscode.workspace.getConfiguration().update(a.k, a.v, vscode.ConfigurationTarget.Global),
        { k, v },
      );
    const from = window.sessions.records.length;
    await window.evaluate((vscode, name) => {
      void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        ...{ type: 'lambda', request: 'launch', name: 'Tested', function: name, event: {} },
      });
    }, name);
    await new Promise((r) => setTimeout(r, 4000));
    await window.screenshot(`missingTools-${version}-${name}`);
    console.log(name, window.sessions.records.slice(from).filter((r) => r.message?.event === 'output' || r.what !== 'event').map((r) => `${r.what} ${r.sessionType} ${JSON.stringify(r.message?.body ?? r.message?.command)}`.slice(0,1500)).join('\n'));
    if (await window.page.locator('.monaco-dialog-box').isVisible()) { console.log(await dialogText(window)); await leaveDialog(window); }
    console.log(await window.notifications());
    await window.evaluate((vscode) => vscode.debug.stopDebugging());
    await window.debug.ended();
  });
});
