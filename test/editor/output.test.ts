import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
    Timeout: 20
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
  Broken:
    Type: AWS::Serverless::Function
    Properties:
      Handler: broken.handler
  Flood:
    Type: AWS::Serverless::Function
    Properties:
      Handler: flood.handler
  Ancient:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs8.10
      Handler: orders.handler
`;
const ORDERS = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  console.log('Order', event.id);
  console.warn(JSON.stringify({ level: 'WARN', stock: 2 }));
  return { count, id: event.id, total: 12.50 };
};
`;
const BROKEN = `exports.handler = async (event) => {
  const order = event.missing;
  return order.id;
};
`;
const FLOOD = `exports.handler = async () => {
  for (let line = 1; line <= 100000; line += 1) process.stdout.write('line ' + line + '\\n');
  return 'done';
};
`;

describe.each(EDITOR_VERSIONS)('the result of an invocation in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'src/orders.js': ORDERS,
      'src/broken.js': BROKEN,
      'src/flood.js': FLOOD,
    });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`output-${version}-last`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const invoke = (name: string, event: unknown): Promise<void> =>
    window.evaluate(
      async (vscode, given) => {
        await vscode.commands.executeCommand('warmpath.testInvoke', given.name, given.event);
      },
      { name, event },
    );
  const output = (): Promise<string> => window.outputChannel('Warmpath');

  it('is shown in the output: heading, log, answer and report, cold and warm', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('src/orders.js'));
    await invoke('Orders', { id: 7 });
    await invoke('Orders', { id: 8 });
    console.log(await output());
    await window.screenshot(`output-${version}-answer`);
    console.log(await window.statusBar());
  });

  it('shows an error where it happened, and links in the output lead there', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await invoke('Broken', {});
    await window.screenshot(`output-${version}-error`);
    const links = await window.evaluate(async (vscode) => {
      const document = vscode.workspace.textDocuments.find(({ languageId }) => languageId === 'warmpath-log');
      if (document === undefined) return [];
      const found = await vscode.commands.executeCommand<import('vscode').DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      return found.map(({ target, range }) => [target?.toString(), document.getText(range)]);
    });
    console.log(links);
    console.log(await window.evaluate((vscode, file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).map((d) => [d.source, d.code, d.message, d.range.start.line, d.range.start.character]), project.path('src/broken.js')));
  });

  it('flood', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const started = Date.now();
    await invoke('Flood', {});
    console.log('flood', Date.now() - started);
    const text = await output();
    console.log(text.length, text.split('\n').length, text.slice(-600));
    await window.screenshot(`output-${version}-flood`);
    await invoke('Ancient', {});
    console.log(await window.notifications());
    void readFile;
  });
});
