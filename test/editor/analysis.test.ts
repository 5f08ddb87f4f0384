import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { languageServers } from './support/languageServers';
import { Lint } from './support/lint';
import { untilShown } from './support/untilShown';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
    Timeout: 120
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
  Quiet:
    Type: AWS::Serverless::Function
    Properties:
      Handler: quiet.handler
  Again:
    Type: AWS::Serverless::Function
    Properties:
      Handler: again.handler
  Users:
    Type: AWS::Serverless::Function
    Properties:
      Handler: users.handler
  Totals:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      CodeUri: totals
      Handler: app.handler
`;
const ORDERS = `const { Pool } = require('pg');

exports.handler = async (event) => {
  
  const answer = event.ask ? await pool.query('select 1') : 'not asked';
  return { id: event.id, answer };
};
`;
const TYPED = 'const pool = new Pool({ max: 1 });';
const FOUND = ORDERS.replace('  \n', `  ${TYPED}\n`);
const USERS = `import { Pool } from 'pg';

interface Event {
  readonly id: string;
}

export const handler = async (event: Event): Promise<{ id: string; users: number }> => {
  const pool: Pool = new Pool({ max: 1 });
  const { rows } = await pool.query('select name from users');
  return { id: event.id, users: rows.length };
};
`;
const TOTALS = `from database import read_all


def handler(event, context):
    return read_all(event["table"])
`;
const DATABASE = `import boto3


def read_all(table):
    client = boto3.client("dynamodb", region_name="eu-west-1")
    return client.scan(TableName=table)["Items"]
`;
/** What a user types is what is in the file. */
const SETTINGS = { 'editor.quickSuggestions': 'off', 'editor.suggestOnTriggerCharacters': false };

async function createProject(): Promise<TemporaryProject> {
  const project = await TemporaryProject.create({
    'template.yaml': TEMPLATE,
    'src/orders.js': ORDERS,
    'src/quiet.js': FOUND,
    'src/again.js': FOUND,
    'src/users.ts': USERS,
    'totals/app.py': TOTALS,
    'totals/database.py': DATABASE,
  });
  // Environments have a /tmp of their own, where a link may lead to nothing.
  await build({
    stdin: { contents: "module.exports = require('pg');", resolveDir: process.cwd() },
    outfile: project.path('src/node_modules/pg/index.js'),
    external: ['pg-native', 'pg-cloudflare'],
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  return project;
}

describe.each(EDITOR_VERSIONS)('the linter in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;
  let lint: Lint;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await createProject();
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')], settings: SETTINGS });
    window = await host.open(project.folder);
    lint = new Lint(window);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`analysis-${version}-last`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const configure = async (name: string, value: unknown): Promise<void> => {
    await window.evaluate(
      (vscode, given) =>
        vscode.workspace.getConfiguration().update(given.name, given.value, vscode.ConfigurationTarget.Workspace),
      { name, value },
    );
  };

  const textOf = (file: string): Promise<string> =>
    window.evaluate(async (vscode, name) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(name));
      return document.getText();
    }, file);

  it('underlines a client while it is typed into a handler, and moves it out of it', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const orders = project.path('src/orders.js');
    await window.editor.open(orders, 4);
    await window.editor.focus();
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(TYPED);
    await expect.poll(() => textOf(orders)).toBe(FOUND);
    await expect.poll(() => lint.findings(orders)).toContain('client-in-handler 4');
    await expect.poll(() => lint.underlined()).toEqual([TYPED]);
    await expect.poll(() => lint.status()).toContain('Warmpath: 1 finding');
    await window.screenshot(`analysis-${version}-status`);
    await window.editor.focus();
    await window.page.keyboard.press('Home');
    const byKeyboard = await lint.openFixes();
    await window.screenshot(`analysis-${version}-fixes`);
    await lint.closeFixes();
    expect(await lint.clickLightbulb()).toEqual(byKeyboard);
    await lint.chooseFix('outside of the handler');
    await expect.poll(() => lint.findings(orders)).not.toContainEqual(expect.stringMatching(/^client-in-handler/));
    await expect.poll(() => textOf(orders)).toMatch(/new Pool\(\{ max: 1 \}\);\s+exports\.handler/);
    await window.editor.save();
    const output = (): Promise<string> => window.outputChannel('Warmpath');
    // The lens is on its way to another line.
    const invoked = async (): Promise<string> => {
      if ((await output()) === '') await window.editor.clickLens('Invoke');
      return await output();
    };
    await expect.poll(invoked, { interval: 5_000 }).not.toBe('');
    await expect.poll(output).toMatch(/"answer": "not asked"[\s\S]*REPORT /);
    await window.screenshot(`analysis-${version}-fixed`);
  });

  it('reads TypeScript, and opens the page of a rule', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const users = project.path('src/users.ts');
    await window.editor.open(users, 8);
    await expect.poll(() => lint.findings(users)).toContain('client-in-handler 8');
    await lint.openRule('client-in-handler');
    await expect
      .poll(() =>
        window.evaluate((vscode) => {
          const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
          return input instanceof vscode.TabInputCustom ? input.viewType : 'text';
        }),
      )
      .toBe('vscode.markdown.preview.editor');
    const frames = window.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await frames.getByRole('heading', { name: 'client-in-handler' }).first().waitFor();
    await window.screenshot(`analysis-${version}-rule`);
    await window.editor.open(users, 8);
    const [preferred = ''] = await lint.openFixes();
    await lint.chooseFix(preferred);
    await expect.poll(() => lint.findings(users)).not.toContainEqual(expect.stringMatching(/^client-in-handler/));
    await expect.poll(() => textOf(users)).toMatch(/new Pool\([\s\S]*export const handler/);
    await window.editor.save();
  });

  it('follows calls into other files, and fixes a file when it is saved', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const database = project.path('totals/database.py');
    await window.editor.open(database, 5);
    await expect.poll(() => lint.findings(database)).toContain('client-in-handler 5');
    const related = await window.evaluate(
      (vscode, file) =>
        vscode.languages
          .getDiagnostics(vscode.Uri.file(file))
          .flatMap(({ relatedInformation = [] }) => relatedInformation.map(({ location }) => location.uri.path)),
      database,
    );
    expect(related).toContain(project.path('totals/app.py'));
    await window.runCommand('Problems: Focus on Problems View');
    const problems = window.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'client-in-handler' }).first().waitFor();
    await window.screenshot(`analysis-${version}-problems`);
    await untilShown(window.page.locator('.tab.active', { hasText: 'app.py' }), (timeout) =>
      problems.filter({ hasText: 'app.py' }).first().dblclick({ timeout }),
    );
    await configure('editor.codeActionsOnSave', { 'source.fixAll.warmpath': 'explicit' });
    await window.editor.open(database, 3);
    await window.editor.type('# Reads tables.');
    await window.editor.save();
    await expect.poll(() => lint.findings(database)).not.toContainEqual(expect.stringMatching(/^client-in-handler/));
    await expect.poll(() => textOf(database)).toMatch(/boto3\.client\("dynamodb"[\s\S]*def read_all/);
    await configure('editor.codeActionsOnSave', undefined);
  });

  it('is quiet where the user says so', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const quiet = project.path('src/quiet.js');
    await window.editor.open(quiet, 4);
    await expect.poll(() => lint.findings(quiet)).toContain('client-in-handler 4');
    await configure('warmpath.analysis.severities', { 'client-in-handler': 'off' });
    await expect.poll(() => lint.findings(quiet)).not.toContain('client-in-handler 4');
    await configure('warmpath.analysis.severities', { 'client-in-handler': 'error' });
    await expect.poll(() => lint.findings(quiet)).toContain('client-in-handler 4');
    await configure('warmpath.analysis.enabled', false);
    await expect.poll(() => lint.findings(quiet)).toEqual([]);
    await configure('warmpath.analysis.enabled', undefined);
    await expect.poll(() => lint.findings(quiet)).toContain('client-in-handler 4');
    await configure('warmpath.analysis.severities', undefined);
    await window.editor.open(quiet, 4);
    await window.editor.type('  // warmpath-ignore[client-in-handler]: it is made once a day\n');
    await expect.poll(() => lint.findings(quiet)).not.toContainEqual(expect.stringMatching(/^client-in-handler/));
    await window.editor.save();
  });

  it('starts its server again, and ends it with the window', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const again = project.path('src/again.js');
    await window.editor.open(again, 4);
    await expect.poll(() => lint.findings(again)).toContain('client-in-handler 4');
    const [server] = await languageServers(host.extensionsFolder);
    if (server === undefined) throw new Error('There is no language server.');
    // They are away only until the next server has found them again.
    const lists = await lint.watch(again);
    process.kill(server, 'SIGKILL');
    await expect.poll(lists).toContainEqual([]);
    await expect.poll(() => lint.findings(again)).toContain('client-in-handler 4');
    expect(await languageServers(host.extensionsFolder)).not.toContain(server);
    const listsOfRestart = await lint.watch(again);
    await window.runCommand('Warmpath: Restart Analysis');
    await expect.poll(listsOfRestart).toContainEqual([]);
    await expect.poll(() => lint.findings(again)).toContain('client-in-handler 4');
    await window.runCommand('View: Close All Editors');
    await expect.poll(() => lint.findings(again)).toEqual([]);
    await window.runCommand('Warmpath: Lint Workspace');
    await expect.poll(() => lint.findings(again)).toContain('client-in-handler 4');
    await window.page.locator('.markers-panel .monaco-list-row', { hasText: 'again.js' }).first().waitFor();
    await window.screenshot(`analysis-${version}-workspace`);
    await using empty = await TemporaryProject.create({ 'notes.txt': 'Nothing here.' });
    await window.openFolder(empty.folder);
    await expect.poll(() => languageServers(host.extensionsFolder)).toEqual([]);
  });
});

describe.each(EDITOR_VERSIONS.slice(-1))('the linter in Restricted Mode (code-server %s)', (version) => {
  it('shows what it finds', async (ctx) => {
    const missing = await missingForEditor(version);
    if (missing !== undefined) ctx.skip(missing);
    await using project = await createProject();
    await using host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
      workspaceTrust: true,
    });
    const window = await host.open(project.folder);
    const lint = new Lint(window);
    const quiet = project.path('src/quiet.js');
    await window.editor.open(quiet, 4);
    await expect.poll(() => lint.findings(quiet)).toContain('client-in-handler 4');
    await expect.poll(() => lint.underlined()).toEqual([TYPED]);
    expect(await window.evaluate((vscode) => vscode.workspace.isTrusted)).toBe(false);
    await lint.hover('client-in-handler');
    await window.screenshot(`analysis-restricted-${version}`);
  });
});
