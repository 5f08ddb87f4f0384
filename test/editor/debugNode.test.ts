import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src
      Timeout: 3
`;
const SOURCE = `let count = 0;
const table = 'orders';
exports.handler = async (event) => {
  count += 1;
  const answer = { count, table };
  return answer;
};
`;

describe.each(EDITOR_VERSIONS.slice(0, 1))('debugging a Node.js function in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({ 'template.yaml': TEMPLATE, 'src/index.js': SOURCE });
    host = await EditorHost.start({ version, packages: ['warmpath-0.1.0.vsix'] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`debug-node-${version}`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  it('stops in module scope and on every invocation', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('src/index.js');
    await window.editor.setBreakpoint(file, 2);
    await window.editor.setBreakpoint(file, 5);
    await window.evaluate((vscode) =>
      vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        ...{ type: 'lambda', request: 'launch', name: 'Orders', function: 'Orders' },
      }),
    undefined);
    const cold = await window.sessions.stop();
    expect(cold.frames[0]).toMatchObject({ file, line: 2 });
    await window.sessions.continue(cold);
    let stop = await window.sessions.stop(cold);
    expect(stop.frames[0]).toMatchObject({ file, line: 5 });
    expect(await window.sessions.evaluate(stop, 'count')).toBe('1');
    await window.screenshot(`debug-node-${version}-stopped`);
    await window.sessions.continue(stop);
    console.log(window.sessions.output());
  });
});
