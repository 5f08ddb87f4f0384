import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Hover } from 'vscode';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Events:
        Uploads:
          Type: S3
          Properties:
            Bucket: !Ref Bucket
            Events: s3:ObjectCreated:*
  Gone:
    Type: AWS::Serverless::Function
    Properties:
      Handler: gone.handler
  Bucket:
    Type: AWS::S3::Bucket
`;
const ORDERS = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  return { count, id: event.id };
};
`;

describe.each(EDITOR_VERSIONS)('functions in VS Code (code-server %s)', (version) => {
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
      'events/orders.json': '{"id": 7}',
    });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`functions-${version}-last`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const output = (): Promise<string> => window.outputChannel('Warmpath');
  const openView = async (): Promise<void> => {
    await window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.functions.focus'));
  };

  it('are invoked by the lens of their handler, cold and then warm', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('src/orders.js'));
    await expect.poll(() => window.editor.codeLenses()).toEqual(['Invoke', 'Debug', 'cold']);
    await window.screenshot(`functions-${version}-lenses`);
    await window.editor.clickLens('Invoke');
    await expect.poll(output).toMatch(/cold start[\s\S]*"count": 1,\s+"id": 7[\s\S]*REPORT /);
    await expect
      .poll(() => window.editor.codeLenses())
      .toEqual(['Invoke', 'Debug', expect.stringMatching(/^1 warm · .+ m?s$/)]);
    await window.editor.clickLens('Invoke');
    await expect.poll(output).toMatch(/warm[\s\S]*"count": 2,\s+"id": 7/);
    await window.screenshot(`functions-${version}-invoked`);
  });

  it('are in their view, with problems, environments and events', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await openView();
    await window.row('Functions', 'Orders').waitFor();
    await window.expand('Functions', 'Orders');
    await window.expand('Functions', 'Gone');
    await expect
      .poll(() => window.treeView('Functions'))
      .toBe(
        [
          '- Ordersnodejs22.x',
          '  Environment #1frozen · 2 invocations',
          '  ordersevents/orders.json',
          '- Gonenodejs22.x',
          `  There is no file for the handler gone.handler in ${project.path('src')}; build it, or correct Handler or the code folder.`,
        ].join('\n'),
      );
    await window.screenshot(`functions-${version}-view`);
  });

  it('are debugged by the lens, and invoked again in the same session', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.setBreakpoint(project.path('src/orders.js'), 4);
    await window.editor.clickLens('Debug');
    const cold = await window.sessions.stop();
    expect(await window.sessions.evaluate(cold, 'count')).toBe('1');
    await expect
      .poll(() => window.editor.codeLenses())
      .toEqual(['Invoke', 'Debug', expect.stringMatching(/^1 paused/)]);
    await expect.poll(() => window.debug.toolbar()).toEqual(expect.arrayContaining(['Invoke Again', 'Detach']));
    await window.screenshot(`functions-${version}-debugging`);
    await window.sessions.continue(cold);
    await expect.poll(() => window.editor.codeLenses()).toEqual(['Invoke', 'Debug', expect.stringMatching(/^1 warm/)]);
    await window.editor.clickLens('Invoke');
    const warm = await window.sessions.stop(cold);
    expect(await window.sessions.evaluate(warm, 'count')).toBe('2');
    await window.sessions.continue(warm);
    await window.evaluate((vscode) => void vscode.commands.executeCommand('warmpath.invokeAgain'));
    const again = await window.sessions.stop(warm);
    expect(await window.sessions.evaluate(again, 'count')).toBe('3');
    await window.sessions.continue(again);
    await window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.detach'));
    await window.debug.ended();
    await expect.poll(() => window.editor.codeLenses()).toEqual(['Invoke', 'Debug', expect.stringMatching(/^1 warm/)]);
  });

  it('are chosen by one pick, and so are events', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.runCommand('Warmpath: New Event…');
    await window.quickPick.choose('Orders');
    await expect.poll(() => window.quickPick.prompt()).toBe('Event for Orders');
    await expect
      .poll(async () => (await window.quickPick.entries()).slice(0, 4))
      .toEqual([
        'ordersevents/orders.json used last',
        'S3 event notificationsample:s3 samples for this function',
        'From the clipboard other',
        'Empty event{}',
      ]);
    await window.quickPick.choose('S3 event notification');
    await expect.poll(() => window.editor.text()).toContain('"eventName": "ObjectCreated:Put"');
    await window.editor.save();
    await openView();
    await expect.poll(() => window.treeView('Functions')).toContain('Orders-s3events/Orders-s3.json');
    const hovers = (): Promise<string> =>
      window.evaluate(async (vscode) => {
        const document = vscode.window.activeTextEditor?.document;
        if (document === undefined) return 'no document';
        const at = document.positionAt(document.getText().indexOf('eventName') + 2);
        const found = await vscode.commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
        return found.flatMap(({ contents }) => contents.map((each) => (each as { value: string }).value)).join('\n');
      });
    await expect.poll(hovers).toContain('What happened');
    await window.screenshot(`functions-${version}-event`);
  });
});

describe.each(EDITOR_VERSIONS.slice(-1))('without what functions need (code-server %s)', (version) => {
  let missing: string | undefined;

  beforeAll(async () => {
    missing = await missingForEditor(version);
  });

  it('says in Restricted Mode why nothing is run', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await using project = await TemporaryProject.create({ 'template.yaml': TEMPLATE, 'src/orders.js': ORDERS });
    await using host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      workspaceTrust: true,
    });
    const window = await host.open(project.folder);
    await window.editor.open(project.path('src/orders.js'));
    await expect.poll(() => window.editor.codeLenses()).toEqual(['Trust this workspace to run the function']);
    await window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.functions.focus'));
    await window.row('Functions', 'Orders').waitFor();
    await expect
      .poll(() => window.treeView('Functions'))
      .toMatch(/^Not run in Restricted Mode\s?Trust this workspace…\nOrders/);
    await window.evaluate((vscode) => void vscode.commands.executeCommand('warmpath.invoke', 'Orders'));
    await window.notification('Functions are not run in Restricted Mode; trust this workspace to run the code');
    await window.screenshot(`functions-restricted-${version}`);
    await window.editor.clickLens('Trust this workspace to run the function');
    await expect.poll(() => window.page.locator('.workspace-trust-editor').isVisible()).toBe(true);
  });

  it('says in a folder without functions where they come from', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await using project = await TemporaryProject.create({ 'notes.txt': 'Nothing here.' });
    await using empty = await TemporaryProject.create({
      'template.yaml': TEMPLATE.replaceAll('nodejs22.x', 'python3.12'),
      'src/orders.py': 'def handler(event, context):\n    return {}\n',
    });
    await using host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      settings: { 'warmpath.runtime.pythonPath': '/no/such/python' },
    });
    const window = await host.open(project.folder);
    await window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.functions.focus'));
    const welcome = window.view('Functions').locator('.welcome-view-content');
    await expect.poll(() => welcome.innerText()).toContain('No Lambda function was found in this folder.');
    await window.screenshot(`functions-none-${version}`);
    await window.openFolder(empty.folder);
    await window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.functions.focus'));
    await expect.poll(() => window.treeView('Functions')).toContain('+ Orders');
    await window.expand('Functions', 'Orders');
    await expect
      .poll(() => window.treeView('Functions'))
      .toContain('The Python chosen in the settings cannot be run: /no/such/python');
    await window.screenshot(`functions-no-python-${version}`);
  });
});
