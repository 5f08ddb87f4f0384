import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { hoverText } from './support/hover';
import { followOutputLink } from './support/outputLinks';
import { untilShown } from './support/untilShown';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
    Timeout: 60
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
  Broken:
    Type: AWS::Serverless::Function
    Properties:
      Handler: broken.handler
  Importing:
    Type: AWS::Serverless::Function
    Properties:
      Handler: importing.handler
  Flood:
    Type: AWS::Serverless::Function
    Properties:
      Handler: flood.handler
  Refused:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
  Snake:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: snake.handler
`;
const ORDERS = `let count = 0;
exports.handler = async (event) => {
  count += 1;
  console.log('Order', event.id);
  console.warn('Low stock', { left: 2 });
  return { count, items: [{ id: event.id }] };
};
`;
const BROKEN = `exports.handler = async (event) => {
  const order = event.order;
  return order.id;
};
`;
const IMPORTING = `const path = require('node:path');
const nothing = require('no-such-module');
exports.handler = async () => path.join(nothing);
`;
const FLOOD = `exports.handler = async () => {
  for (let line = 1; line <= 30000; line += 1) console.log('line', line);
  return 'done';
};
`;
const SNAKE = `def total(order):
    return order["price"]


calls = 0


def handler(event, context):
    global calls
    calls += 1
    return total(event if calls == 1 else {"price": 7})
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
      'src/importing.js': IMPORTING,
      'src/flood.js': FLOOD,
      'src/snake.py': SNAKE,
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

  /** Invokes as the buttons do; resolves when the invocation is over. */
  const invoke = async (name: string): Promise<void> => {
    const key = `${project.path('template.yaml')}#${name}`;
    await window.evaluate((vscode, given) => vscode.commands.executeCommand('warmpath.invoke', given), key);
  };

  /** What the output has got since `from`, as soon as it holds a report. */
  const output = async (from: number, reports = 1): Promise<string> => {
    const text = async (): Promise<string> => (await window.outputChannel('Warmpath')).slice(from);
    await expect.poll(async () => (await text()).match(/^REPORT /gm)?.length ?? 0).toBe(reports);
    return text();
  };
  const outputLength = async (): Promise<number> => (await window.outputChannel('Warmpath')).length;

  /** Our diagnostics of a file: code, message, line from 1 and marked text. */
  const diagnostics = (file: string): Promise<(string | number)[][]> =>
    window.evaluate(async (vscode, name) => {
      const document = await vscode.workspace.openTextDocument(name);
      return vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'Warmpath')
        .map(({ code, message, range }) => [
          ...[typeof code === 'string' ? code : '', message, range.start.line + 1, document.getText(range)],
        ]);
    }, project.path(file));

  it('is in the output: heading, log, answer and report, cold and warm', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('src/orders.js'));
    await invoke('Orders');
    const cold = (await output(0)).replace(/[\da-f-]{36}/g, '<id>').split('\n');
    expect(cold.slice(0, 2)).toEqual(['', '▶ Orders ← {} · cold start: first invocation']);
    const from = await outputLength();
    await invoke('Orders');
    const warm = (await output(from)).replace(/[\da-f-]{36}/g, '<id>').replace(/\d{4}-\S+Z/g, '<time>');
    expect(warm).toMatch(/^REPORT RequestId: <id>\tDuration: .* ms\tBilled Duration: .* MB\t$/m);
    expect(warm.slice(0, warm.indexOf('REPORT'))).toBe(`
▶ Orders ← {} · warm
START RequestId: <id> Version: $LATEST
<time>\t<id>\tINFO\tOrder undefined
<time>\t<id>\tWARN\tLow stock { left: 2 }
Response:
{
  "count": 2,
  "items": [
    {}
  ]
}
END RequestId: <id>
`);
    await window.screenshot(`output-${version}-answer`);
  });

  it('is coloured, and the status bar tells what is warm', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    // A class for each colour.
    const colour = (text: string): Promise<string | null> =>
      window.page.locator('.panel .view-line span > span', { hasText: text }).last().getAttribute('class');
    await window.page.locator('.panel .view-line', { hasText: 'REPORT' }).last().waitFor();
    // The editor colours lines a little after it has shown them.
    const colours = async (): Promise<number> =>
      new Set([await colour('REPORT'), await colour('WARN'), await colour('INFO'), await colour('Low stock')]).size;
    await expect.poll(colours).toBe(4);
    await expect.poll(() => window.statusBar()).toContain('1 warm');
    const item = window.page.locator('.statusbar-item', { hasText: '1 warm' });
    const hover = window.page.locator('.monaco-hover', { hasText: 'Orders' });
    const text = await hoverText(window, item, hover);
    expect(text).toMatch(/Orders ?: 1 warm.*Invoke API: http:\/\/127\.0\.0\.1:\d+.*Show output/);
    await window.screenshot(`output-${version}-status`);
  });

  it('that is an error leads to the source: in the problems and in the output', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await invoke('Broken');
    expect(await diagnostics('src/broken.js')).toEqual([
      ['TypeError', "Cannot read properties of undefined (reading 'id')", 3, 'id;'],
    ]);
    const opened = window.page.locator('.tab.active[data-resource-name="broken.js"]');
    await followOutputLink(window, 'broken.js:3:16', opened);
    await expect.poll(() => window.statusBar()).toContain('Ln 3, Col 16');
    await window.screenshot(`output-${version}-error`);
  });

  it('that is an error is gone when its source is changed', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('src/broken.js'), 2);
    await window.editor.type('// ');
    await expect.poll(() => diagnostics('src/broken.js')).toEqual([]);
    await invoke('Broken');
    // What was typed has been saved and run.
    expect(await diagnostics('src/broken.js')).toEqual([
      ['ReferenceError', 'order is not defined', 3, 'return order.id;'],
    ]);
  });

  it('that is an error of Python is shown at the line that raised it, until the function succeeds', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await invoke('Snake');
    expect(await diagnostics('src/snake.py')).toEqual([['KeyError', "'price'", 2, 'return order["price"]']]);
    await window.screenshot(`output-${version}-python`);
    await invoke('Snake');
    await expect.poll(() => diagnostics('src/snake.py')).toEqual([]);
  });

  it('that is a failed import is shown where the module is asked for', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await invoke('Importing');
    expect((await diagnostics('src/importing.js')).map(([code, , line]) => [code, line])).toEqual([
      ['Runtime.ImportModuleError', 2],
    ]);
  });

  it('that there is none of is said once, with a way out', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const setNode = (file: string | undefined): Promise<void> =>
      window.evaluate(
        (vscode, given) => vscode.workspace.getConfiguration('warmpath').update('runtime.nodePath', given.file, true),
        { file },
      );
    await setNode('/nowhere/node');
    const from = await outputLength();
    await invoke('Refused');
    const toast = await window.notification(/The Node\.js chosen in the settings cannot be run: .*Correct the path/);
    expect(await window.notifications()).toHaveLength(1);
    await window.screenshot(`output-${version}-refused`);
    await untilShown(window.page.locator('.settings-editor'), (timeout) =>
      toast.getByText('Open Settings').click({ timeout }),
    );
    await setNode(undefined);
    const shown = (): Promise<string> => window.outputChannel('Warmpath').then((text) => text.slice(from));
    await expect.poll(shown).toMatch(/^\n▶ Refused ← \{\}\nThe Node\.js chosen .*\n$/);
  });

  it('that is a flood of lines keeps the editor at work', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const from = await outputLength();
    await invoke('Flood');
    const text = await output(from);
    expect(text).toContain('line 30000\n');
    expect(text).toContain('Response:\n"done"\n');
    // How many are left out depends on how fast they came; none is missing without a word.
    const shown = text.match(/\tline \d+$/gm)?.length ?? 0;
    const leftOut = [...text.matchAll(/^note: (\d+) log lines/gm)].reduce((sum, [, lines]) => sum + Number(lines), 0);
    expect(shown + leftOut).toBe(30_000);
    await window.editor.open(project.path('src/orders.js'));
    await window.screenshot(`output-${version}-flood`);
  });
});
