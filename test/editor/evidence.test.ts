import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CountingServer, lines } from '../support/countingServer';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Reports:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      CodeUri: src
      Handler: reports.handler
      Timeout: 60
`;

function reports(port: number): string {
  return `const fs = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');

exports.handler = async (event, context) => {
  const socket = net.connect(${String(port)}, '127.0.0.1');
  await once(socket, 'connect');
  const report = \`/tmp/\${context.awsRequestId}.txt\`;
  fs.writeFileSync(report, 'orders');
  return { size: fs.statSync(report).size };
};
`;
}

describe.each(EDITOR_VERSIONS)('evidence in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let server: CountingServer;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    server = await CountingServer.start(lines);
    project = await TemporaryProject.create({ 'template.yaml': TEMPLATE, 'src/reports.js': reports(server.port) });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
    await window.editor.open(project.path('src/reports.js'));
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`evidence-${version}-last`);
    await host[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const invoke = (): Promise<unknown> =>
    window.evaluate((vscode) => vscode.commands.executeCommand('warmpath.invoke', 'Reports'));

  /** Notes at the ends of lines, as they are drawn. */
  const notes = (): Promise<string[]> =>
    window.page.evaluate<string[]>(`[...document.querySelectorAll('.editor-instance .view-line span')]
      .map((element) => getComputedStyle(element, '::after').content)
      .filter((content) => content.startsWith('"'))
      .map((content) => content.slice(1, -1))`);

  const findings = (): Promise<string[]> =>
    window.evaluate((vscode) =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([, diagnostics]) => diagnostics)
        .filter(({ source }) => source === 'Warmpath')
        .map(({ range, code, message }) => {
          const rule = typeof code === 'object' ? code.value : code;
          return `${String(range.start.line + 1)} ${String(rule)}: ${message}`;
        }),
    );

  it('stands beside the lines it is about, and in the findings', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await expect.poll(findings).toEqual([expect.stringContaining('9 tmp-file-left: ')]);
    for (let number = 0; number < 3; number += 1) await invoke();
    await expect
      .poll(notes)
      .toEqual([
        expect.stringMatching(/^3 connections in 3 invocations to 127\.0\.0\.1:\d+, .* 3 still open - opened in /),
        expect.stringMatching(/^3 files left in \/tmp after 3 invocations, 18 bytes \(\/tmp\/.*, …\)$/),
      ]);
    await expect
      .poll(findings)
      .toEqual([
        expect.stringMatching(/^6 client-in-handler: Seen in runs: 3 connections in 3 invocations to /),
        expect.stringMatching(/^9 tmp-file-left: .* Seen in runs: 3 files left in \/tmp after 3 invocations/),
      ]);
    await window.screenshot(`evidence-${version}-notes`);
  });

  it('says that it is about an earlier text when the line was changed', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.editor.open(project.path('src/reports.js'), 6);
    await window.editor.type('// ');
    await expect
      .poll(notes)
      .toContainEqual(expect.stringMatching(/^before this change: 3 connections in 3 invocations/));
    await window.screenshot(`evidence-${version}-stale`);
  });
});
